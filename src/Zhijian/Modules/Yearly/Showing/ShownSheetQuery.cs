using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Yearly.Showing;

/// <summary>Frozen tables as one reader sees them.</summary>
internal sealed class ShownSheetQuery(YearlyQuery sheets, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>The table, or null outside what the actor's posts may see.</summary>
    public async Task<ShownSheet?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await sheets.Sheet(id, actor, cancel) is { } sheet ? Shown(sheet, actor) : null;

    /// <summary>A line told apart by the organisations directly below; none where the line itself is not told.</summary>
    public async Task<IReadOnlyList<ShownBelow>> Below(ShownSheet above, YearlyLineRule rule, YearlyLine line, Actor actor, CancellationToken cancel)
    {
        if (above.Value(line) is null)
        {
            return [];
        }
        var below = (await sheets.Below(above.Sheet, cancel)).Select(s => Shown(s, actor)).Where(s => s.Find(line.Name) is not null)
            .Select(s => (Sheet: s, s.Find(line.Name)!.Value.Line)).ToList();
        if (below.Count == 0)
        {
            return [];
        }
        var least = rule.IsOfPeople ? above.Least : null;
        var (hidden, hiddenLast) = (HiddenOf(l => l.Value, (s, l) => s.Value(l) is not null), HiddenOf(l => l.Last ?? 0, (s, l) => s.TellsLast(l)));
        long? Told(long? value, IReadOnlySet<string> set, string name) => set.Contains(name) ? null : value;
        ShownBelow Row(Guid? id, string key, string name, long value, long? last)
        {
            var (now, then) = (Told(value, hidden, key), Told(last, hiddenLast, key));
            return new ShownBelow(id, name, now, then, now - then is { } by && (least is not { } smallest || by == 0 || Math.Abs(by) >= smallest) ? by : null);
        }
        List<ShownBelow> rows = [.. below.Select(b => Row(b.Sheet.Sheet.Id, b.Sheet.Sheet.Id.ToString(), b.Sheet.Sheet.Name, b.Line.Value, b.Line.Last))];
        // What is left is the organisation's own, and what is out of sight since.
        if (rule.AddsUp && Rest(l => l.Value) != 0)
        {
            rows.Add(Row(null, "", "", Rest(l => l.Value), below.All(b => b.Line.Last is not null) && line.Last is not null ? Rest(l => l.Last ?? 0) : null));
        }
        return rows;

        long Rest(Func<YearlyLine, long> value) => value(line) - below.Sum(b => value(b.Line));

        IReadOnlySet<string> HiddenOf(Func<YearlyLine, long> value, Func<ShownSheet, YearlyLine, bool> tells)
        {
            if (least is not { } smallest)
            {
                return new HashSet<string>();
            }
            var values = below.ToDictionary(b => b.Sheet.Sheet.Id.ToString(), b => value(b.Line));
            values[""] = Rest(value);
            var silent = below.Where(b => !tells(b.Sheet, b.Line)).Select(b => b.Sheet.Sheet.Id.ToString());
            // The total stands beside them: it is what all of them together are.
            return SmallCells.Hidden(values, [[.. values.Keys]], smallest, silent);
        }
    }

    private ShownSheet Shown(YearlySheet sheet, Actor actor) => new(sheet, rulebook.On(sheet.AsOf).Yearly,
        IsOwnBranch(actor, sheet.Path) ? null : rulebook.On(time.Today).Indicators.SmallCells.Least);

    /// <summary>Those who hold a post in the branch know its people.</summary>
    private static bool IsOwnBranch(Actor actor, string path) => actor.Posts.Any(p => p.Path == path && p.Level == nameof(SpaceLevel.Branch));
}
