using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.People;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Conflicts;

/// <summary>Values that were brought against one from its authoritative source, and wait for that source's owner.</summary>
internal sealed class ConflictsQuery(Fence fence, ValueSeals seals)
{
    public const string Columns =
        """
        c.id, c.path, c.batch_id as BatchId, c.row_number as Row, c.entity_id as EntityId, c.element, c.held_source as HeldSource, c.offered_source as OfferedSource, c.offered, c.owner_id as OwnerId, c.at, c.taken,
        c.settled_at as SettledAt, c.settled_by_name as SettledByName, c.version, m.name as MemberName
        """;

    /// <summary>Keeps what a row would have overwritten; once for each element, however often it is brought.</summary>
    public async Task Note(ImportBatch batch, JudgedRow row, Member member, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var conflict in row.Conflicts)
        {
            var id = Guid.CreateVersion7();
            await fence.Run(
                """
                insert into import_conflict (id, path, batch_id, row_number, entity_id, element, held_source, offered_source, offered, owner_id, at, version)
                select @id, @Path, @Batch, @Number, @Entity, @Element, @held, @Source, @offered, @owner, @now, 1
                where not exists (select 1 from import_conflict where entity_id = @Entity and element = @Element and offered_source = @Source and settled_at is null)
                """,
                new
                {
                    id, member.Path, Batch = batch.Id, row.Staged.Number, Entity = member.Id, conflict.Element, held = conflict.Held?.Source ?? Authority.OrganisationsOwn, batch.Source,
                    offered = seals.Offered(member, id, conflict.After), owner = conflict.Held?.ById ?? Guid.Empty, now,
                }, cancel);
        }
    }

    /// <summary>What a batch that is undone had offered against these.</summary>
    public Task Forget(Guid batch, Guid[] entities, CancellationToken cancel) => fence.Run("delete from import_conflict where batch_id = @batch and entity_id = any(@entities)", new { batch, entities }, cancel);

    /// <summary>Those that wait, within the viewer's sight; newest first.</summary>
    public Task<List<ConflictRow>> Waiting(CancellationToken cancel) =>
        fence.Rows<ConflictRow>($"select {Columns} from import_conflict c join member m on m.id = c.entity_id where c.settled_at is null order by c.id desc limit 200", null, cancel);

    public Task<ConflictRow?> One(Guid id, CancellationToken cancel) => fence.Row<ConflictRow>($"select {Columns} from import_conflict c join member m on m.id = c.entity_id where c.id = @id", new { id }, cancel);

    /// <summary>Settles one, if nobody did meanwhile.</summary>
    public async Task<bool> Settle(ConflictRow conflict, bool taken, Guid by, string byName, DateTimeOffset now, CancellationToken cancel) => await fence.Run(
        "update import_conflict set taken = @taken, settled_at = @now, settled_by = @by, settled_by_name = @byName, version = version + 1 where id = @Id and settled_at is null",
        new { conflict.Id, taken, now, by, byName }, cancel) == 1;
}

/// <summary>One conflict as it is kept.</summary>
internal sealed class ConflictRow
{
    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    public Guid BatchId { get; set; }

    public int Row { get; set; }

    public Guid EntityId { get; set; }

    public string MemberName { get; set; } = "";

    public string Element { get; set; } = "";

    public string HeldSource { get; set; } = "";

    public string OfferedSource { get; set; } = "";

    public byte[] Offered { get; set; } = [];

    /// <summary>Who brought the authoritative value; nobody where it was entered by hand.</summary>
    public Guid OwnerId { get; set; }

    public DateTimeOffset At { get; set; }

    public bool? Taken { get; set; }

    public DateTimeOffset? SettledAt { get; set; }

    public string? SettledByName { get; set; }

    public int Version { get; set; }
}
