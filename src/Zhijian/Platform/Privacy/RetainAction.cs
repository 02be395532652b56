using Npgsql;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Privacy;

/// <summary>
/// Takes away what is over its term, table by table, in short transactions: a run that is cut off is continued by the next, and nobody waits for it. A table that can't be
/// cleaned now is named and tried again; the others go on.
/// </summary>
internal sealed partial class RetainAction(Fence fence, RetentionQuery query, Journal journal, InstitutionTime time, ILogger<RetainAction> log)
{
    /// <summary>The hour of the institution's night at which a run is due.</summary>
    public static readonly TimeOnly Hour = new(3, 0);

    /// <summary>After so long a gap it may be the clock that jumped: what a wrong clock deletes is gone for good, so an operator confirms with <c>./run retention</c>.</summary>
    public const int LongestGapDays = 40;

    /// <summary>Whether a run waits for an operator because the clock says that the last one was very long ago.</summary>
    public static bool Waits(DateOnly? last, DateOnly due) => last is { } known && due.DayNumber - known.DayNumber > LongestGapDays;

    /// <summary>The last day whose run is due; after down-time one run catches up with all that were missed.</summary>
    public static DateOnly LastDue(DateTime local) => TimeOnly.FromDateTime(local) >= Hour ? DateOnly.FromDateTime(local) : DateOnly.FromDateTime(local).AddDays(-1);

    /// <summary>Answers what the day's run did by table; nothing where it was done already or another program is at it.</summary>
    /// <param name="again">Once more, although the day's run is finished.</param>
    public async Task<IReadOnlyList<RetentionRunRow>> Run(bool again, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        var day = LastDue(time.Local(time.Now).DateTime);
        if (again)
        {
            await query.Again(day, cancel);
            await fence.Commit(cancel);
        }
        else if (Waits(await query.LastFinished(cancel), day))
        {
            await fence.Rollback();
            NotBelieved(LongestGapDays);
            return [];
        }
        var finished = await query.Finished(day, cancel);
        await fence.Rollback();
        if (RetentionRules.All.All(r => finished.Contains(r.Table)))
        {
            return [];
        }
        foreach (var rule in RetentionRules.All.Where(r => !finished.Contains(r.Table)))
        {
            if (!await Clean(day, rule, cancel))
            {
                return [];
            }
        }
        var done = await query.Of(day, cancel);
        await fence.Rollback();
        return done;
    }

    /// <summary>Answers false where another program is at it.</summary>
    private async Task<bool> Clean(DateOnly day, RetentionRule rule, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                if (!await fence.Row<bool>(RetentionQuery.Alone, null, cancel))
                {
                    await fence.Rollback();
                    return false;
                }
                if (await Batch(day, rule, cancel))
                {
                    return true;
                }
            }
        }
        catch (NpgsqlException problem)
        {
            NotCleaned(problem, rule.Table);
            await fence.Rollback();
            await query.Note(day, rule, removed: 0, problem.Message, cancel);
            await fence.Commit(cancel);
            return true;
        }
    }

    /// <summary>Answers whether it was the table's last batch.</summary>
    private async Task<bool> Batch(DateOnly day, RetentionRule rule, CancellationToken cancel)
    {
        await fence.Run(RetentionQuery.Impatient, null, cancel);
        await fence.Row<string>(TreeLock.Shared, null, cancel);
        var (found, removed) = await query.TakeBatch(rule, cancel);
        // The database holds the law's floor against its own clock.
        var refused = removed < found ? $"The database's clock keeps {found - removed} of these rows for now. 数据库时钟认为其中部分尚未到期。" : null;
        await query.Note(day, rule, removed, refused, cancel);
        var isLast = found < RetentionQuery.BatchSize || refused is not null;
        if (isLast)
        {
            await query.Finish(day, rule, await query.Look(rule, cancel), cancel);
            await Tell(day, cancel);
        }
        await fence.Commit(cancel);
        return isLast;
    }

    /// <summary>The trace, with the last table's last batch.</summary>
    private async Task Tell(DateOnly day, CancellationToken cancel)
    {
        var finished = await query.Finished(day, cancel);
        if (RetentionRules.All.All(r => finished.Contains(r.Table)))
        {
            var done = await query.Of(day, cancel);
            await journal.Also(new RetentionRan(Guid.Empty, FencedScope.WholeInstitution, day, done.Where(r => r.Removed > 0).ToDictionary(r => r.Target, r => r.Removed), done.Sum(r => r.Held)), SystemActors.Jobs.Actor, cancel);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The last nightly deletion is more than {Days} days ago by the clock. If the clock is right, type ./run retention; nothing was deleted")]
    private partial void NotBelieved(int days);

    [LoggerMessage(Level = LogLevel.Error, Message = "What is over its term in {Table} could not be taken away now; it is tried again")]
    private partial void NotCleaned(Exception problem, string table);
}

/// <summary>Carries the terms out each night.</summary>
internal sealed class RetentionJob(RetainAction retain) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromMinutes(10);

    public static bool RunsBeside => true;

    public Task Run(CancellationToken cancel) => retain.Run(again: false, cancel);
}
