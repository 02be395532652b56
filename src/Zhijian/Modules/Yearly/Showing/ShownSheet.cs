using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Yearly.Showing;

/// <summary>A frozen table as one reader sees it: what isn't told on one page isn't told on another or in a file.</summary>
internal sealed class ShownSheet
{
    private readonly IReadOnlySet<string> _hidden;
    private readonly IReadOnlySet<string> _hiddenLast;
    private readonly YearlyRules _rules;

    /// <param name="least">The smallest number of people that is told; null where all are.</param>
    public ShownSheet(YearlySheet sheet, YearlyRules rules, int? least)
    {
        (Sheet, Least, _rules) = (sheet, least, rules);
        _hidden = SmallCells.Hidden(rules, sheet.Lines, l => l.Value, least);
        _hiddenLast = SmallCells.Hidden(rules, sheet.Lines, l => l.Last, least);
    }

    public YearlySheet Sheet { get; }

    public int? Least { get; }

    /// <summary>The lines under their headings, those of a pack that is no longer shipped left out.</summary>
    public IEnumerable<(YearlyLineRule Rule, YearlyLine Line)> Lines => Sheet.Lines.Select(l => (Rule: _rules.Find(l.Name), Line: l)).Where(l =>
        l.Rule is not null).Select(l => (l.Rule!, l.Line));

    /// <summary>A line with its rule, or null.</summary>
    public (YearlyLineRule Rule, YearlyLine Line)? Find(string? name) =>
        _rules.Find(name) is { } rule && Sheet.Lines.FirstOrDefault(l => l.Name == name) is { } line ? (rule, line) : null;

    /// <summary>The value; null where it is not told.</summary>
    public long? Value(YearlyLine line) => _hidden.Contains(line.Name) ? null : line.Value;

    /// <summary>Whether the year before is told, where there is one.</summary>
    public bool TellsLast(YearlyLine line) => !_hiddenLast.Contains(line.Name);

    /// <summary>The difference; null where there is none, or where it would tell what is not told, or is small itself.</summary>
    public long? Difference(YearlyLine line) => Value(line) is null || !TellsLast(line) || IsSmall(line, line.Difference ?? 0) ? null : line.Difference;

    /// <summary>The parts of the difference with their numbers, null where one is not told; none where the difference is not told.</summary>
    public IReadOnlyList<(string Name, long? Count)> Parts(YearlyLine line)
    {
        if (line.Difference is null || Difference(line) is null)
        {
            return [];
        }
        var hidden = SmallCells.HiddenParts(line, _rules.Find(line.Name)?.IsOfPeople == true ? Least : null);
        return
        [
            .. line.Parts.Select(p => (Words.NameKey(p.Part), hidden.Contains(p.Part.ToString()) ? null : (long?)p.Count)),
            ("yearly.not-explained", hidden.Contains(SmallCells.NotExplained) ? null : line.NotExplained),
        ];
    }

    private bool IsSmall(YearlyLine line, long count) => Least is { } least && _rules.Find(line.Name)?.IsOfPeople == true && count != 0 && Math.Abs(count) < least;
}

/// <summary>One organisation in the table of a line: below, or what is told apart from no organisation.</summary>
/// <param name="Id">The frozen table; null for the organisation itself, and what stands elsewhere today.</param>
/// <param name="Value">Null where it is not told.</param>
internal sealed record ShownBelow(Guid? Id, string Name, long? Value, long? Last, long? Difference);
