using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Privacy;

/// <summary>The SQL of holds: what must stay although its term is over, or somebody asks for its erasure.</summary>
public sealed class HoldQuery(Fence fence)
{
    /// <summary>Whether somebody, or the body they belong to, is held.</summary>
    public async Task<bool> IsHeld(Guid memberId, string path, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Directory);
        return await fence.Row<bool>("select exists (select from legal_hold where lifted_at is null and (member_id = @memberId or (member_id is null and starts_with(@path, path))))", new { memberId, path }, cancel);
    }

    /// <summary>Holds within the viewer's scope: those in force first, then those that were lifted.</summary>
    public Task<List<Hold>> All(CancellationToken cancel) => fence.Rows<Hold>(
        $"select {Columns} from legal_hold h order by h.lifted_at is not null, h.placed_at desc limit 200", null, cancel);

    public Task<Hold?> Find(Guid id, CancellationToken cancel) => fence.Row<Hold>(
        $"select {Columns} from legal_hold h where h.id = @id", new { id }, cancel);

    /// <summary>Answers false where the person or body is held already.</summary>
    internal async Task<bool> Place(Guid id, Guid? memberId, Guid? organisationId, string path, string name, string reason, Guid by, string byName, DateTimeOffset now, CancellationToken cancel) => await fence.Run(
        """
        insert into legal_hold (id, path, member_id, organisation_id, name, reason, placed_at, placed_by, placed_by_name)
        values (@id, @path, @memberId, @organisationId, @name, @reason, @now, @by, @byName) on conflict do nothing
        """, new { id, path, memberId, organisationId, name, reason, now, by, byName }, cancel) == 1;

    /// <summary>Answers false where it was lifted already.</summary>
    internal async Task<bool> Lift(Guid id, Guid by, string byName, DateTimeOffset now, CancellationToken cancel) =>
        await fence.Run("update legal_hold set lifted_at = @now, lifted_by = @by, lifted_by_name = @byName where id = @id and lifted_at is null", new { id, by, byName, now }, cancel) == 1;

    private const string Columns =
        "h.id, h.path, h.name, h.member_id as MemberId, h.organisation_id as OrganisationId, h.reason, h.placed_at as PlacedAt, h.placed_by_name as PlacedBy, h.lifted_at as LiftedAt, h.lifted_by_name as LiftedBy";
}

/// <summary>A person or a body whose rows stay.</summary>
public sealed class Hold
{
    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    public string Name { get; set; } = "";

    public Guid? MemberId { get; set; }

    public Guid? OrganisationId { get; set; }

    public string Reason { get; set; } = "";

    public DateTimeOffset PlacedAt { get; set; }

    public string PlacedBy { get; set; } = "";

    public DateTimeOffset? LiftedAt { get; set; }

    public string? LiftedBy { get; set; }
}
