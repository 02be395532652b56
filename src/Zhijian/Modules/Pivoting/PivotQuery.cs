using System.Globalization;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Indicators;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Pivoting;

/// <summary>Answers pivots from the sums that are kept: how many organisations, kinds and months there are decides what it costs, not how many
/// records.</summary>
public sealed class PivotQuery(FiguresQuery figures, GridQuery grid, KindsOfMembersQuery members, Measures measures, PublishedMeasures published,
    Rulebook rulebook, InstitutionTime time)
{
    /// <summary>Everything that can be counted.</summary>
    public IReadOnlyList<PivotMeasure> Choices => PivotMeasure.All(measures, published);

    /// <summary>The table, or null outside what the actor's posts may see.</summary>
    /// <param name="word">The value an address gives for a name.</param>
    public async Task<PivotTable?> Of(Actor actor, Func<string, string?> word, CancellationToken cancel)
    {
        if (await figures.Place(actor, Guid.TryParse(word("organisation"), out var named) ? named : null, cancel) is not { } place)
        {
            return null;
        }
        var question = PivotQuestion.Read(word, Choices, time.Today);
        var after = int.TryParse(word("after"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var below = question.Has(PivotSide.Organisation);
        var organisations = await grid.Organisations(place, below, after, cancel);
        var (own, shown) = (organisations[0], organisations.Skip(1).Take(GridQuery.AtOnce).ToList());
        var sums = await Sums(place, question, below, after, [own, .. shown], cancel);
        var (rows, columns) = (Heads(question, question.Rows, shown, sums), Heads(question, question.Columns, shown, sums));
        var cells = new long[rows.Count + 1, columns.Count + 1];
        foreach (var sum in sums)
        {
            // What stands at the organisation itself is the total of those below; it is one cell only where organisations aren't told apart.
            var isOwn = sum.Organisation == own.Id;
            Add(cells, Places(rows, question.Rows, sum, isOwn), Places(columns, question.Columns, sum, isOwn), sum.Count);
        }
        var table = new PivotGrid(cells);
        int? least = question.Measure.IsOfPeople && !IsOwnBranch(actor, own.Path) ? rulebook.On(time.Today).Indicators.SmallCells.Least : null;
        if (least is { } smallest)
        {
            table.Hide(smallest);
        }
        return new PivotTable(question, new PivotPlace(own.Id, own.Path, own.Name), rows, columns, table, organisations.Count - 1 > GridQuery.AtOnce
            ? shown[^1].Number : null, least);
    }

    /// <summary>Those who hold a post in the branch know its people.</summary>
    private static bool IsOwnBranch(Actor actor, string path) => actor.Posts.Any(p => p.Path == path && p.Level == nameof(SpaceLevel.Branch));

    private static void Add(long[,] cells, IEnumerable<int> rows, IEnumerable<int> columns, long count)
    {
        foreach (var row in rows)
        {
            foreach (var column in columns)
            {
                cells[row, column] += count;
            }
        }
    }

    /// <summary>In which lines a sum counts: its own and the total. Of organisations the total is what stands at the one above them.</summary>
    private static IEnumerable<int> Places(List<PivotHead> heads, PivotSide side, Sum sum, bool isOwn)
    {
        var total = heads.Count;
        if (side == PivotSide.Organisation)
        {
            return isOwn ? [total] : [IndexOf(heads, sum.Organisation.ToString())];
        }
        var key = side switch { PivotSide.Kind => sum.Kind, PivotSide.Month => sum.Month.InAddress(), PivotSide.Category => sum.Kind, _ => "" };
        return [IndexOf(heads, key), total];
    }

    private static int IndexOf(List<PivotHead> heads, string key)
    {
        for (var i = 0; i < heads.Count; i++)
        {
            if (heads[i].Key == key)
            {
                return i;
            }
        }
        throw new InvalidOperationException("A sum belongs to no line of its table.");
    }

    private static List<PivotHead> Heads(PivotQuestion question, PivotSide side, IEnumerable<GridOrganisation> organisations,
        IReadOnlyList<Sum> sums) => side switch
    {
        PivotSide.Organisation => [.. organisations.Select(o => new PivotHead(side, o.Id.ToString(), o.Name, o.Path))],
        PivotSide.Month => [.. question.Months.Select(m => new PivotHead(side, m.InAddress(), m))],
        PivotSide.Kind => [.. KindsIn(sums).Select(k => new PivotHead(side, k.ToString(), k.Named))],
        PivotSide.Category => [.. Enum.GetValues<MemberCategory>().Where(c => question.Category is null || c == question.Category)
            .Select(c => new PivotHead(side, c.ToString(), c))],
        _ => [new PivotHead(side, "", null)],
    };

    /// <summary>Kinds of which there is something, in the order of the rules.</summary>
    private static IEnumerable<FigureKind> KindsIn(IEnumerable<Sum> sums) =>
        sums.Select(s => s.Kind).Distinct().Select(FigureKind.Parse)
            .OrderBy(k => k.Named is CountedKind).ThenBy(k => Convert.ToInt32(k.Named, CultureInfo.InvariantCulture));

    private async Task<IReadOnlyList<Sum>> Sums(Party place, PivotQuestion question, bool below, int after,
        IReadOnlyList<GridOrganisation> organisations, CancellationToken cancel)
    {
        if (question.Measure.IsOfPeople)
        {
            var byPath = organisations.ToDictionary(o => o.Path, o => o.Id);
            var kinds = (await members.Of(place.Path, below, cancel)).Where(k => question.Category is null || k.Category == question.Category).ToList();
            var own = kinds.GroupBy(k => k.Category).Select(k => new Sum(place.OrganisationId, default, k.Key.ToString(), k.Sum(c => c.Count)));
            return [.. own, .. kinds.Where(k => k.Path != place.Path && byPath.ContainsKey(k.Path)).Select(k => new Sum(byPath[k.Path], default, k.Category.ToString(), k.Count))];
        }
        var counts = question.Measure.Source == PivotSource.Records
            ? await grid.Records(place, below, after, question.From, question.To, question.Kinds, cancel)
            : await grid.Duties(place, below, after, question.From, question.To, question.Measure.Name, cancel);
        // The one that only says whether more follow is not counted.
        var known = organisations.Select(o => o.Id).ToHashSet();
        return [.. counts.Where(c => known.Contains(c.OrganisationId)).Select(c => new Sum(c.OrganisationId, c.Month, c.Kind, c.Count))];
    }

    private sealed record Sum(Guid Organisation, DateOnly Month, string Kind, long Count);
}
