using System.Text.Json;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Staging;

/// <summary>Rows of batches, sealed as they lie and opened as they are asked for. All SQL over staged rows stands here.</summary>
internal sealed class StagedRowsQuery(Fence fence, Vault vault, InstitutionTime time)
{
    private const string Table = "import_row";
    private const string Columns = "number, content, state, twin_id as TwinId, twin_exact as TwinExact, decision, outcome, entity_id as EntityId";

    /// <summary>Keeps rows as they came.</summary>
    public async Task Stage(ImportBatch batch, IReadOnlyList<(int Number, RowContent Content)> rows, CancellationToken cancel)
    {
        var content = new byte[rows.Count][];
        Parallel.For(0, rows.Count, i => content[i] = Seal(batch, rows[i].Number, rows[i].Content));
        await fence.Run(
            """
            insert into import_row (batch_id, number, path, staged_at, content, state)
            select @Id, s.number, @Path, @Now, s.content, 'Staged' from unnest(@numbers, @content) as s(number, content)
            """,
            new { batch.Id, batch.Path, time.Now, numbers = rows.Select(r => r.Number).ToArray(), content }, cancel);
    }

    public Task Clear(Guid batch, CancellationToken cancel) => fence.Run("delete from import_row where batch_id = @batch", new { batch }, cancel);

    /// <summary>The number of the last row.</summary>
    public Task<int> Last(Guid batch, CancellationToken cancel) => fence.Row<int>("select coalesce(max(number), 0) from import_row where batch_id = @batch", new { batch }, cancel);

    /// <summary>Rows behind a number, in order.</summary>
    public async Task<List<StagedRow>> After(ImportBatch batch, int after, int most, CancellationToken cancel) =>
        Opened(batch, await fence.Rows<KeptRow>($"select {Columns} from import_row where batch_id = @Id and number > @after order by number limit @most", new { batch.Id, after, most }, cancel));

    /// <summary>Likeness is looked for anew; what people decided stays.</summary>
    public Task ForgetTwins(Guid batch, CancellationToken cancel) => fence.Run("update import_row set twin_id = null, twin_exact = false where batch_id = @batch and decision is null", new { batch }, cancel);

    /// <summary>Rows behind a number that can enter and have not yet.</summary>
    public async Task<List<StagedRow>> ToEnter(ImportBatch batch, int most, CancellationToken cancel) =>
        Opened(batch, await fence.Rows<KeptRow>($"select {Columns} from import_row where batch_id = @Id and state = 'Right' and outcome in ('Create', 'Change') and entity_id is null order by number limit @most", new { batch.Id, most }, cancel));

    /// <summary>Rows that would make somebody new and about whom nothing was decided: they may be known by another number, or none.</summary>
    public async Task<List<StagedRow>> ToCompare(ImportBatch batch, int after, int most, CancellationToken cancel) =>
        Opened(batch, await fence.Rows<KeptRow>($"select {Columns} from import_row where batch_id = @Id and state = 'Right' and outcome = 'Create' and decision is null and number > @after order by number limit @most", new { batch.Id, after, most }, cancel));

    /// <summary>For a page: rows of one state (or all) behind a number.</summary>
    public async Task<List<StagedRow>> Page(ImportBatch batch, RowState? state, RowOutcome? outcome, int after, int most, CancellationToken cancel) =>
        Opened(batch, await fence.Rows<KeptRow>(
            $"""
            select {Columns} from import_row
            where batch_id = @Id and (@state::text is null or state = @state) and (@outcome::text is null or (state = 'Right' and outcome = @outcome)) and number > @after order by number limit @most
            """, new { batch.Id, state = state?.ToString(), outcome = outcome?.ToString(), after, most }, cancel));

    public async Task<StagedRow?> One(ImportBatch batch, int number, CancellationToken cancel) =>
        Opened(batch, await fence.Rows<KeptRow>($"select {Columns} from import_row where batch_id = @Id and number = @number", new { batch.Id, number }, cancel)).FirstOrDefault();

    /// <summary>Which faults there are how often.</summary>
    public Task<List<FaultCount>> FaultCounts(Guid batch, CancellationToken cancel) =>
        fence.Rows<FaultCount>("select fault, count(*)::int as Rows from import_row r cross join unnest(r.faults) as fault where r.batch_id = @batch group by fault order by 2 desc, 1 limit 50", new { batch }, cancel);

    public Task Mend(ImportBatch batch, StagedRow row, CancellationToken cancel) =>
        fence.Run("update import_row set content = @content where batch_id = @Id and number = @Number", new { batch.Id, row.Number, content = Seal(batch, row.Number, row.Content) }, cancel);

