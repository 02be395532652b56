using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People.Reminders;

/// <summary>
/// Reminds those who lead an organisation: before and after the end of its term, on the days of the rule, and once where somebody has been noted as out of reach for as
/// long as the rule says. Nothing is changed by it.
/// </summary>
internal sealed class BranchReminderJob(Fence fence, Journal journal, Postbox postbox, Rulebook rulebook, InstitutionTime time) : IRecurring
{
    private const string Leaders = "('Secretary', 'DeputySecretary', 'OrganizationCommissioner')";

    public static TimeSpan Every => TimeSpan.FromHours(1);

    public Task Run(CancellationToken cancel) => Remind(cancel);

    /// <summary>Answers how many reminders went out.</summary>
    public async Task<int> Remind(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        var oldest = time.Today.AddDays(-DataRegister.Tables["branch_reminder"].Term!.Days);
        // Older ones went out when they were due; that they did is kept no longer.
        var due = (await TermsThatEnd(cancel)).Concat(await OutOfReach(cancel)).Where(r => r.Due > oldest).ToList();
        var sent = 0;
        foreach (var reminder in due)
        {
            if (await fence.Run("insert into branch_reminder (organisation_id, path, about, what, due, at) values (@OrganisationId, @Path, @About, @What, @Due, @now) on conflict do nothing",
                new { reminder.OrganisationId, reminder.Path, reminder.About, reminder.What, reminder.Due, now = time.Now }, cancel) == 0)
            {
                continue;
            }
            sent++;
            await Send(reminder, cancel);
        }
        await fence.Commit(cancel);
        return sent;
    }

    private async Task Send(Reminder reminder, CancellationToken cancel)
    {
        var leaders = await fence.Rows<Leader>(
            $"""
            select distinct m.id as MemberId, m.path from post_holding h join member m on m.id = h.member_id
            where h.organisation_id = @OrganisationId and h.post in {Leaders} and h."from" <= @today and (h.until is null or h.until > @today) and m.left_on is null
            """,
            new { reminder.OrganisationId, today = time.Today }, cancel);
        postbox.Deliver(leaders.Select(l => Message.To(l.MemberId, l.Path, time.Now, reminder.Href, reminder.TextKey, reminder.Values)));
        await journal.Also(new BranchReminded(reminder.OrganisationId, reminder.Path, reminder.What, reminder.Due, leaders.Count, reminder.Rule.ToString()), SystemActors.Jobs.Actor, cancel);
    }

    private async Task<List<Reminder>> TermsThatEnd(CancellationToken cancel)
    {
        var rules = rulebook.On(time.Today).Organisations;
        var bodies = await fence.Rows<Body>(
            "select id, path, name, kind, term_end_planned as TermEnd from organisation where dissolved_on is null and term_end_planned <= @latest",
            new { latest = time.Today.AddMonths(rules.Terms.Max(t => t.ReminderMonths.Max())) }, cancel);
        return
        [
            .. from body in bodies
               let last = rules.Term(Enum.Parse<OrganisationKind>(body.Kind))?.LastReminder(body.TermEnd, time.Today)
               where last is not null
               select new Reminder(body.Id, body.Path, body.Id, "TermEnds", last.On, last.Rule, $"/organisations/{body.Id}/terms", last.TermEnd < time.Today ? "message.term-over" : "message.term-ends", body.Name, Day(last.TermEnd)),
        ];
    }

    private async Task<List<Reminder>> OutOfReach(CancellationToken cancel)
    {
        var rule = rulebook.On(time.Today).Attendance.LostContact;
        var people = await fence.Rows<Lost>(
            "select id, organisation_id as OrganisationId, path, lost_contact_since as Since from member where lost_contact_since <= @since and left_on is null",
            new { since = time.Today.AddMonths(-rule.RemindAfterMonths) }, cancel);
        // Without the name: a list of messages is read in passing, the page is opened on purpose.
        return [.. people.Select(p => new Reminder(p.OrganisationId, p.Path, p.Id, "LostContact", p.Since.AddMonths(rule.RemindAfterMonths), rule.Rule, $"/people/{p.Id}", "message.lost-contact", Day(p.Since), rule.RemindAfterMonths))];
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Reminder(Guid OrganisationId, string Path, Guid About, string What, DateOnly Due, RuleReference Rule, string Href, string TextKey, params object[] Values);

    private sealed record Leader(Guid MemberId, string Path);

    private sealed record Body(Guid Id, string Path, string Name, string Kind, DateOnly TermEnd);

    private sealed record Lost(Guid Id, Guid OrganisationId, string Path, DateOnly Since);
}

/// <summary>Those who lead an organisation were reminded; of whom or what says the message, not the trace.</summary>
public sealed record BranchReminded(Guid SubjectId, string OrganisationPath, string What, DateOnly Due, int People, string? Rule) : IFact, IDecidedByRule;
