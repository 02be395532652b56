using System.Text;
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
        c.id, c.path, c.batch_id as BatchId, c.row_number as Row, c.client_id as ClientId, c.source_key as SourceKey, c.entity_kind as EntityKind, c.entity_id as EntityId, c.element, c.held_source as HeldSource, c.offered_source as OfferedSource, c.offered, c.owner_id as OwnerId, c.at, c.taken,
        c.settled_at as SettledAt, c.settled_by_name as SettledByName, c.version, coalesce(m.name, o.name) as Name
        """;

    private const string From = "from import_conflict c left join member m on m.id = c.entity_id left join organisation o on o.id = c.entity_id";

    /// <summary>Keeps what a row would have overwritten; once for each element, however often it is brought.</summary>
    public async Task Note(ImportBatch batch, JudgedRow row, Member member, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var conflict in row.Conflicts)
        {
            var id = Guid.CreateVersion7();
            await fence.Run(
                """
                insert into import_conflict (id, path, batch_id, row_number, entity_kind, entity_id, element, held_source, offered_source, offered, owner_id, at, version)
                select @id, @Path, @Batch, @Number, 'Member', @Entity, @Element, @held, @Source, @offered, @owner, @now, 1
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

    /// <summary>
    /// Keeps what a connected system would have overwritten. One that waits already takes the newest value; one that was decided against is not asked again as long as the system sends the same.
    /// Answers the thing's path where something new waits.
    /// </summary>
    public async Task<string?> Note(DisputedThing thing, OfferedValue value, BroughtBy by, DateTimeOffset now, CancellationToken cancel)
    {
        var last = await fence.Row<ConflictRow>(
            $"select {Columns} {From} where c.entity_id = @Id and c.element = @Element and c.offered_source = @Source order by (c.settled_at is null) desc, c.id desc limit 1", new { thing.Id, value.Element, by.Source }, cancel);
        if (last is not null && (last.SettledAt is null || last.Taken == false) && Offered(last, thing.Member) == value.Offered)
        {
            return null;
        }
        if (last is { SettledAt: null })
        {
            await fence.Run("update import_conflict set offered = @offered, at = @now, version = version + 1 where id = @Id", new { last.Id, now, offered = Kept(thing, last.Id, value.Offered) }, cancel);
            return null;
        }
        var id = Guid.CreateVersion7();
        return await fence.Row<string>(
            """
            insert into import_conflict (id, path, client_id, source_key, entity_kind, entity_id, element, held_source, offered_source, offered, owner_id, at, version)
            select @id, coalesce((select path from member where id = @Entity), (select path from organisation where id = @Entity)), @ClientId, @SourceKey, @Kind, @Entity, @Element, @held, @Source, @offered, @owner, @now, 1
            returning path
            """,
            new
            {
                id, by.ClientId, by.SourceKey, thing.Kind, Entity = thing.Id, value.Element, held = value.HeldSource, by.Source, offered = Kept(thing, id, value.Offered), owner = value.Owner, now,
            }, cancel);
    }

    /// <summary>The value that was offered; of a person it is opened with the person's own key.</summary>
    public string Offered(ConflictRow conflict, Member? member) => member is null ? Encoding.UTF8.GetString(conflict.Offered) : seals.Offered(member, conflict.Id, conflict.Offered);

    private byte[] Kept(DisputedThing thing, Guid conflict, string value) => thing.Member is { } member ? seals.Offered(member, conflict, value) : Encoding.UTF8.GetBytes(value);

    /// <summary>Those that wait, within the viewer's sight; newest first.</summary>
    public Task<List<ConflictRow>> Waiting(CancellationToken cancel) =>
        fence.Rows<ConflictRow>($"select {Columns} {From} where c.settled_at is null order by c.id desc limit 200", null, cancel);

    public Task<ConflictRow?> One(Guid id, CancellationToken cancel) => fence.Row<ConflictRow>($"select {Columns} {From} where c.id = @id", new { id }, cancel);

    /// <summary>Settles one, if nobody did meanwhile.</summary>
    public async Task<bool> Settle(ConflictRow conflict, bool taken, Guid by, string byName, DateTimeOffset now, CancellationToken cancel) => await fence.Run(
        "update import_conflict set taken = @taken, settled_at = @now, settled_by = @by, settled_by_name = @byName, version = version + 1 where id = @Id and settled_at is null",
        new { conflict.Id, taken, now, by, byName }, cancel) == 1;
}

/// <summary>What a disputed value is about.</summary>
/// <param name="Member">The person, where it is one: the value is sealed with their own key.</param>
internal sealed record DisputedThing(string Kind, Guid Id, Member? Member);

/// <summary>A value that would replace one from its authoritative source.</summary>
/// <param name="HeldSource">Where what is kept came from.</param>
/// <param name="Owner">Who brought it; nobody where it was entered by hand or by a system.</param>
internal sealed record OfferedValue(string Element, string Offered, string HeldSource, Guid Owner);

/// <summary>One conflict as it is kept.</summary>
internal sealed class ConflictRow
{
    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    /// <summary>Null where a connected system brought it.</summary>
    public Guid? BatchId { get; set; }

    public int? Row { get; set; }

    /// <summary>Null where a list brought it.</summary>
    public Guid? ClientId { get; set; }

    public string? SourceKey { get; set; }

    public string EntityKind { get; set; } = "";

    public bool IsOfMember => EntityKind == ProvenanceBook.Member;

    public Guid EntityId { get; set; }

    /// <summary>Whom or what the value is about.</summary>
    public string Name { get; set; } = "";

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