    public Task Decide(Guid batch, int number, TwinDecision decision, CancellationToken cancel) =>
        fence.Run("update import_row set decision = @decision where batch_id = @batch and number = @number", new { batch, number, decision = decision.ToString() }, cancel);

    /// <summary>Decides all that wait by one rule.</summary>
    public Task<int> DecideAll(Guid batch, TwinDecision decision, CancellationToken cancel) =>
        fence.Run("update import_row set decision = @decision where batch_id = @batch and state = 'Twin'", new { batch, decision = decision.ToString() }, cancel);

    /// <summary>Notes what checking found: state, faults, by which numbers a person is found.</summary>
    public async Task Note(Guid batch, IReadOnlyList<RowNote> notes, CancellationToken cancel)
    {
        if (notes.Count == 0)
        {
            return;
        }
        await fence.Run(
            """
            update import_row r set state = n.state, faults = coalesce(string_to_array(nullif(n.faults, ''), ' '), '{}'), identity_index = n.identity, institution_number = n.institution,
              twin_id = n.twin, twin_exact = n.exact, outcome = n.outcome
            from unnest(@numbers, @states, @faults, @identities, @institutions, @twins, @exacts, @outcomes) as n(number, state, faults, identity, institution, twin, exact, outcome)
            where r.batch_id = @batch and r.number = n.number
            """,
            new
            {
                batch, numbers = notes.Select(n => n.Number).ToArray(), states = notes.Select(n => n.State.ToString()).ToArray(), faults = notes.Select(n => string.Join(' ', n.Faults)).ToArray(),
                identities = notes.Select(n => n.Keys.Index).ToArray(), institutions = notes.Select(n => n.Keys.Number).ToArray(), twins = notes.Select(n => n.TwinId).ToArray(),
                exacts = notes.Select(n => n.TwinExact).ToArray(), outcomes = notes.Select(n => n.Outcome?.ToString()).ToArray(),
            }, cancel);
    }

    /// <summary>Another row of the batch that brings one of these numbers; 0 where none does.</summary>
    public Task<int> OtherWith(Guid batch, int number, RowKeys keys, CancellationToken cancel) => fence.Row<int>(
        "select coalesce(min(number), 0) from import_row where batch_id = @batch and number <> @row and (identity_index = @Index or institution_number = @Number)",
        new { batch, row = number, keys.Index, keys.Number }, cancel);

    /// <summary>Rows that bring a number which an earlier row of the batch brings too.</summary>
    public Task<List<TwiceRow>> Twice(Guid batch, CancellationToken cancel) => fence.Rows<TwiceRow>(
        """
        select number, first from (
          select number, min(number) over (partition by identity_index) as first from import_row where batch_id = @batch and identity_index is not null
          union all
          select number, min(number) over (partition by institution_number) from import_row where batch_id = @batch and institution_number is not null) n
        where first < number order by number
        """, new { batch }, cancel);

    public Task MarkTwice(Guid batch, IReadOnlyList<TwiceRow> rows, CancellationToken cancel) => fence.Run(
        "update import_row r set state = 'Faulty', outcome = null, faults = array_append(faults, @fault) from unnest(@numbers) as n(number) where r.batch_id = @batch and r.number = n.number and not faults @> array[@fault]",
        new { batch, fault = ":" + ImportRefusals.TwiceInFile.Code, numbers = rows.Select(r => r.Number).Distinct().ToArray() }, cancel);

    /// <summary>Those among the people of a path that are new to the batch and look alike.</summary>
    public Task NoteTwins(Guid batch, IReadOnlyList<(int Row, Guid Twin)> found, CancellationToken cancel) => fence.Run(
        """
        update import_row r set twin_id = n.twin, twin_exact = false, state = 'Twin', outcome = null
        from unnest(@rows, @twins) as n(number, twin) where r.batch_id = @batch and r.number = n.number
        """, new { batch, rows = found.Select(f => f.Row).ToArray(), twins = found.Select(f => f.Twin).ToArray() }, cancel);

    public Task Entered(Guid batch, IReadOnlyList<(int Row, Guid Entity, RowOutcome Outcome)> rows, CancellationToken cancel) => fence.Run(
        "update import_row r set entity_id = n.entity, outcome = n.outcome from unnest(@rows, @entities, @outcomes) as n(number, entity, outcome) where r.batch_id = @batch and r.number = n.number",
        new { batch, rows = rows.Select(r => r.Row).ToArray(), entities = rows.Select(r => r.Entity).ToArray(), outcomes = rows.Select(r => r.Outcome.ToString()).ToArray() }, cancel);

