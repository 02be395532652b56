using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Reminding.Following;

/// <summary>What somebody chose and was told goes with them to another branch.</summary>
internal sealed class FollowWhenMemberMoved(Fence fence) : IWhen<MemberMoved>
{
    public async Task Handle(MemberMoved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Tree);
        await fence.Run("update reminder_choice set path = @path where member_id = @id; update reminder set path = @path where member_id = @id", new { id = fact.SubjectId, path = fact.OrganisationPath }, cancel);
    }
}

/// <summary>The same where a change of the tree takes people along.</summary>
internal sealed class RemindersFollowTree(Fence fence) : IFollowsOrganisationChanges
{
    public Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Consequence>>([]);

    public IReadOnlyList<string> ComesWithOrganisation => ["reminder_choice", "reminder"];

    public async Task TakeOut(OrganisationPlace place, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Tree);
        await fence.Run(
            """
            update reminder_choice r set path = m.path from member m where m.id = r.member_id and r.path = @Path;
            update reminder r set path = m.path from member m where m.id = r.member_id and r.path = @Path
            """, new { place.Path }, cancel);
    }

    public async Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Tree);
        foreach (var place in new[] { change.It, change.Receiver }.OfType<OrganisationPlace>())
        {
            await fence.Run(
                """
                update reminder_choice r set path = m.path from member m where m.id = r.member_id and m.organisation_id = @Id and r.path <> m.path;
                update reminder r set path = m.path from member m where m.id = r.member_id and m.organisation_id = @Id and r.path <> m.path
                """, new { place.Id }, cancel);
        }
    }
}
