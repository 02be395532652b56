using System.Globalization;
using Zhijian.Modules.Figures;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Pivoting.Showing;

/// <summary>Heads and cells of pivots as people read them, and where a cell leads.</summary>
internal static class PivotWords
{
    extension(Words words)
    {
        public string Head(PivotHead head) => head.Value switch
        {
            string name => name,
            // Twelve of them stand side by side.
            DateOnly month => month.InAddress(),
            Enum named => words.Name(named),
            _ => words["pivot.value"],
        };

        /// <summary>A value; one that isn't told says so.</summary>
        public string Cell(long? value) => value is { } number ? number.ToString("N0", CultureInfo.InvariantCulture) : words["pivot.hidden"];
    }

    /// <summary>The rows behind a cell; null where the reader may not open them, or the cell isn't told. The total of a side is left out of the lines
    /// given.</summary>
    public static string? Opens(this PivotTable table, long? value, Actor actor, params IEnumerable<PivotHead> lines)
    {
        if (value is null or 0)
        {
            return null;
        }
        var (question, place) = (table.Question, table.Place);
        var at = lines.FirstOrDefault(l => l.Side == PivotSide.Organisation);
        var (organisation, path) = (at?.Key ?? place.Id.ToString(), at?.Path ?? place.Path);
        string? Key(PivotSide side) => lines.FirstOrDefault(l => l.Side == side)?.Key;
        if (question.Measure.IsOfPeople)
        {
            var category = Key(PivotSide.Category) ?? question.Category?.ToString();
            return actor.May(PeopleActs.See, path) ? $"/people?under={path}{(category is null ? "" : "&category=" + category)}" : null;
        }
        if (question.Measure.Source == PivotSource.Duties)
        {
            return $"/figures/obligations?organisation={organisation}{(Key(PivotSide.Month) is { } due ? "&month=" + due : "")}";
        }
        var kind = Key(PivotSide.Kind) ?? question.Kind?.ToString();
        var what = kind is not null ? $"&kind={kind}" : question.Measure.Name == PivotMeasure.AllRecords ? "" : $"&measure={question.Measure.Name}";
        var when = Key(PivotSide.Month) is { } month ? $"&month={month}"
            : $"&from={question.From.DayInAddress()}&to={question.To.AddMonths(1).AddDays(-1).DayInAddress()}";
        return $"/figures/records?organisation={organisation}{what}{when}";
    }
}
