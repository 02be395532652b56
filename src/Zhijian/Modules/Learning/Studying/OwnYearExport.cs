using System.Globalization;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Learning.Studying;

/// <summary>What one studied in a year, as a file.</summary>
internal sealed class OwnYearExport(OwnQuery own, InstitutionTime time, Words words) : IListExport
{
    public string Name => "learning-year";

    public string Page => "/learning/year";

    public IReadOnlyList<string> Acts => [];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "learning.title"), new("organisation", "learning.issued-by"), new("doneOn", "learning.done-day"), new("how", "learning.how"), new("units", "learning.units"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await own.StudiedIn(question.Actor, Read(question.Text("year"), time.Today), after, size, cancel);
        return new ExportChunk([.. page.Items.Select(r => (IReadOnlyList<object?>)[r.Title, r.AskedByName, r.DoneOn, words.HowOf(r), r.Units])], page.Next);
    }

    /// <summary>The year of an address; this one where it names none that can have been.</summary>
    internal static int Read(string? year, DateOnly today) => int.TryParse(year, CultureInfo.InvariantCulture, out var named) && named >= 1921 && named <= today.Year ? named : today.Year;
}
