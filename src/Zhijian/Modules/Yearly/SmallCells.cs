using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Yearly;

/// <summary>Which numbers of people are not told outside the own branch: those below the rule's least (nobody at all is told), and so many more that
/// no total tells one of them.</summary>
public static class SmallCells
{
    /// <summary>The names that are not told.</summary>
    /// <param name="values">Numbers of people by name; their signs don't matter.</param>
    /// <param name="totals">Groups of names of which one is the sum of the others.</param>
    /// <param name="hiddenElsewhere">Names that another page of the same reader doesn't tell.</param>
    public static IReadOnlySet<string> Hidden(IReadOnlyDictionary<string, long> values, IEnumerable<IReadOnlyList<string>> totals, int least,
        params IEnumerable<string> hiddenElsewhere)
    {
        var groups = totals.ToList();
        var hidden = values.Where(v => v.Value != 0 && Math.Abs(v.Value) < least).Select(v => v.Key).Concat(hiddenElsewhere).ToHashSet();
        while (groups.Any(HidesOneMore))
        {
        }
        return hidden;

        bool HidesOneMore(IReadOnlyList<string> group)
        {
            if (group.Count(hidden.Contains) != 1)
            {
                return false;
            }
            // With nothing else in the group but zeros, the total is the number itself, and that is hidden already where it is small.
            var next = group.Where(n => !hidden.Contains(n) && values.GetValueOrDefault(n) != 0).OrderBy(n => Math.Abs(values[n])).ThenBy(n => n,
                StringComparer.Ordinal).FirstOrDefault();
            return next is not null && hidden.Add(next);
        }
    }

    /// <summary>The lines of a table whose value is not told.</summary>
    /// <param name="valueOf">The value that is to be shown of a line; null where it has none.</param>
    public static IReadOnlySet<string> Hidden(YearlyRules rules, IReadOnlyList<YearlyLine> lines, Func<YearlyLine, long?> valueOf, int? least)
    {
        if (least is not { } smallest)
        {
            return new HashSet<string>();
        }
        var ofPeople = rules.Lines.Where(r => r.IsOfPeople).ToDictionary(r => r.Name);
        var values = lines.Where(l => ofPeople.ContainsKey(l.Name)).ToDictionary(l => l.Name, l => valueOf(l) ?? 0);
        var shares = ofPeople.Values.Where(r => r.By is not null).GroupBy(r => r.By).Select(g => (IReadOnlyList<string>)[.. g.Select(r => r.Name),
            YearlyRules.Members]);
        return Hidden(values, shares, smallest);
    }

    /// <summary>The parts of a line that are not told, by name; what is not explained is one of them.</summary>
    public static IReadOnlySet<string> HiddenParts(YearlyLine line, int? least)
    {
        if (least is not { } smallest)
        {
            return new HashSet<string>();
        }
        var values = line.Parts.ToDictionary(p => p.Part.ToString(), p => p.Count);
        values[NotExplained] = line.NotExplained;
        // The difference is told beside them: it is their total.
        return Hidden(values, [[.. values.Keys]], smallest);
    }

    /// <summary>Among the names of parts, what the others leave unexplained.</summary>
    public const string NotExplained = "NotExplained";
}
