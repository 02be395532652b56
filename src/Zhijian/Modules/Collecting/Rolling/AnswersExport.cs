using System.Text.Json;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Collecting.Rolling;

/// <summary>What organisations answered in a round, as a file: a row for each of them and a column for each question of its form.</summary>
internal sealed class AnswersExport(RoundQuery query, Words words) : IListShapedByFilters
{
    private static readonly ExportColumn[] Always = [new("organisation", "collecting.organisation"), new("state", "collecting.state"), new("handedInOn", "collecting.handed-in-on")];

    private IReadOnlyList<DataElement> _asked = [];
    private Guid? _round;

    public string Name => "collected-answers";

    public string Page => "/collecting/rows";

    public IReadOnlyList<string> Acts => [CollectingActs.See];

    public IReadOnlyList<ExportColumn> Columns => [.. Always, .. _asked.Select(e => new ExportColumn(e.Id, "") { Heading = e.Name.In(words.IsChinese) })];

    public async Task Shape(ExportQuestion question, CancellationToken cancel)
    {
        if (question.Id("round") is not { } id || await query.Of(id, cancel) is not var (round, form))
        {
            return;
        }
        (_round, _asked) = (round.Id, [.. form.Questions.Select(q => q.ElementOf(form.Id)).OfType<DataElement>()]);
    }

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (_round is not { } round || await query.Place(question.Id("organisation"), question.Actor, cancel) is not { } place)
        {
            return new ExportChunk([], null);
        }
        var page = await query.Answered(round, place.Path, question.One<RoundRows>("which") ?? RoundRows.Expected, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(Cells)], page.Next);
    }

    private IReadOnlyList<object?> Cells(AnsweredRow row)
    {
        var answers = JsonSerializer.Deserialize<List<FormAnswer>>(row.Answers, KeptJson.Form)!.ToDictionary(a => a.Element, a => a.Value);
        return [row.Organisation, row.State, row.HandedInOn, .. _asked.Select(e => answers.TryGetValue(e.Id, out var value) ? Cell(e, value) : null)];
    }

    /// <summary>Numbers and days stay what they are, so that a sheet can reckon with them.</summary>
    private object Cell(DataElement element, string value) => element.Type switch
    {
        ElementType.Number when decimal.TryParse(value, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        ElementType.Day when TypedText.Day(value) is { } day => day,
        _ => AnswerWords.Of(element, value, words),
    };
}
