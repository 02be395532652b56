using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing;

/// <summary>
/// Where values came from. Any module that takes values in from elsewhere notes here what it set; a note names elements, never values,
/// and is one row for each thing and batch, whatever the number of values.
/// </summary>
internal sealed class ProvenanceBook(Fence fence)
{
    /// <summary>The members.</summary>
    public const string Member = "Member";

    /// <summary>The organisations.</summary>
    public const string Organisation = "Organisation";

    /// <summary>Notes what was set. Many things are one statement.</summary>
    public async Task Note(string entityKind, IReadOnlyList<ProvenanceNote> notes, CancellationToken cancel)
    {
        if (notes.Count == 0)
        {
            return;
        }
        await fence.Run(
            """
            insert into provenance (id, path, entity_kind, entity_id, batch_id, row_number, client_id, source_key, source, elements, transformed, before, entity_version, by_id, by_name, at)
            select n.id, n.path, @entityKind, n.entity, n.batch, n.row_number, n.client, n.source_key, n.source, string_to_array(n.elements, ' '), coalesce(string_to_array(nullif(n.transformed, ''), ' '), '{}'), n.before, n.version, n.by_id, n.by_name, n.at
            from unnest(@ids, @paths, @entities, @batches, @rows, @clients, @keys, @sources, @elements, @transformed, @before, @versions, @by, @byNames, @at)
              as n(id, path, entity, batch, row_number, client, source_key, source, elements, transformed, before, version, by_id, by_name, at)
            """,
            new
            {
                entityKind, ids = notes.Select(n => n.Id).ToArray(), paths = notes.Select(n => n.Path).ToArray(), entities = notes.Select(n => n.EntityId).ToArray(), batches = notes.Select(n => n.BatchId).ToArray(),
                rows = notes.Select(n => n.Row).ToArray(), clients = notes.Select(n => n.ClientId).ToArray(), keys = notes.Select(n => n.SourceKey).ToArray(), sources = notes.Select(n => n.Source).ToArray(), elements = notes.Select(n => string.Join(' ', n.Elements)).ToArray(),
                transformed = notes.Select(n => string.Join(' ', n.Transformed)).ToArray(), before = notes.Select(n => n.Before).ToArray(), versions = notes.Select(n => n.EntityVersion).ToArray(),
                by = notes.Select(n => n.ById).ToArray(), byNames = notes.Select(n => n.ByName).ToArray(), at = notes.Select(n => n.At.UtcDateTime).ToArray(),
            }, cancel);
    }

    /// <summary>What a batch noted, newest first, below a note; at most so many.</summary>
    public Task<List<BatchNote>> OfBatch(Guid batch, Guid? below, int most, CancellationToken cancel) => fence.Rows<BatchNote>(
        "select id, entity_id as EntityId, before, entity_version as EntityVersion from provenance where batch_id = @batch and (@below::uuid is null or id < @below) order by id desc limit @most", new { batch, below, most }, cancel);

    /// <summary>All that a batch noted.</summary>
    public Task<List<BatchNote>> OfBatch(Guid batch, CancellationToken cancel) => OfBatch(batch, null, int.MaxValue, cancel);

    /// <summary>How many things a batch's notes are about.</summary>
    public Task<int> Things(Guid batch, CancellationToken cancel) => fence.Row<int>("select count(distinct entity_id)::int from provenance where batch_id = @batch", new { batch }, cancel);

    public Task Forget(Guid[] ids, CancellationToken cancel) => fence.Run("delete from provenance where id = any(@ids)", new { ids }, cancel);

    /// <summary>Where each element of one thing came from last, within the viewer's sight.</summary>
    public async Task<IReadOnlyList<ElementOrigin>> Of(Guid entity, CancellationToken cancel) => await fence.Rows<ElementOrigin>(
        """
        select distinct on (e.element) e.element, p.source, p.batch_id as BatchId, p.row_number as Row, p.by_name as ByName, p.at, p.source_key as SourceKey, b.file_name as FileName, b.sheet,
          (select t from unnest(p.transformed) t where starts_with(t, e.element || ':')) as Transformed
        from provenance p cross join unnest(p.elements) as e(element) left join import_batch b on b.id = p.batch_id
        where p.entity_id = @entity order by e.element, p.at desc, p.id desc
        """, new { entity }, cancel);

