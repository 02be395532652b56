using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Origin;

/// <summary>From a person's page to where their data come from.</summary>
internal sealed class OriginOfMember : IMemberLinks
{
    public IEnumerable<MemberLink> Of(Member member, Sight sight, Actor actor)
    {
        yield return new MemberLink(50, "import.origin", "route", $"/people/{member.Id}/origin");
    }
}

/// <summary>What was put right by hand says so too; what a system brings is noted with its key by whoever takes it in.</summary>
internal sealed class NoteWhenMemberCorrected(ProvenanceBook book, BroughtBook brought, ZhijianDb db) : IWhen<MemberCorrected>
{
    public async Task Handle(MemberCorrected fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.Fields.Count == 0 || brought.IsBringing)
        {
            return;
        }
        var version = await db.Members.Where(m => m.Id == fact.SubjectId).Select(m => m.Version).FirstOrDefaultAsync(cancel);
        await book.Note(
            ProvenanceBook.Member,
            [new ProvenanceNote(Guid.CreateVersion7(), fact.OrganisationPath, fact.SubjectId, null, null, fact.SubjectId == actor.MemberId ? Authority.Person : Authority.OrganisationsOwn, fact.Fields, [], null, version, actor.MemberId, actor.Name, now)], cancel);
    }
}

/// <summary>What was entered by hand when somebody was taken in says so.</summary>
internal sealed class NoteWhenMemberAdded(ProvenanceBook book, BroughtBook brought, ZhijianDb db) : IWhen<MemberAdded>
{
    public Task Handle(MemberAdded fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => HandleMany([fact], [actor], now, cancel);

    public async Task HandleMany(IReadOnlyList<MemberAdded> facts, IReadOnlyList<Actor> actors, DateTimeOffset now, CancellationToken cancel)
    {
        if (brought.IsBringing)
        {
            return;
        }
        List<ProvenanceNote> notes = [];
        foreach (var (fact, actor) in facts.Zip(actors))
        {
            // Who was just taken in is at hand: no question is asked.
            if (await db.Members.FindAsync([fact.SubjectId], cancel) is { } member)
            {
                notes.Add(new ProvenanceNote(Guid.CreateVersion7(), fact.OrganisationPath, fact.SubjectId, null, null, Authority.OrganisationsOwn, [nameof(Member.Category), .. MemberField.All.Where(f => f.ValueOf(member) is not null).Select(f => f.Name)], [], null, member.Version, actor.MemberId, actor.Name, now));
            }
        }
        await book.Note(ProvenanceBook.Member, notes, cancel);
    }
}

/// <summary>Where somebody's data came from goes with them to another branch.</summary>
internal sealed class FollowWhenMemberMoved(Fence fence) : IWhen<MemberMoved>
{
    public async Task Handle(MemberMoved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Tree);
        await fence.Run("update provenance set path = @path where entity_id = @id; update import_conflict set path = @path where entity_id = @id", new { id = fact.SubjectId, path = fact.OrganisationPath }, cancel);
    }
}

/// <summary>The same where a change of the tree takes people along.</summary>
internal sealed class OriginFollowsTree(Fence fence) : IFollowsOrganisationChanges
{
    public Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Consequence>>([]);

    public IReadOnlyList<string> ComesWithOrganisation => ["provenance", "import_conflict", "import_row"];

    public async Task TakeOut(OrganisationPlace place, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Tree);
        await fence.Run(
            """
            update provenance p set path = m.path from member m where m.id = p.entity_id and p.path = @Path;
            update import_conflict c set path = m.path from member m where m.id = c.entity_id and c.path = @Path
            """, new { place.Path }, cancel);
    }

    public async Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Tree);
        foreach (var place in new[] { change.It, change.Receiver }.OfType<OrganisationPlace>())
        {
            await fence.Run(
                """
                update provenance p set path = m.path from member m where m.id = p.entity_id and m.organisation_id = @Id and p.path <> m.path;
                update import_conflict c set path = m.path from member m where m.id = c.entity_id and m.organisation_id = @Id and c.path <> m.path
                """, new { place.Id }, cancel);
        }
    }
}