    public Task Refused(Guid batch, IReadOnlyList<(int Row, string Fault)> rows, CancellationToken cancel) => fence.Run(
        "update import_row r set state = 'Faulty', outcome = null, faults = array_append(faults, n.fault) from unnest(@rows, @faults) as n(number, fault) where r.batch_id = @batch and r.number = n.number",
        new { batch, rows = rows.Select(r => r.Row).ToArray(), faults = rows.Select(r => r.Fault).ToArray() }, cancel);

    /// <summary>After an undoing: rows stand where they stood before they entered.</summary>
    public Task Unenter(Guid batch, IReadOnlyCollection<Guid> entities, CancellationToken cancel) =>
        fence.Run("update import_row set entity_id = null where batch_id = @batch and entity_id = any(@entities)", new { batch, entities = entities.ToArray() }, cancel);

    /// <summary>Rows that changed nothing stand for nothing any more.</summary>
    public Task Leave(Guid batch, CancellationToken cancel) => fence.Run("update import_row set entity_id = null where batch_id = @batch and outcome = 'Leave'", new { batch }, cancel);

    /// <summary>Counts what the rows are now.</summary>
    public async Task<RowCounts> Counts(Guid batch, CancellationToken cancel) => await fence.Row<RowCounts>(
        """
        select count(*)::int as Total, count(*) filter (where state = 'Right')::int as Fit, count(*) filter (where state = 'Faulty')::int as Faulty, count(*) filter (where state = 'Twin')::int as Waiting,
          count(*) filter (where state = 'Right' and outcome = 'Create')::int as Created, count(*) filter (where state = 'Right' and outcome = 'Change')::int as Changed,
          count(*) filter (where state = 'Right' and outcome = 'Leave')::int as Unchanged
        from import_row where batch_id = @batch
        """, new { batch }, cancel) ?? new RowCounts();

    private byte[] Seal(ImportBatch batch, int number, RowContent content) =>
        vault.SealBytes(batch.Id, batch.DataKey!, Place(batch, number), JsonSerializer.SerializeToUtf8Bytes(content, KeptJson.Form));

    private List<StagedRow> Opened(ImportBatch batch, List<KeptRow> kept)
    {
        if (batch.DataKey is not { } key)
        {
            return [];
        }
        var rows = new StagedRow[kept.Count];
        Parallel.For(0, kept.Count, i => rows[i] = new StagedRow
        {
            Number = kept[i].Number, State = Enum.Parse<RowState>(kept[i].State), TwinId = kept[i].TwinId, TwinExact = kept[i].TwinExact, EntityId = kept[i].EntityId,
            Decision = kept[i].Decision is { } decision ? Enum.Parse<TwinDecision>(decision) : null, Outcome = kept[i].Outcome is { } outcome ? Enum.Parse<RowOutcome>(outcome) : null,
            Content = JsonSerializer.Deserialize<RowContent>(vault.OpenBytes(batch.Id, key, Place(batch, kept[i].Number), kept[i].Content), KeptJson.Form)!,
        });
        return [.. rows];
    }

    /// <summary>A row of another number or batch does not open here.</summary>
    private static SealedPlace Place(ImportBatch batch, int number) => new(Table, $"content/{number}", batch.Id);

    private sealed class KeptRow
    {
        public int Number { get; set; }

        public byte[] Content { get; set; } = [];

        public string State { get; set; } = "";

        public Guid? TwinId { get; set; }

        public bool TwinExact { get; set; }

        public string? Decision { get; set; }

        public string? Outcome { get; set; }

        public Guid? EntityId { get; set; }
    }
}

/// <summary>By what a row of the list is known from every other: two that share one are the same twice.</summary>
/// <param name="Index">A keyed index of what must not be read, such as an identity number.</param>
/// <param name="Number">What may be read: an institution's number, or the kind's own words for which thing it is.</param>
internal sealed record RowKeys(byte[]? Index, string? Number);

/// <summary>What checking found about a row.</summary>
internal sealed record RowNote(int Number, RowState State, IReadOnlyList<string> Faults, RowKeys Keys, Guid? TwinId, bool TwinExact, RowOutcome? Outcome);

/// <summary>A fault as it is kept (<c>Element:code</c>), and in how many rows.</summary>
internal sealed class FaultCount
{
    public string Fault { get; set; } = "";

    public int Rows { get; set; }
}

/// <summary>A row that brings a number again.</summary>
internal sealed class TwiceRow
{
    public int Number { get; set; }

    public int First { get; set; }
}

/// <summary>The rows of a batch in numbers.</summary>
internal sealed class RowCounts
{
    public int Total { get; set; }

    public int Fit { get; set; }

    public int Faulty { get; set; }

    public int Waiting { get; set; }

    public int Created { get; set; }

    public int Changed { get; set; }

    public int Unchanged { get; set; }
}
