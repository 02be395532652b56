using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Reminding.Sending;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Reminding;

/// <summary>What the branch hears of, when, and when no more. Each test has a world of its own, begins on a working morning and walks on from there.</summary>
public sealed class ReminderStoriesTests : IAsyncLifetime
{
    private readonly World _world = new();

    private InstitutionTime Time => _world.Services.GetRequiredService<InstitutionTime>();

    private RulesInForce Rules => _world.Services.GetRequiredService<Rulebook>().On(Time.Today);

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_branch_hears_of_its_terms_end_on_the_days_of_the_rule_each_once()
    {
        NextWorkingMorning();
        var u = _world.University;
        await Term(u.First, Time.Today.AddMonths(5));
        await Term(u.Second, Time.Today.AddMonths(7));
        await Remind();
        await Remind();
        Assert.Single(await Told(u.Secretary.MemberId));
        Assert.Empty(await Told(u.Member.MemberId));
        NextWorkingMorning();
        await Remind();
        Assert.Single(await Told(u.Secretary.MemberId));

        var secretary = await _world.SignedIn(u.Secretary);
        await secretary.Open("/messages");
        Assert.Contains("筹备计算机第一党支部的换届", secretary.Text, StringComparison.Ordinal);
        var ahead = await secretary.Open("/ahead");
        Assert.Contains("更远，需要早做准备", secretary.Text, StringComparison.Ordinal);
        Assert.NotNull(ahead.QuerySelector($"a[href='/organisations/{u.First.Id}/terms']"));

        await Term(u.First, Time.Today.AddDays(-8));
        NextWorkingMorning();
        await Remind();
        Assert.Equal(2, (await Told(u.Secretary.MemberId)).Count);
        secretary = await _world.SignedIn(u.Secretary);
        await secretary.Open("/messages");
        Assert.Contains("办理计算机第一党支部的换届", secretary.Text, StringComparison.Ordinal);
        await Term(u.First, null);
        await Term(u.Second, null);
    }

