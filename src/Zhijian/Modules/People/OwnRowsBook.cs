using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

/// <summary>
/// Rows that are one person's own and no record of an organisation: each has a <c>member_id</c>, and its <c>path</c> is that of the person's branch. They go with the person, whether
/// they move or a change of the tree takes them along. A module names its tables in a class of its own and registers it as this and as <see cref="IFollowsOrganisationChanges"/>.
/// </summary>
public abstract class OwnRowsBook(Fence fence, params string[] tables) : IFollowsOrganisationChanges
{
    public Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Consequence>>([]);

    public IReadOnlyList<string> ComesWithOrganisation => tables;

    public Task TakeOut(OrganisationPlace place, CancellationToken cancel) => ToTheirBranch("r.path = @Path", new { place.Path }, cancel);

    public async Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var place in new[] { change.It, change.Receiver }.OfType<OrganisationPlace>())
        {
            await ToTheirBranch("m.organisation_id = @Id and r.path <> m.path", new { place.Id }, cancel);
        }
    }

    /// <summary>One person belongs to another branch.</summary>
    internal Task Follow(MemberMoved fact, CancellationToken cancel) => Update("set path = @path where member_id = @id", new { id = fact.SubjectId, path = fact.OrganisationPath }, cancel);

    private Task ToTheirBranch(string which, object values, CancellationToken cancel) => Update($"r set path = m.path from member m where m.id = r.member_id and {which}", values, cancel);

    private async Task Update(string change, object values, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Tree);
        await fence.Run(string.Join(";\n", tables.Select(table => $"update {table} {change}")), values, cancel);
    }
}

/// <summary>What is somebody's own goes with them.</summary>
internal sealed class FollowWhenMemberMoved(IEnumerable<OwnRowsBook> rows) : IWhen<MemberMoved>
{
    public async Task Handle(MemberMoved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var own in rows)
        {
            await own.Follow(fact, cancel);
        }
    }
}