    /// <summary>
    /// From which list an organisation's answer in a round of a collection form came; null where none brought it. Whoever sees the answer may know the name of its list, though the list was
    /// brought for an organisation above.
    /// </summary>
    public Task<AnswerFrom?> OfRound(Guid organisation, Guid round, CancellationToken cancel) => fence.RowAs<AnswerFrom>(
        SystemActors.Directory,
        """
        select b.id as BatchId, b.path, b.file_name as FileName, p.row_number as Row from import_batch b join provenance p on p.batch_id = b.id
        where b.round_id = @round and p.entity_id = @organisation order by p.id desc limit 1
        """, new { organisation, round }, cancel);

    /// <summary>Of these things, which elements came last from which source, and who brought them.</summary>
    public async Task<IReadOnlyDictionary<(Guid Entity, string Element), HeldFrom>> HeldFrom(IReadOnlyCollection<Guid> entities, IReadOnlyCollection<string> elements, CancellationToken cancel)
    {
        if (entities.Count == 0 || elements.Count == 0)
        {
            return new Dictionary<(Guid, string), HeldFrom>();
        }
        var rows = await fence.Rows<HeldFrom>(
            """
            select distinct on (p.entity_id, e.element) p.entity_id as Entity, e.element, p.source, p.by_id as ById
            from provenance p cross join unnest(p.elements) as e(element) where p.entity_id = any(@entities) and e.element = any(@elements)
            order by p.entity_id, e.element, p.at desc, p.id desc
            """, new { entities = entities.ToArray(), elements = elements.ToArray() }, cancel);
        return rows.ToDictionary(r => (r.Entity, r.Element));
    }
}

/// <summary>That some elements of a thing were set from a source.</summary>
/// <param name="Elements">The elements that were set.</param>
/// <param name="Transformed">For elements that were cleaned: <c>Element:What,What</c>.</param>
/// <param name="Before">What stood there before, sealed; null where the thing is new.</param>
/// <param name="EntityVersion">The thing's version since: a later one means that something was built on it.</param>
internal sealed record ProvenanceNote(Guid Id, string Path, Guid EntityId, Guid? BatchId, int? Row, string Source, IReadOnlyList<string> Elements, IReadOnlyList<string> Transformed, byte[]? Before, int EntityVersion, Guid ById, string ByName, DateTimeOffset At)
{
    /// <summary>The connected system that brought it, where one did.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>By which that system knows the thing.</summary>
    public string? SourceKey { get; init; }
}

/// <summary>Where one element of a thing came from last.</summary>
internal sealed class ElementOrigin
{
    public string Element { get; set; } = "";

    public string Source { get; set; } = "";

    /// <summary>Null where it was not brought by a file.</summary>
    public Guid? BatchId { get; set; }

    public int? Row { get; set; }

    public string ByName { get; set; } = "";

    public DateTimeOffset At { get; set; }

    public string? FileName { get; set; }

    /// <summary>By which the connected system that brought it knows the thing; null where none did.</summary>
    public string? SourceKey { get; set; }

    public string? Sheet { get; set; }

    /// <summary>What was cleaned: <c>Element:What,What</c>.</summary>
    public string? Transformed { get; set; }
}

/// <summary>The row of a list that brought an organisation's answer.</summary>
internal sealed class AnswerFrom
{
    public Guid BatchId { get; set; }

    public string Path { get; set; } = "";

    public string FileName { get; set; } = "";

    public int Row { get; set; }
}

/// <summary>From which source an element of a thing came last.</summary>
internal sealed class HeldFrom
{
    public Guid Entity { get; set; }

    public string Element { get; set; } = "";

    public string Source { get; set; } = "";

    public Guid ById { get; set; }
}
