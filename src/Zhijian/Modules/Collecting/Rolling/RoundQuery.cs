using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Collecting.Filling;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Collecting.Rolling;

/// <summary>What came in for one round, rolled up the tree: how many were expected, are in, were in time; each number opens its rows. Counted from the index of the round, within the viewer's scope.</summary>
internal sealed class RoundQuery(ZhijianDb db, Fence fence)
{
    private const string Sums =
        """
        count(e.id)::int as Expected, count(e.id) filter (where e.state in ('Waiting', 'Filed'))::int as CameIn,
        count(e.id) filter (where e.state in ('Waiting', 'Filed') and e.first_handed_in_on <= e.due_on)::int as InTime, count(e.id) filter (where e.state = 'Filed')::int as Filed
        """;

    /// <summary>A round of which something lies in the viewer's scope, with its form.</summary>
    public async Task<(CollectionRound Round, CollectionForm Form)?> Of(Guid id, CancellationToken cancel)
    {
        if (await fence.Row<Guid?>("select form_id from collection_entry where round_id = @id limit 1", new { id }, cancel) is { } form)
        {
            fence.Admit(form);
        }
        return await db.Set<CollectionRound>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancel) is { } round
            && await db.Set<CollectionForm>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == round.FormId, cancel) is { } of ? (round, of) : null;
    }

    /// <summary>Where one looks: the organisation that is named, else the own space; null outside the scope.</summary>
    public async Task<RoundPlace?> Place(Guid? organisation, Actor actor, CancellationToken cancel)
    {
        var id = organisation ?? actor.Space?.OrganisationId ?? actor.Posts.Select(p => (Guid?)p.OrganisationId).FirstOrDefault();
        return await fence.Row<RoundPlace>("select id, name, path, kind, parent_id as ParentId from organisation where id = @id", new { id }, cancel) is { } place && actor.May(CollectingActs.See, place.Path) ? place : null;
    }

    /// <summary>The sums of everything at and below a place.</summary>
    public async Task<RoundSums> At(Guid round, string path, CancellationToken cancel) =>
        (await fence.Row<RoundSums>($"select {Sums} from collection_entry e where e.round_id = @round and e.path >= @path and e.path < @path || '~'", new { round, path }, cancel))!;

    /// <summary>The organisations directly below with their sums; those that nothing was asked of are left out.</summary>
    public async Task<Listing<RoundSums>> Below(Guid round, Guid parent, string? after, CancellationToken cancel)
    {
        var number = Cursor.Read(after, 1) is [var text] && int.TryParse(text, out var last) ? last : 0;
        var rows = await fence.Rows<RoundSums>(
            $"""
            select o.id, o.name, o.number, o.kind, {Sums}
            from organisation o join collection_entry e on e.round_id = @round and e.path >= o.path and e.path < o.path || '~'
            where o.parent_id = @parent and o.number > @number group by o.id order by o.number limit {EntryQuery.PageSize + 1}
            """, new { round, parent, number }, cancel);
        return Listing.Of(rows, EntryQuery.PageSize, r => Cursor.Of(r.Number));
    }

    /// <summary>The rows behind a number, by their place in the tree.</summary>
    public async Task<Listing<EntryRow>> Rows(Guid round, string path, RoundRows which, string? after, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var last] ? last : "";
        var rows = await fence.Rows<EntryRow>(
            $"""
            select e.id, e.title, o.name as Organisation, e.path, e.asked_by_name as AskedBy, e.due_on as DueOn, e.state, e.first_handed_in_on as HandedInOn, e.minutes, e.fields
            from collection_entry e join organisation o on o.id = e.organisation_id
            where e.round_id = @round and e.path >= @path and e.path < @path || '~' and e.path > @from and {Condition(which)} order by e.path limit {EntryQuery.PageSize + 1}
            """, new { round, path, from }, cancel);
        return Listing.Of(rows, EntryQuery.PageSize, r => Cursor.Of(r.Path));
    }

    /// <summary>The same rows with what was answered; of those that are not in, what was typed so far stays theirs.</summary>
    public async Task<Listing<AnsweredRow>> Answered(Guid round, string path, RoundRows which, string? after, int size, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var last] ? last : "";
        var rows = await fence.Rows<AnsweredRow>(
            $"""
            select o.name as Organisation, e.path, e.state, e.first_handed_in_on as HandedInOn, case when e.state in ('Waiting', 'Filed') then e.answers::text else '[]' end as Answers
            from collection_entry e join organisation o on o.id = e.organisation_id
            where e.round_id = @round and e.path >= @path and e.path < @path || '~' and e.path > @from and {Condition(which)} order by e.path limit {size + 1}
            """, new { round, path, from }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Path));
    }

    private static string Condition(RoundRows which) => which switch
    {
        RoundRows.In => "e.state in ('Waiting', 'Filed')",
        RoundRows.InTime => "e.state in ('Waiting', 'Filed') and e.first_handed_in_on <= e.due_on",
        RoundRows.Missing => "e.state in ('Open', 'Returned')",
        RoundRows.Filed => "e.state = 'Filed'",
        _ => "true",
    };
}

/// <summary>What one organisation answered.</summary>
internal sealed class AnsweredRow
{
    public string Organisation { get; set; } = "";

    public string Path { get; set; } = "";

    public EntryState State { get; set; }

    public DateOnly? HandedInOn { get; set; }

    /// <summary>As they are kept.</summary>
    public string Answers { get; set; } = "[]";
}

/// <summary>Which rows of a round are looked at.</summary>
internal enum RoundRows
{
    Expected,
    In,
    InTime,
    Missing,
    Filed,
}

/// <summary>Where one looks.</summary>
internal sealed class RoundPlace
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Path { get; set; } = "";

    public OrganisationKind Kind { get; set; }

    public Guid? ParentId { get; set; }
}

/// <summary>What came in at one place and below.</summary>
internal sealed class RoundSums
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public int Number { get; set; }

    public OrganisationKind Kind { get; set; }

    public int Expected { get; set; }

    public int CameIn { get; set; }

    public int InTime { get; set; }

    public int Filed { get; set; }

    public int Missing => Expected - CameIn;

    /// <summary>In percent, rounded down: a hundred is only said where nothing is missing.</summary>
    public int Rate => Expected == 0 ? 0 : CameIn * 100 / Expected;
}
