using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Access.Explain;

/// <summary>Finds the person and the thing of a "why", inside the asking administrator's own scope, and gives the reasons.</summary>
internal sealed class WhyQuery(Fence fence, ActorCache actors, IEnumerable<IExplainsSight> explained)
{
    public async Task<WhyAnswer> Run(string who, string thing, Actor actor, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            """
            select a.id, coalesce(m.name, a.display_name) as name, a.path from account a left join member m on m.id = a.member_id
            where a.id::text = @who or a.member_id::text = @who or a.normalized_user_name = upper(@who) or m.institution_number = @who or m.name = @who limit 2;
            select 'organisation' as kind, id, name, path from organisation where id::text = @thing or name = @thing or path = @thing
            union all select 'member', id, name, path from member where id::text = @thing or institution_number = @thing or name = @thing limit 2;
            """, new { who, thing }, cancel);
        var people = (await sets.ReadAsync<Found>()).Where(f => actor.May(AccessActs.Explain, f.Path)).ToList();
        var things = (await sets.ReadAsync<Found>()).Where(f => actor.May(AccessActs.Explain, f.Path)).ToList();
        if (people.Count == 1 && things.Count == 0)
        {
            return await OfRecord(people[0], thing, actor, cancel);
        }
        if (people.Count != 1 || things.Count != 1)
        {
            return new WhyAnswer(people.Count, things.Count, null, null, []);
        }
        var snapshot = await actors.Find(people[0].Id, cancel);
        var seen = new SeenThing(things[0].Path, things[0].Kind == "member" ? things[0].Id : null, things[0].Kind == "organisation");
        var person = snapshot?.Actor is { } found ? found with { Space = found.Posts.Count > 0 ? found.Posts[0] : null } : null;
        return new WhyAnswer(1, 1, people[0].Name, things[0].Name, person is null ? [] : SightReasons.Of(person, seen)) { IsClosed = person is null };
    }

    /// <summary>A record of another module: the posts that show it, and each row by which a pass opens it.</summary>
    private async Task<WhyAnswer> OfRecord(Found who, string thing, Actor actor, CancellationToken cancel)
    {
        List<(IExplainsSight By, ExplainedRecord Record)> found = [];
        foreach (var by in explained)
        {
            found.AddRange((await by.Find(thing, cancel)).Where(r => actor.May(AccessActs.Explain, r.Path)).Select(r => (by, r)));
        }
        if (found.Count != 1)
        {
            return new WhyAnswer(1, found.Count, null, null, []);
        }
        var (source, record) = found[0];
        // Whoever may not see the record itself is told about the name they typed, no other.
        var name = actor.May(record.Act, record.Path) ? record.Name : thing;
        if ((await actors.Find(who.Id, cancel))?.Actor is not { } person)
        {
            return new WhyAnswer(1, 1, who.Name, name, []) { IsClosed = true };
        }
        var posts = SightReasons.Of(person, new SeenThing(record.Path)).Where(r => r.Acts.Contains(record.Act)).ToList();
        return new WhyAnswer(1, 1, who.Name, name, posts) { Rows = await source.Why(record.Id, person, cancel), IsRecord = true };
    }

    private sealed class Found
    {
        public string Kind { get; set; } = "";

        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public string Path { get; set; } = "";
    }
}

/// <summary>How many people and things matched, and where it was one of each, the reasons.</summary>
internal sealed record WhyAnswer(int People, int Things, string? Person, string? Thing, IReadOnlyList<SightReason> Reasons)
{
    /// <summary>The account is closed: nothing is seen any more.</summary>
    public bool IsClosed { get; init; }

    /// <summary>For a record of another module: the rows by which a pass opens it.</summary>
    public IReadOnlyList<string> Rows { get; init; } = [];

    public bool IsRecord { get; init; }
}
