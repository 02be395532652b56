using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Organisations.Browse;

/// <summary>The tree as the page shows it: the rows that stand open, with people in numbers and what the rules say to them.</summary>
internal sealed class TreeQuery(OrganisationTreeQuery tree, IMembersOfOrganisations members, Rulebook rulebook, InstitutionTime time)
{
    private const int MostFound = 100;

    /// <summary>The rows to show first: the root, what stands directly below it, the line to the viewer's own place, and what was opened.</summary>
    public async Task<List<TreeRow>> Open(DateOnly day, Actor actor, IReadOnlyList<Guid> opened, CancellationToken cancel)
    {
        var here = actor.Space?.Path ?? actor.HomePath;
        var rows = await tree.Rows(
            "v.parent_id is null or v.parent_id = any(@opened) or exists (select 1 from organisation p where p.id = v.parent_id and (p.parent_id is null or starts_with(@here, p.path)))",
            new { day, from = (int?)null, most = int.MaxValue, here, opened = opened.ToArray() }, cancel);
        return await Shown(rows, day, cancel);
    }

    /// <summary>One row and those directly below it.</summary>
    public async Task<List<TreeRow>> OpenOne(Guid id, DateOnly day, CancellationToken cancel) =>
        await Shown(await tree.Rows("v.organisation_id = @id or v.parent_id = @id", new { day, from = (int?)null, most = int.MaxValue, id }, cancel), day, cancel);

    /// <summary>Organisations whose name or its pinyin holds the text, of one kind if wanted.</summary>
    public async Task<List<TreeRow>> Search(string text, OrganisationKind? kind, DateOnly day, CancellationToken cancel) =>
        await Shown(await tree.Called(NameSought.Of(text), "(@kind::text is null or v.kind = @kind)", new NamedValues { { "day", day }, { "from", (int?)null }, { "most", MostFound }, { "kind", kind?.ToString() } }, cancel), day, cancel, nested: false);

    /// <summary>One organisation with its numbers and findings.</summary>
    public async Task<TreeRow?> One(Guid id, DateOnly day, CancellationToken cancel) =>
        await tree.Find(id, cancel, day) is { } found ? (await Shown([found], day, cancel, nested: false))[0] : null;

    private async Task<List<TreeRow>> Shown(List<OrganisationAt> rows, DateOnly day, CancellationToken cancel, bool nested = true)
    {
        var ids = rows.Select(r => r.Id).ToList();
        var isToday = day >= time.Today;
        var sizes = isToday ? await members.Sizes(ids, cancel) : new Dictionary<Guid, OrganisationSize>();
        var then = isToday ? new Dictionary<Guid, int>() : await members.SizesOn(day, ids, cancel);
        var rules = rulebook.On(day).Organisations;
        var shown = rows.ToDictionary(r => r.Id, r =>
        {
            var size = sizes.GetValueOrDefault(r.Id);
            IReadOnlyList<RuleFinding> findings = size is null || size.AllMembers == 0 ? [] : rules.CheckSize(r.Kind, size);
            return new TreeRow(r, size?.AllMembers ?? then.GetValueOrDefault(r.Id), findings, isToday ? TermOf(r, rules, day) : null) { IsOpen = nested && rows.Any(c => c.ParentId == r.Id) };
        });
        if (!nested)
        {
            return [.. rows.Select(r => shown[r.Id])];
        }
        List<TreeRow> ordered = [];
        foreach (var top in rows.Where(r => r.ParentId is null || !shown.ContainsKey(r.ParentId.Value)))
        {
            Add(top);
        }
        return ordered;

        void Add(OrganisationAt row)
        {
            ordered.Add(shown[row.Id]);
            foreach (var below in rows.Where(r => r.ParentId == row.Id))
            {
                Add(below);
            }
        }
    }

    /// <summary>A term that ends within the rule's reminder time, or has ended.</summary>
    private static TermEnd? TermOf(OrganisationAt row, OrganisationRules rules, DateOnly day) =>
        row.TermEndPlanned is { } end && rules.Term(row.Kind)?.Warns(end, day) == true ? new TermEnd(end, end < day) : null;
}

/// <summary>A row of the tree.</summary>
public sealed record TreeRow(OrganisationAt Organisation, int Members, IReadOnlyList<RuleFinding> Findings, TermEnd? Term)
{
    public bool IsOpen { get; init; }
}

/// <summary>The day a term ends; overdue once it is over.</summary>
public sealed record TermEnd(DateOnly On, bool IsOver);
