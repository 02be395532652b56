using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures;

/// <summary>An organisation that takes part, and its place in the tree.</summary>
public readonly record struct Party(Guid OrganisationId, string Path);

/// <summary>An activity on its way, as far as figures need to know.</summary>
/// <param name="SubjectId">The activity; rows link to it.</param>
/// <param name="Parties">Every organisation that takes part; each gets its own row of the one event.</param>
public sealed record PlannedActivity(Guid SubjectId, ActivityKind Kind, DateTimeOffset StartsAt, string Title, IReadOnlyList<Party> Parties);

/// <summary>A record that passed its whole review.</summary>
/// <param name="RecordId">The record; filing it again changes nothing.</param>
/// <param name="SubjectId">The activity; an addendum to its record changes nothing.</param>
/// <param name="HeldOn">The day of the activity; it decides the month and the obligation, not the day of filing.</param>
public sealed record FiledRecord(Guid RecordId, Guid SubjectId, FigureKind Kind, DateOnly HeldOn, DateTimeOffset FiledAt, IReadOnlyList<Party> Parties)
{
    public string? Title { get; init; }
}

/// <summary>
/// Where other modules say, inside their own transaction, that an activity was planned, submitted, returned or filed.
/// Filing writes the traces and adds one to the counts of every organisation that took part and of all above them, each once;
/// the cost does not depend on history. Every call may be repeated without effect.
/// </summary>
public sealed class TraceBook(Fence fence, InstitutionTime institution)
{
    /// <summary>An activity was planned, or its time, title or participants changed. Nothing is counted yet.</summary>
    public async Task Planned(PlannedActivity activity, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Figures))
        {
            await fence.Row<int>(
                """
                delete from standing where subject_id = @SubjectId and state in ('Planned', 'Returned') and organisation_id <> all(@organisations);
                """ + TraceSql.PutStanding + " where standing.state in ('Planned', 'Returned'); select 0",
                Row(activity.SubjectId, null, activity.Kind, activity.Title, activity.StartsAt, institution.DayOf(activity.StartsAt), "Planned", activity.Parties), cancel);
        }
    }

    /// <summary>The activity will not take place.</summary>
    public Task Cancelled(Guid subjectId, CancellationToken cancel) => Move(subjectId, null, null, cancel);

    /// <summary>Its record was submitted to review.</summary>
    public Task Submitted(Guid subjectId, Guid recordId, CancellationToken cancel) => Move(subjectId, recordId, "InReview", cancel);

    /// <summary>Its record came back to the author.</summary>
    public Task Returned(Guid subjectId, CancellationToken cancel) => Move(subjectId, null, "Returned", cancel);

    /// <summary>The author took the record back before it was decided.</summary>
    public Task Withdrawn(Guid subjectId, CancellationToken cancel) => Move(subjectId, null, "Planned", cancel);

    /// <summary>Its record is filed: from now on it counts.</summary>
    public async Task Filed(FiledRecord record, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Figures))
        {
            var before = await Standing(record.SubjectId, cancel);
            if (before.Any(row => row.State == "Filed"))
            {
                return;
            }
            var startsAt = before.Count > 0 ? before[0].StartsAt : institution.At(record.HeldOn, TimeOnly.MinValue);
            await fence.RunByKeys(
                "delete from standing where subject_id = @SubjectId and organisation_id <> all(@organisations);" + TraceSql.PutStanding + ";" + TraceSql.PutTraces,
                Row(record.SubjectId, record.RecordId, record.Kind, record.Title ?? before.FirstOrDefault()?.Title, startsAt, record.HeldOn, "Filed", record.Parties, record.FiledAt), cancel);
            await Shift(record.SubjectId, before, cancel);
        }
    }

    /// <summary>The filing was undone in time: its traces stop counting and the record is in review again.</summary>
    public Task Unfiled(Guid recordId, DateTimeOffset at, CancellationToken cancel) => Reverse(recordId, at, "update standing set state = 'InReview' where subject_id = @subjectId", cancel);

    /// <summary>What was filed is taken back for good: its traces stop counting from now on, and nothing of it is under way.</summary>
    public Task TakenBack(Guid recordId, DateTimeOffset at, CancellationToken cancel) => Reverse(recordId, at, "delete from standing where subject_id = @subjectId", cancel);

    private async Task Reverse(Guid recordId, DateTimeOffset at, string standing, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Figures))
        {
            var subject = await fence.Row<Guid?>("select subject_id from trace where record_id = @recordId and reversed_at is null limit 1", new { recordId }, cancel);
            if (subject is not { } subjectId)
            {
                return;
            }
            var before = await Standing(subjectId, cancel);
            await fence.Row<int>(
                $"""
                update trace set reversed_at = @at where record_id = @recordId and reversed_at is null;
                {standing};
                select 0
                """,
                new { recordId, subjectId, at }, cancel);
            await Shift(subjectId, before, cancel);
        }
    }

    /// <summary>
    /// Many filed records at once, for the demonstration and for imports: only rows are written. Call <see cref="FigureRebuild"/> afterwards, in the same transaction,
    /// which counts them all in one go.
    /// </summary>
    /// <param name="intoEmpty">Nothing of them stands there yet; then no key is needed to see what does.</param>
    public async Task FiledInBulk(IEnumerable<FiledRecord> records, bool intoEmpty, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Figures))
        {
            foreach (var some in records.Chunk(4000))
            {
                var rows = some.SelectMany(r => r.Parties.Select(p => (Record: r, Party: p))).ToList();
                await fence.Row<int>(intoEmpty ? TraceSql.PutInBulkIntoEmpty : TraceSql.PutInBulk, new
                {
                    ids = rows.Select(_ => Guid.CreateVersion7()).ToArray(),
                    organisations = rows.Select(r => r.Party.OrganisationId).ToArray(),
                    paths = rows.Select(r => r.Party.Path).ToArray(),
                    kinds = rows.Select(r => r.Record.Kind.ToString()).ToArray(),
                    titles = rows.Select(r => r.Record.Title).ToArray(),
                    records = rows.Select(r => r.Record.RecordId).ToArray(),
                    subjects = rows.Select(r => r.Record.SubjectId).ToArray(),
                    days = rows.Select(r => r.Record.HeldOn).ToArray(),
                    starts = rows.Select(r => institution.At(r.Record.HeldOn, TimeOnly.MinValue)).ToArray(),
                    filed = rows.Select(r => r.Record.FiledAt.ToUniversalTime()).ToArray(),
                }, cancel);
            }
        }
    }

    /// <summary>Many activities that are not in the files yet, at once and new: planned, handed in or returned. Only rows are written, as by <see cref="FiledInBulk"/>.</summary>
    public async Task UnderwayInBulk(IEnumerable<(PlannedActivity Activity, Guid? RecordId, string State)> activities, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Figures))
        {
            foreach (var some in activities.Chunk(4000))
            {
                var rows = some.SelectMany(a => a.Activity.Parties.Select(p => (a.Activity, a.RecordId, a.State, Party: p))).ToList();
                await fence.Run(TraceSql.PutUnderway, new
                {
                    organisations = rows.Select(r => r.Party.OrganisationId).ToArray(),
                    paths = rows.Select(r => r.Party.Path).ToArray(),
                    kinds = rows.Select(r => r.Activity.Kind.ToString()).ToArray(),
                    titles = rows.Select(r => r.Activity.Title).ToArray(),
                    records = rows.Select(r => r.RecordId).ToArray(),
                    subjects = rows.Select(r => r.Activity.SubjectId).ToArray(),
                    days = rows.Select(r => institution.DayOf(r.Activity.StartsAt)).ToArray(),
                    starts = rows.Select(r => r.Activity.StartsAt.ToUniversalTime()).ToArray(),
                    states = rows.Select(r => r.State).ToArray(),
                }, cancel);
            }
        }
    }

    /// <summary>Counts one obligation anew after it was excused.</summary>
    internal async Task Recount(Guid id, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Figures))
        {
            var owers = await fence.Rows<Guid>("select organisation_id from obligation where id = @id", new { id }, cancel);
            var span = new FigureSpan(institution.Today, FigurePeriod.Year);
            await fence.Run(TraceSql.RecountOne, new { id, owers = owers.ToArray(), lateFrom = span.From, lateMonth = span.Month }, cancel);
        }
    }

    private async Task Move(Guid subjectId, Guid? recordId, string? state, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Figures))
        {
            var before = await Standing(subjectId, cancel);
            if (before.Count == 0 || before.Any(row => row.State == "Filed") || before.All(row => row.State == state))
            {
                return;
            }
            await fence.Row<int>(
                state is null
                    ? "delete from standing where subject_id = @subjectId; select 0"
                    : "update standing set state = @state, record_id = coalesce(@recordId, record_id) where subject_id = @subjectId; select 0",
                new { subjectId, recordId, state }, cancel);
            if (state == "InReview" || before.Any(row => row.State == "InReview"))
            {
                await Shift(subjectId, before, cancel);
            }
        }
    }

    private Task<List<StandingRow>> Standing(Guid subjectId, CancellationToken cancel) =>
        fence.Rows<StandingRow>("select organisation_id as OrganisationId, path, owed_by as OwedBy, kind, title, starts_at as StartsAt, held_on as HeldOn, state from standing where subject_id = @subjectId order by organisation_id for update", new { subjectId }, cancel);

    /// <summary>Takes away what the activity counted for before and adds what it counts for now, at each organisation and all above it, once.</summary>
    private async Task Shift(Guid subjectId, List<StandingRow> before, CancellationToken cancel)
    {
        var after = await Standing(subjectId, cancel);
        var changes = Changes(before, -1).Concat(Changes(after, 1))
            .GroupBy(change => (change.Path, change.Kind, change.Month))
            .Select(group => (group.Key, Filed: group.Sum(c => c.Filed), InReview: group.Sum(c => c.InReview)))
            .Where(sum => sum.Filed != 0 || sum.InReview != 0)
            .ToList();
        var owed = before.Concat(after).Select(row => (row.OwedBy, row.Kind, row.HeldOn)).Distinct().ToList();
        var span = new FigureSpan(institution.Today, FigurePeriod.Year);
        await fence.RunByKeys(TraceSql.AddFigures + TraceSql.RecountOwed, new
        {
            paths = changes.Select(c => c.Key.Path).ToArray(),
            kinds = changes.Select(c => c.Key.Kind).ToArray(),
            months = changes.Select(c => c.Key.Month).ToArray(),
            filed = changes.Select(c => c.Filed).ToArray(),
            inReview = changes.Select(c => c.InReview).ToArray(),
            lateFrom = span.From,
            lateMonth = span.Month,
            owers = owed.Select(o => o.OwedBy).ToArray(),
            owedKinds = owed.Select(o => o.Kind).ToArray(),
            owedDays = owed.Select(o => o.HeldOn).ToArray(),
        }, cancel);
    }

    private static IEnumerable<(string Path, string Kind, DateOnly Month, int Filed, int InReview)> Changes(List<StandingRow> rows, int sign) =>
        rows.Where(row => row.State is "Filed" or "InReview")
            .SelectMany(row => TreePath.AndAbove(row.Path).Select(path => (path, row.Kind, TreePath.MonthOf(row.HeldOn), row.State == "Filed" ? sign : 0, row.State == "InReview" ? sign : 0)))
            .Distinct();

    private static object Row(Guid subjectId, Guid? recordId, FigureKind kind, string? title, DateTimeOffset startsAt, DateOnly heldOn, string state, IReadOnlyList<Party> parties, DateTimeOffset? filedAt = null) => new
    {
        SubjectId = subjectId,
        recordId,
        kind = kind.ToString(),
        title,
        startsAt = startsAt.ToUniversalTime(),
        heldOn,
        state,
        filedAt = (filedAt ?? startsAt).ToUniversalTime(),
        month = TreePath.MonthOf(heldOn),
        ids = parties.Select(_ => Guid.CreateVersion7()).ToArray(),
        organisations = parties.Select(p => p.OrganisationId).ToArray(),
        paths = parties.Select(p => p.Path).ToArray(),
    };

    private sealed class StandingRow
    {
        public Guid OrganisationId { get; set; }

        public string Path { get; set; } = "";

        public Guid OwedBy { get; set; }

        public string Kind { get; set; } = "";

        public string? Title { get; set; }

        public DateTimeOffset StartsAt { get; set; }

        public DateOnly HeldOn { get; set; }

        public string State { get; set; } = "";
    }
}
