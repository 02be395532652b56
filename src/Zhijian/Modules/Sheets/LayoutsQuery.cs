using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Sheets;

/// <summary>Lays a list out as a template says.</summary>
internal sealed class LayoutsQuery(ZhijianDb db, Words words) : IListLayouts
{
    public async Task<IReadOnlyList<ListLayout>> Of(IListOfElements list, CancellationToken cancel) =>
        [.. (await db.Set<SheetTemplate>().AsNoTracking().Where(t => t.List == list.Name && !t.IsRetired).OrderBy(t => t.Name).ToListAsync(cancel)).Select(t => new ListLayout(t.Id, t.Name))];

    public async Task<IListOfRows?> Laid(IListOfElements list, Guid layout, CancellationToken cancel) =>
        await db.Set<SheetTemplate>().AsNoTracking().FirstOrDefaultAsync(t => t.Id == layout && t.List == list.Name && !t.IsRetired, cancel) is { } template ? new LaidOutList(list, template, words.IsChinese) : null;

    /// <summary>A list in the columns of a template.</summary>
    private sealed class LaidOutList(IListOfElements list, SheetTemplate template, bool chinese) : IListOfRows
    {
        private readonly int[] _places = [.. template.Columns.Select(c => c.Element is null ? -1 : list.Elements.ToList().IndexOf(c.Element))];
        private readonly DataElement?[] _elements = [.. template.Columns.Select(c => c.Element is null ? null : DataStandard.Find(c.Element))];

        public string Name => list.Name;

        public IReadOnlyList<ExportColumn> Columns { get; } = [.. template.Columns.Select(c => new ExportColumn(c.Element ?? c.Heading, "") { Heading = c.Heading })];

        public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
        {
            var read = await list.ReadElements(question, after, size, cancel);
            return new ExportChunk([.. read.Rows.Select(r => (IReadOnlyList<object?>)[.. template.Columns.Select((c, i) => c.Element is null ? c.Text : _places[i] < 0 ? null : Cell(c, _elements[i]!, r[_places[i]]))])], read.Next);
        }

        private string? Cell(SheetColumn column, DataElement element, object? value) => value switch
        {
            null => null,
            DateOnly day => SheetWords.Day(day, column.Days),
            Enum named => column.Codes == CodeForm.Code ? named.ToString() : element.CodeSet?.NameOf(named.ToString(), chinese) ?? named.ToString(),
            string code when element.CodeSet is { } codes => column.Codes == CodeForm.Code ? code : codes.NameOf(code, chinese),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
    }
}

/// <summary>How values are written into sheets.</summary>
internal static class SheetWords
{
    public static string Day(DateOnly day, DayForm form) => day.ToString(
        form switch { DayForm.Slashes => "yyyy'/'MM'/'dd", DayForm.Dots => "yyyy'.'MM'.'dd", DayForm.Digits => "yyyyMMdd", DayForm.Chinese => "yyyy'年'M'月'd'日'", DayForm.Month => "yyyyMM", _ => "yyyy-MM-dd" }, CultureInfo.InvariantCulture);
}
