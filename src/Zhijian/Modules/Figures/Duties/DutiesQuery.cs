using System.Globalization;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Figures.Duties;

/// <summary>Obligations of an organisation and everything below it, longest due first.</summary>
public sealed class DutiesQuery(Fence fence)
{
    public const int PageSize = 50;

    /// <summary>Those missing today, or all of a month.</summary>
    public async Task<Listing<MissingRow>> Of(Party place, DateOnly? month, bool onlyMissing, DateOnly today, string? after, int size, CancellationToken cancel)
    {
        var cursor = Cursor.Read(after, 2);
        var which = "b.path >= @Path and b.path < @Path || '~' and (@day::date is null or (b.due_on, b.id) > (@day, @id))"
            + (month is null ? "" : " and b.due_on between @month and @monthEnd")
            + (onlyMissing ? $" and b.due_on < @today and {MissingRow.IsOpen}" : "");
        var rows = await fence.Rows<MissingRow>(
            Overview.MissingRows(which, size + 1),
            new { place.Path, month, monthEnd = month?.AddMonths(1).AddDays(-1), today, day = FigureWords.ReadDay(cursor?[0]), id = Guid.TryParse(cursor?[1], out var id) ? id : Guid.Empty }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), r.Id));
    }

    public async Task<MissingRow?> One(Guid id, CancellationToken cancel) =>
        (await fence.Rows<MissingRow>(Overview.MissingRows("b.id = @id", 1), new { id }, cancel)).FirstOrDefault();
}
