using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Reminding;

/// <summary>What people chose, and what they were told.</summary>
internal sealed class RemindersQuery(ZhijianDb db, Fence fence)
{
    public Task<ReminderChoice?> ChoiceOf(Guid memberId, CancellationToken cancel) => db.Set<ReminderChoice>().FirstOrDefaultAsync(c => c.MemberId == memberId, cancel);

    public Task<Dictionary<Guid, ReminderChoice>> Choices(CancellationToken cancel) => db.Set<ReminderChoice>().AsNoTracking().ToDictionaryAsync(c => c.MemberId, cancel);

    /// <summary>On which days since the day reminders went to whom.</summary>
    public async Task<Dictionary<Guid, HashSet<DateOnly>>> SentOn(DateOnly since, CancellationToken cancel) =>
        (await fence.Rows<SentDay>("select distinct member_id as MemberId, sent_on as SentOn from reminder where sent_on >= @since", new { since }, cancel))
            .GroupBy(s => s.MemberId).ToDictionary(g => g.Key, g => g.Select(s => s.SentOn).ToHashSet());

    /// <summary>Which steps these people were told.</summary>
    public async Task<Dictionary<Guid, HashSet<ToldStep>>> Told(Guid[] people, CancellationToken cancel) =>
        (await fence.Rows<ToldRow>("select member_id as MemberId, kind, about, due_on as DueOn, step, from_below as FromBelow from reminder where member_id = any(@people)", new { people }, cancel))
            .GroupBy(t => t.MemberId).ToDictionary(g => g.Key, g => g.Select(t => new ToldStep(t.Kind, t.About, t.DueOn, t.Step, t.FromBelow)).ToHashSet());

    /// <summary>The moments of one person's last reminders, with how many matters each held.</summary>
    public Task<List<SentRow>> Last(Guid memberId, int most, CancellationToken cancel) =>
        fence.Rows<SentRow>("select at, count(*)::int as Matters from reminder where member_id = @memberId group by at order by at desc limit @most", new { memberId, most }, cancel);

    /// <summary>Notes what is told now, all of it in one statement.</summary>
    public Task<int> Note(IReadOnlyList<(Leader To, Digest Digest)> sent, DateOnly today, DateTimeOffset now, CancellationToken cancel)
    {
        var steps = sent.SelectMany(s => s.Digest.Steps.Select(step => (s.To, Step: step))).ToList();
        return fence.Run(
            """
            insert into reminder (member_id, path, kind, about, due_on, step, from_below, sent_on, at)
            select member_id, path, kind, about, due_on, step, from_below, @today, @now
            from unnest(@people, @paths, @kinds, @abouts, @dues, @steps, @below) as r(member_id, path, kind, about, due_on, step, from_below)
            on conflict do nothing
            """,
            new
            {
                today,
                now,
                people = steps.Select(s => s.To.MemberId).ToArray(),
                paths = steps.Select(s => s.To.Path).ToArray(),
                kinds = steps.Select(s => s.Step.Matter.Kind).ToArray(),
                abouts = steps.Select(s => s.Step.Matter.About).ToArray(),
                dues = steps.Select(s => s.Step.Matter.DueOn).ToArray(),
                steps = steps.Select(s => s.Step.Step).ToArray(),
                below = steps.Select(s => s.Step.FromBelow).ToArray(),
            },
            cancel);
    }

    private sealed record SentDay(Guid MemberId, DateOnly SentOn);

    private sealed record ToldRow(Guid MemberId, string Kind, Guid About, DateOnly DueOn, DateOnly Step, bool FromBelow);
}

/// <summary>One reminder that went out.</summary>
internal sealed class SentRow
{
    public DateTime At { get; set; }

    public int Matters { get; set; }

    public DateTimeOffset Moment => new(DateTime.SpecifyKind(At, DateTimeKind.Utc));
}