    [Fact]
    public async Task Who_leads_the_branch_is_reminded_once_of_a_member_out_of_reach_without_the_name_and_nothing_else_happens()
    {
        NextWorkingMorning();
        var u = _world.University;
        var (lost, lately) = (u.ThirdMembers[7], u.ThirdMembers[6]);
        var months = Rules.Attendance.LostContact.RemindAfterMonths;
        await _world.Given(db =>
        {
            db.Members.Single(m => m.Id == lost.Id).LostContactSince = Time.Today.AddMonths(-months);
            db.Members.Single(m => m.Id == lately.Id).LostContactSince = Time.Today.AddMonths(-months).AddDays(1);
            return 0;
        });
        await Remind();
        await Remind();
        var told = Assert.Single(await Told(u.ThirdSecretary.MemberId));
        Assert.Equal($"/people/{lost.Id}", told.Href);
        Assert.DoesNotContain(lost.Name, told.Values, StringComparison.Ordinal);
        Assert.Empty(await Told(u.OtherGeneralBranchReviewer.MemberId));
        Assert.Equal(MembershipState.Active, (await _world.Read(db => db.Members.SingleAsync(m => m.Id == lost.Id))).State);
        var secretary = await _world.SignedIn(u.ThirdSecretary);
        await secretary.Open("/ahead");
        Assert.Contains("研究失联党员的情况", secretary.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(lost.Name, secretary.Text, StringComparison.Ordinal);
        await _world.Given(db => db.Members.Single(m => m.Id == lost.Id).LostContactSince = null);
    }

    [Fact]
    public async Task What_is_owed_is_reminded_of_until_it_is_excused_and_the_level_above_hears_once_of_what_is_late_for_long()
    {
        NextWorkingMorning();
        var u = _world.University;
        var due = Time.Today.AddDays(7);
        var owed = await Owe(u.Second, due);
        await Remind();
        Assert.Single(await Told(u.SecondSecretary.MemberId));
        var secretary = await _world.SignedIn(u.SecondSecretary);
        await secretary.Open("/ahead");
        Assert.Contains("1 件 7 天内到期", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("办完就不再提醒", secretary.Text, StringComparison.Ordinal);

        // Late, and late for long: the branch weekly, those above once and as a number.
        while (Time.Today < Rules.Reminders.Common.EscalatedOn(due, Rules.Calendar))
        {
            Assert.Empty(await Told(u.GeneralBranchReviewer.MemberId));
            NextWorkingMorning();
            await Remind();
        }
        var above = Assert.Single(await Told(u.GeneralBranchReviewer.MemberId));
        Assert.Equal("reminding.below", above.TextKey);
        var (mine, days) = ((await Told(u.SecondSecretary.MemberId)).Count, Time.Today.DayNumber - due.DayNumber + 7);
        Assert.InRange(mine, 3, 2 + (days / 7) + 1);
        var general = await _world.SignedIn(u.GeneralBranchReviewer);
        var page = await general.Open("/ahead");
        var row = page.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("第二党支部", StringComparison.Ordinal));
        Assert.Equal("1", row.QuerySelector("td")!.TextContent);
        await general.Open(row.QuerySelector("a")!.GetAttribute("href")!);
        Assert.Contains("1 件已逾期", general.Text, StringComparison.Ordinal);
        await general.Press(await general.Open($"/figures/obligations/{owed}"), "同意不开展", ("Form.Why", "本月集中开展了实践活动"));

        // Done: nobody hears of it any more, however long.
        for (var day = 0; day < 12; day++)
        {
            NextWorkingMorning();
            await Remind();
        }
        Assert.Equal(mine, (await Told(u.SecondSecretary.MemberId)).Count);
        Assert.Single(await Told(u.GeneralBranchReviewer.MemberId));
        secretary = await _world.SignedIn(u.SecondSecretary);
        await secretary.Open("/ahead");
        Assert.Contains("近期没有要办的事", secretary.Text, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await Status(secretary, $"/ahead?organisation={u.First.Id}"));
    }

    [Fact]
    public async Task A_person_chooses_hour_days_and_a_pause_and_keeps_what_was_typed_when_it_can_not_be()
    {
        NextWorkingMorning();
        var u = _world.University;
        var person = await _world.SignedIn(u.Secretary);
        var page = await person.Open("/me/reminders");
        await person.Press(page, "保存", ("Form.Hour", "3"), ("Form.PausedUntil", Time.Today.AddDays(3).ToString("yyyy-MM-dd")));
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, person.Status);
        Assert.Contains("请选 7 点到 20 点之间的整点", person.Text, StringComparison.Ordinal);
        await person.Press(await person.Open("/me/reminders"), "保存", ("Form.Hour", "12"), ("Form.PausedUntil", Time.Today.AddDays(90).ToString("yyyy-MM-dd")));
        Assert.Contains("请填今天起 60 天以内的日期", person.Text, StringComparison.Ordinal);
        await person.Press(await person.Open("/me/reminders"), "保存", ("Form.Hour", "12"), ("Form.EveryDay", "true"), ("Form.PausedUntil", Time.Today.AddDays(2).ToString("yyyy-MM-dd")));
        Assert.Contains("提醒时间已保存", person.Text, StringComparison.Ordinal);
        var choice = await _world.Read(db => db.Set<ReminderChoice>().SingleAsync(c => c.MemberId == u.Secretary.MemberId));
        Assert.Equal((12, true, Time.Today.AddDays(2)), (choice.Hour, choice.EveryDay, choice.PausedUntil));
        var english = await _world.SignedIn(u.Secretary, "en");
        await english.Open("/me/reminders");
        Assert.Contains("At most 3 messages a week", english.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_first_working_day_each_level_hears_what_the_week_was_and_its_page_opens_every_number()
    {
        var u = _world.University;
        do
        {
            NextWorkingDay();
        }
        while (!Weekly.Week.IsTold(Time.Today, Rules.Calendar));
        var last = Weekly.Week.LastBefore(Time.Today);
        await _world.Inside(async s =>
        {
            var (filed, planned) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            var fence = s.GetRequiredService<Fence>();
            foreach (var (subject, day, state) in new[] { (filed, last.Monday.AddDays(2), "Filed"), (planned, last.Next.Sunday, "Planned") })
            {
                await fence.Run("insert into standing (subject_id, organisation_id, path, owed_by, kind, title, starts_at, held_on, state) values (@subject, @Id, @Path, @Id, 'PartyLecture', '党课', @at, @day, @state)", new { subject, u.Third.Id, u.Third.Path, at = Time.At(day, new TimeOnly(14, 0)), day, state }, default);
            }
            await fence.Run("insert into trace (id, path, organisation_id, owed_by, kind, title, record_id, subject_id, held_on, month, filed_at) values (gen_random_uuid(), @Path, @Id, @Id, 'PartyLecture', '党课', gen_random_uuid(), @filed, @day, date_trunc('month', @day::date)::date, @at)", new { u.Third.Id, u.Third.Path, filed, day = last.Monday.AddDays(2), at = Time.At(last.Sunday, new TimeOnly(14, 0)) }, default);
            await fence.Commit(default);
            return 0;
        });
        await Remind();
        await Remind();
        foreach (var leader in new[] { u.ThirdSecretary, u.OtherGeneralBranchReviewer })
        {
            var message = Assert.Single(await _world.Read(db => db.Set<Message>().Where(m => m.MemberId == leader.MemberId && m.TextKey == "reminding.weekly").ToListAsync()));
            Assert.StartsWith("[\"1\"", message.Values, StringComparison.Ordinal);
            var browser = await _world.SignedIn(leader);
            await browser.Open("/messages");
            Assert.Contains("上周概览：开展 1 次", browser.Text, StringComparison.Ordinal);
            var page = await browser.Open("/weekly");
            Assert.Contains("新归档 1 条", browser.Text, StringComparison.Ordinal);
            Assert.Contains("党课 1 次", browser.Text, StringComparison.Ordinal);
            await browser.Open(page.QuerySelector("a.z-num")!.GetAttribute("href")!);
            Assert.Contains("党课", browser.Text, StringComparison.Ordinal);
        }
        var other = await _world.SignedIn(u.Secretary);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await Status(other, $"/weekly?organisation={u.Third.Id}"));
    }

    private static async Task<System.Net.HttpStatusCode> Status(Browser browser, string address)
    {
        await browser.Open(address);
        return browser.Status;
    }

    /// <summary>Nine o'clock of the next working day on which no week is told, so that what a story counts is its own.</summary>
    private void NextWorkingMorning()
    {
        do
        {
            NextWorkingDay();
        }
        while (Weekly.Week.IsTold(Time.Today, Rules.Calendar));
    }

    private void NextWorkingDay()
    {
        var day = Rules.Calendar.AddWorkingDays(Time.Today, 1).Date;
        _world.Clock.Move(Time.At(day, new TimeOnly(9, 0)) - _world.Clock.GetUtcNow());
    }

    private async Task<Guid> Owe(Organisation branch, DateOnly due)
    {
        var reference = Rules.Obligations.Expected(new OrganisationProfile(OrganisationKind.Branch, due.AddYears(-2), null, HasCommittee: true, Groups: 0), ReportingPeriod.Month(due.Year, due.Month)).First(o => o.Activity == ActivityKind.ThemePartyDay).Rule;
        var owed = new OwedObligation
        {
            OrganisationId = branch.Id, Path = branch.Path, Kind = ActivityKind.ThemePartyDay, PeriodKind = PeriodKind.Month, PeriodStart = due.AddDays(-20), PeriodEnd = due, DueOn = due,
            Month = new DateOnly(due.Year, due.Month, 1), Expected = 1, State = OwedState.Open, Severity = Severity.Warn, ReasonKey = "rules.reason.expected", ReasonValues = [],
            Pack = reference.PackId, PackVersion = reference.Version, Rule = reference.RuleId, Clause = reference.Clause,
        };
        await _world.Given(db => db.Add(owed));
        return owed.Id;
    }

    private async Task Term(Organisation organisation, DateOnly? end) => await _world.Given(db =>
    {
        db.Set<Organisation>().Single(o => o.Id == organisation.Id).TermEndPlanned = end;
        return 0;
    });

    private Task<int> Remind() => _world.Inside(s => s.GetRequiredService<ReminderJob>().Remind(default));

    private async Task<List<Message>> Told(Guid? member) => await _world.Read(db => db.Set<Message>().Where(m => m.MemberId == member && m.TextKey.StartsWith("reminding.") && m.TextKey != "reminding.weekly").ToListAsync());
}
