using System.Diagnostics.CodeAnalysis;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Privacy;

/// <summary>The SQL of keeping and deleting: which rows are over their term, and what the last runs did. Asked by named parts of the program alone.</summary>
internal sealed class RetentionQuery(Fence fence, RetentionTerms terms, InstitutionTime time)
{
    /// <summary>A batch is short, so that nobody waits for it.</summary>
    public const int BatchSize = 1000;

    /// <summary>What waits for somebody else's row is left to the next time.</summary>
    public const string Impatient = "set local lock_timeout = '2s'";

    /// <summary>One run at a time, whoever started it.</summary>
    public const string Alone = "select pg_try_advisory_xact_lock(hashtext('retention'))";

    /// <summary>Takes one batch away; answers how many rows there were to take and how many went.</summary>
    public async Task<(int Found, int Removed)> TakeBatch(RetentionRule rule, CancellationToken cancel)
    {
        var values = Values(rule);
        if (rule.Way == RetentionWay.EraseDetail)
        {
            var entries = await fence.Rows<long>($"select t.id from {rule.Table} t where {Over(rule)} and {NotHeld(rule)} limit @BatchSize", values, cancel);
            return (entries.Count, await fence.Row<int>("select erase_old_journal_details(@entries)", new { entries = entries.ToArray() }, cancel));
        }
        var removed = await fence.Run($"delete from {rule.Table} where ctid = any(array(select t.ctid from {rule.Table} t where {Over(rule)} and {NotHeld(rule)} limit @BatchSize))", values, cancel);
        return (removed, removed);
    }

    /// <summary>What a run would find now.</summary>
    public async Task<RetentionOutlook> Look(RetentionRule rule, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        return (await fence.Row<RetentionOutlook>(
            $"""
            select (select count(*) from {rule.Table} t where {Over(rule)} and {NotHeld(rule)}) as Due,
              (select count(*) from {rule.Table} t where {Over(rule)} and not {NotHeld(rule)}) as Held,
              (select min({rule.Since}) from {rule.Table} t where {Whole(rule)}) as OldestLeft
            """, Values(rule), cancel))!;
    }

    /// <summary>The tables that the run of a day has finished.</summary>
    public async Task<IReadOnlySet<string>> Finished(DateOnly day, CancellationToken cancel) =>
        (await fence.Rows<string>("select target from retention_run where day = @day and finished_at is not null", new { day }, cancel)).ToHashSet();

    /// <summary>The last day whose run was finished; null before the first.</summary>
    public Task<DateOnly?> LastFinished(CancellationToken cancel) => fence.Row<DateOnly?>(
        "select max(day) from retention_run where finished_at is not null and target = any(@known)", new { known = RetentionRules.All.Select(r => r.Table).ToArray() }, cancel);

    /// <summary>Counts a batch into the day's run, in the batch's own transaction: what a crash undoes is not counted.</summary>
    public Task Note(DateOnly day, RetentionRule rule, int removed, string? problem, CancellationToken cancel) => fence.Run(
        """
        insert into retention_run as r (day, target, term_days, began_at, removed, problem) values (@day, @Table, @days, @Now, @removed, @problem)
        on conflict (day, target) do update set removed = r.removed + excluded.removed, term_days = excluded.term_days, problem = excluded.problem
        """, new { day, rule.Table, days = terms.DaysOf(rule.Table), time.Now, removed, problem }, cancel);

    public Task Finish(DateOnly day, RetentionRule rule, RetentionOutlook left, CancellationToken cancel) => fence.Run(
        "update retention_run set finished_at = @Now, held = @Held, oldest_left = @OldestLeft where day = @day and target = @Table",
        new { day, rule.Table, time.Now, left.Held, left.OldestLeft }, cancel);

    /// <summary>Lets the run of a day be done once more; what it took away already stays counted.</summary>
    public Task Again(DateOnly day, CancellationToken cancel) => fence.Run("update retention_run set finished_at = null where day = @day", new { day }, cancel);

    /// <summary>What one day's run did, by table.</summary>
    public Task<List<RetentionRunRow>> Of(DateOnly day, CancellationToken cancel) => fence.Rows<RetentionRunRow>($"{Runs} where day = @day order by target", new { day }, cancel);

    /// <summary>The newest run of each table.</summary>
    public async Task<IReadOnlyDictionary<string, RetentionRunRow>> Newest(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        return (await fence.Rows<RetentionRunRow>($"{Runs} where (target, day) in (select target, max(day) from retention_run group by target)", null, cancel)).ToDictionary(r => r.Target);
    }

    [StringSyntax("sql")]
    private const string Runs = "select day, target, term_days as TermDays, began_at as BeganAt, finished_at as FinishedAt, removed, held, oldest_left as OldestLeft, problem from retention_run";

    private object Values(RetentionRule rule) => new { before = time.Now.AddDays(-terms.DaysOf(rule.Table)), zone = time.Zone.Id, BatchSize };

    private static string Over(RetentionRule rule) => $"({rule.Since}) < @before and {Whole(rule)}";

    /// <summary>What was erased already is done with.</summary>
    private static string Whole(RetentionRule rule) => rule.Way == RetentionWay.EraseDetail ? "t.salt is not null" : "true";

    /// <summary>After the register: rows about a held person, of their account, or of a held body stay.</summary>
    private static string NotHeld(RetentionRule rule)
    {
        var table = DataRegister.Tables[rule.Table];
        List<string> held = [];
        if (table.About.Count > 0)
        {
            held.Add($"h.member_id in ({string.Join(", ", table.About.Select(a => "t." + a))})");
        }
        if (table.Columns.Any(c => c.Name == "path"))
        {
            held.Add("(h.member_id is null and t.path >= h.path and t.path < h.path || '~')");
        }
        if (table.Via is not null)
        {
            held.Add("exists (select from account a where a.id = t.account_id and (a.member_id = h.member_id or (h.member_id is null and a.path >= h.path and a.path < h.path || '~')))");
        }
        return held.Count == 0 ? "true" : $"not exists (select from legal_hold h where h.lifted_at is null and ({string.Join(" or ", held)}))";
    }
}

/// <summary>What a run finds, or what stays after it.</summary>
internal sealed class RetentionOutlook
{
    public long Due { get; set; }

    public long Held { get; set; }

    public DateTimeOffset? OldestLeft { get; set; }
}

/// <summary>One table in one night's run.</summary>
internal sealed class RetentionRunRow
{
    public DateOnly Day { get; set; }

    public string Target { get; set; } = "";

    public int TermDays { get; set; }

    public DateTimeOffset BeganAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public long Removed { get; set; }

    public long Held { get; set; }

    public DateTimeOffset? OldestLeft { get; set; }

    public string? Problem { get; set; }
}
