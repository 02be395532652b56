using System.Globalization;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Pivoting;

/// <summary>What a pivot is asked for: the measure, both sides, and the filters. What can't be read, or doesn't go with the measure, falls back to
/// what does.</summary>
/// <param name="From">The first day of the first month.</param>
/// <param name="To">The first day of the last month.</param>
/// <param name="Kind">Only records of this kind.</param>
/// <param name="Category">Only members of this kind.</param>
public sealed record PivotQuestion(PivotMeasure Measure, PivotSide Rows, PivotSide Columns, DateOnly From, DateOnly To, FigureKind? Kind,
    MemberCategory? Category)
{
    /// <summary>Longer spans are cut at this many months before the last.</summary>
    public const int MostMonths = 36;

    private const int UsualMonths = 12;

    /// <summary>Reads the words of an address.</summary>
    /// <param name="word">The value given for a name, or null.</param>
    /// <param name="all">What can be counted; the first where none is named.</param>
    public static PivotQuestion Read(Func<string, string?> word, IReadOnlyList<PivotMeasure> all, DateOnly today)
    {
        var measure = all.FirstOrDefault(m => m.Name == word("measure")) ?? all[0];
        var rows = Side(word("rows")) is { } r && measure.Sides.Contains(r) ? r : measure.Sides[0];
        var columns = Side(word("columns")) is { } c && c != rows && (c == PivotSide.None || measure.Sides.Contains(c)) ? c
            : measure.Sides.Last(s => s != rows);
        var last = FigureWords.ReadMonth(word("to")) is { } to && to <= today ? to : new DateOnly(today.Year, today.Month, 1);
        var first = FigureWords.ReadMonth(word("from")) is { } from && from <= last ? from : last.AddMonths(1 - UsualMonths);
        var earliest = last.AddMonths(1 - MostMonths);
        return new PivotQuestion(
            measure, rows, columns, first < earliest ? earliest : first, last,
            measure.Source == PivotSource.Records && FigureKind.Find(word("kind")) is { } kind && measure.Kinds?.Contains(kind) != false
                ? kind : null,
            measure.IsOfPeople && Enum.TryParse<MemberCategory>(word("category"), out var category) && Enum.IsDefined(category) ? category : null);
    }

    /// <summary>Whether it is told apart by this.</summary>
    public bool Has(PivotSide side) => Rows == side || Columns == side;

    /// <summary>The months, first to last.</summary>
    public IEnumerable<DateOnly> Months
    {
        get
        {
            for (var month = From; month <= To; month = month.AddMonths(1))
            {
                yield return month;
            }
        }
    }

    /// <summary>Kinds of records it is about; null for all.</summary>
    public IReadOnlyList<FigureKind>? Kinds => Kind is { } one ? [one] : Measure.Kinds;

    /// <summary>The same as an address says it, without the organisation, so that it can be asked of another one.</summary>
    public string Write()
    {
        string Word(PivotSide side) => side.ToString().ToLowerInvariant();
        var months = Measure.IsOfPeople ? "" : $"&from={From.InAddress()}&to={To.InAddress()}";
        var only = (Kind is { } kind ? $"&kind={kind}" : "") + (Category is { } category ? $"&category={category}" : "");
        return string.Create(CultureInfo.InvariantCulture,
            $"measure={Measure.Name}&rows={Word(Rows)}&columns={Word(Columns)}{months}{only}");
    }

    private static PivotSide? Side(string? word) =>
        Enum.TryParse<PivotSide>(word, ignoreCase: true, out var side) && Enum.IsDefined(side) ? side : null;
}
