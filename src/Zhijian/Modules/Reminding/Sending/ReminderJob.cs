using Zhijian.Modules.Figures;
using Zhijian.Modules.People;
using Zhijian.Modules.Reminding.Weekly;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Reminding.Sending;

/// <summary>
/// Reminds those who lead organisations of what is ahead: what is due is asked anew each time, so what was done meanwhile is told nobody; all that one person is to hear goes into
/// one message, at their hour, on their days, and never more often than the rule allows.
/// </summary>
internal sealed class ReminderJob(ZhijianDb db, Fence fence, SealedRows seals, Journal journal, Postbox postbox, Rulebook rulebook, MattersQuery matters, WeekQuery weeks, LeadersQuery leaders, RemindersQuery reminders, InstitutionTime time) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromMinutes(30);

    public Task Run(CancellationToken cancel) => Remind(cancel);

    /// <summary>Answers how many people were reminded.</summary>
    public async Task<int> Remind(CancellationToken cancel)
    {
        var reminded = await Tell(cancel);
        await fence.Commit(cancel);
        return reminded;
    }

    /// <summary>The same inside the caller's transaction, which commits.</summary>
    internal async Task<int> Tell(CancellationToken cancel)
    {
        var rules = rulebook.On(time.Today);
        var now = time.Local(time.Now).DateTime;
        if (now.Hour < rules.Reminders.Interruptions.QuietUntil || now.Hour >= rules.Reminders.Interruptions.QuietFrom)
        {
            return 0;
        }
        using var widened = fence.As(SystemActors.Jobs);
        var people = await WhoMayBeReached(now, rules, cancel);
        if (people.Count == 0)
        {
            return 0;
        }
        var all = await matters.All(cancel);
        var due = new DueSteps(all, matters.RemindedOn, rules, time.Today);
        var week = await OverviewOfLastWeek(all, rules.Calendar, cancel);
        var told = await reminders.Told([.. people.Select(p => p.MemberId)], cancel);
        var sent = ReminderPlan.Digests(people, due.For, week, told);
        await Send(sent, cancel);
        return sent.Count;
    }

    /// <summary>On the first working day of a week: what the week before was, in one line for whoever leads the organisation; nothing on other days.</summary>
    private async Task<Func<Leader, IEnumerable<ReminderStep>>> OverviewOfLastWeek(IReadOnlyList<Matter> all, WorkCalendar calendar, CancellationToken cancel)
    {
        if (!Week.IsTold(time.Today, calendar))
        {
            return _ => [];
        }
        var last = Week.LastBefore(time.Today);
        var numbers = new WeekOfAll(await weeks.HeldByPlace(last.Monday, last.Sunday, cancel), all, time.Today);
        return leader =>
        {
            var (held, late, due) = numbers.At(leader.OrganisationPath);
            return last.Told(leader.OrganisationId, leader.OrganisationPath, held, late, due) is { } step ? [step] : [];
        };
    }

    private async Task<List<ReachedLeader>> WhoMayBeReached(DateTime now, RulesInForce rules, CancellationToken cancel)
    {
        var choices = await reminders.Choices(cancel);
        var lately = await reminders.SentOn(time.Today.AddDays(-7), cancel);
        return ReminderPlan.Reached(await leaders.All(cancel), choices, lately, now, rules);
    }

    private async Task Send(IReadOnlyList<(Leader To, Digest Digest)> sent, CancellationToken cancel)
    {
        await reminders.Note(sent, time.Today, time.Now, cancel);
        postbox.Deliver(sent.Select(s => ToMessage(s.To, s.Digest)));
        var actor = SystemActors.Jobs.Actor;
        await journal.RecordMany<LeaderReminded>([.. sent.Select(s => new LeaderReminded(s.To.MemberId, s.To.Path, s.Digest.Steps.Count, rulebook.On(time.Today).Reminders.Interruptions.Rule.ToString()))], [.. sent.Select(_ => actor)], new RowWriter(db.Model, fence, seals), cancel);
    }

    private Message ToMessage(Leader to, Digest digest)
    {
        var (text, href) = digest.Say(matters.Say, time.Today);
        return Message.To(to.MemberId, to.Path, time.Now, href, text.Key, text.Values);
    }
}

/// <summary>Which steps of which threads have fallen due, by the place whose leaders are told.</summary>
internal sealed class DueSteps
{
    private readonly ILookup<Guid, ReminderStep> _own;
    private readonly ILookup<string, ReminderStep> _fromBelow;

    public DueSteps(IReadOnlyCollection<Matter> matters, Func<Matter, ReminderDay> own, RulesInForce rules, DateOnly today)
    {
        var common = rules.Reminders.Common;
        _own = matters.Select(m => Digest.Step(m, own(m), common, today)).OfType<ReminderStep>().ToLookup(s => s.Matter.OrganisationId);
        // Working days are counted once a day, not once for each of the thousands of matters that were due on it.
        Dictionary<DateOnly, DateOnly> escalated = [];
        DateOnly EscalatedOn(DateOnly due) => escalated.TryGetValue(due, out var on) ? on : escalated[due] = common.EscalatedOn(due, rules.Calendar);
        _fromBelow = matters.Select(m => Digest.StepAbove(m, EscalatedOn, today)).OfType<ReminderStep>().ToLookup(s => Above(s.Matter.Path));
    }

    /// <summary>What those who lead this place are told: its own, and what directly below it has been late for long.</summary>
    public IEnumerable<ReminderStep> For(Leader leader) => _own[leader.OrganisationId].Concat(_fromBelow[leader.OrganisationPath]);

    /// <summary>1.9.107. → 1.9.</summary>
    private static string Above(string path) => path[..(path.LastIndexOf('.', Math.Max(0, path.Length - 2)) + 1)];
}

/// <summary>Somebody who leads an organisation was reminded of so many matters; of which says their own list, not the trace.</summary>
public sealed record LeaderReminded(Guid SubjectId, string OrganisationPath, int Matters, string? Rule) : IFact, IDecidedByRule;

/// <summary>How long it is known of what somebody was reminded.</summary>
internal sealed class ReminderTerms : IKeepsForATerm
{
    public static IReadOnlyList<RetentionRule> Rules => [new("reminder", "at")];
}
