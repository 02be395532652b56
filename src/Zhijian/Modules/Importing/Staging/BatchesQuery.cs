using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Staging;

/// <summary>How batches stand while the program is at them: short statements of their own, so that a page sees how far it is.</summary>
internal sealed class BatchesQuery(Fence fence)
{
    /// <summary>Batches that the program should be at, wherever they are.</summary>
    public async Task<List<(Guid Id, string Path)>> Working(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        return await fence.Rows<(Guid Id, string Path)>("select id, path from import_batch where state in ('Reading', 'Checking', 'Entering', 'Undoing') order by id", null, cancel);
    }

    /// <summary>Waits for whoever has the batch and looks whether it still stands where it was; false where somebody else has gone on.</summary>
    public async Task<bool> Hold(ImportBatch batch, CancellationToken cancel) =>
        await fence.Row<bool>("select state = @state and done = @Done from import_batch where id = @Id for update", new { batch.Id, state = batch.State.ToString(), batch.Done }, cancel);

    /// <summary>So many rows of the step are done.</summary>
    public Task Progress(ImportBatch batch, int done, int total, CancellationToken cancel) =>
        fence.Run("update import_batch set done = @done, total = @total where id = @Id", new { batch.Id, done, total }, cancel);

    /// <summary>The step is over; the batch waits for people in this state.</summary>
    public Task Stand(Guid batch, ImportState state, CancellationToken cancel) =>
        fence.Run("update import_batch set state = @state, done = 0, total = 0, looked_to = null, version = version + 1 where id = @batch", new { batch, state = state.ToString() }, cancel);

    /// <summary>Undoing goes on below this note of provenance.</summary>
    public Task LookedTo(Guid batch, Guid note, CancellationToken cancel) => fence.Run("update import_batch set looked_to = @note where id = @batch", new { batch, note }, cancel);

    public Task<bool> WaitsForReview(Guid batch, string kind, CancellationToken cancel) =>
        fence.Row<bool>("select exists (select 1 from review_case where record_kind = @kind and subject_id = @batch and state = 'Waiting')", new { kind, batch }, cancel);

    /// <summary>The case in which a batch was approved; null where there is none.</summary>
    public Task<Guid?> CaseOf(Guid batch, string kind, CancellationToken cancel) =>
        fence.Row<Guid?>("select id from review_case where record_kind = @kind and subject_id = @batch order by id desc limit 1", new { kind, batch }, cancel);

    /// <summary>When a batch was handed in for the review in which it was approved; null where it was not.</summary>
    public async Task<DateTimeOffset?> HandedInAt(Guid batch, string kind, CancellationToken cancel) =>
        await fence.Row<DateTime?>("select submitted_at from review_case where record_kind = @kind and subject_id = @batch order by id desc limit 1", new { kind, batch }, cancel);

    public Task Unreadable(Guid batch, string code, IEnumerable<string> values, CancellationToken cancel) => fence.Run(
        "update import_batch set state = 'Unreadable', place = null, problem_code = @code, problem_values = @values, version = version + 1 where id = @batch", new { batch, code, values = values.ToArray() }, cancel);

    public Task FileRead(Guid batch, CancellationToken cancel) => fence.Run("update import_batch set place = null where id = @batch", new { batch }, cancel);

    public Task Counted(Guid batch, RowCounts counts, CancellationToken cancel) => fence.Run(
        "update import_batch set fit = @Fit, faulty = @Faulty, waiting = @Waiting, created = @Created, changed = @Changed, unchanged = @Unchanged where id = @batch",
        new { batch, counts.Fit, counts.Faulty, counts.Waiting, counts.Created, counts.Changed, counts.Unchanged }, cancel);

    /// <summary>Adds to what a batch did, or foresees.</summary>
    public Task Conflicts(Guid batch, int conflicts, bool anew, CancellationToken cancel) =>
        fence.Run("update import_batch set conflicts = case when @anew then 0 else conflicts end + @conflicts where id = @batch", new { batch, conflicts, anew }, cancel);

    public Task EnteredAt(Guid batch, DateTimeOffset now, CancellationToken cancel) => fence.Run("update import_batch set entered_at = @now where id = @batch", new { batch, now }, cancel);

    public Task UndoneAt(Guid batch, DateTimeOffset now, CancellationToken cancel) => fence.Run("update import_batch set entered_at = null, undone_at = @now where id = @batch", new { batch, now }, cancel);

    /// <summary>What was said last about the columns of a source.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Remembered(string path, string kind, string source, CancellationToken cancel)
    {
        var kept = await fence.Row<KeptMapping>("select headings, elements from import_mapping where path = @path and kind = @kind and source = @source", new { path, kind, source }, cancel);
        return kept is null ? new Dictionary<string, string>() : kept.Headings.Zip(kept.Elements).ToDictionary(p => p.First, p => p.Second);
    }

    public Task Remember(ImportBatch batch, string kind, CancellationToken cancel)
    {
        var named = batch.Headings.Zip(batch.Mapping).Where(p => p.First.Length > 0).ToList();
        return fence.Run(
            """
            insert into import_mapping (path, kind, source, headings, elements) values (@Path, @kind, @Source, @headings, @elements)
            on conflict (path, kind, source) do update set headings = excluded.headings, elements = excluded.elements
            """, new { batch.Path, kind, batch.Source, headings = named.Select(n => n.First).ToArray(), elements = named.Select(n => n.Second).ToArray() }, cancel);
    }

    private sealed class KeptMapping
    {
        public string[] Headings { get; set; } = [];

        public string[] Elements { get; set; } = [];
    }
}
