using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Organisations.Terms;

public sealed class TermTests(World world) : IClassFixture<World>
{
    private DateOnly Today => world.Services.GetRequiredService<InstitutionTime>().Today;

    private TermRule Rule => world.Services.GetRequiredService<Rulebook>().On(Today).Organisations.Term(OrganisationKind.Branch)!;

    [Fact]
    public void A_term_lasts_as_long_as_the_rule_says_and_the_one_before_ends_the_day_before()
    {
        var body = Branch();
        var first = new TermOfOffice { OrganisationId = body.Id, Path = body.Path, StartedOn = Today.AddYears(-3), PlannedEnd = Today.AddDays(-1), Note = "选举" };
        var begun = TermOfOffice.Begin(body, first, Today, null, " 换届选举 ", Rule, Today).Fact!;
        Assert.Equal((Today, Today.AddYears(Rule.Years).AddDays(-1), "换届选举"), (begun.Start, begun.PlannedEnd, begun.Note));
        Assert.Equal(Today.AddDays(-1), first.EndedOn);
        Assert.Equal((Today, (DateOnly?)begun.PlannedEnd), (body.TermStart!.Value, body.TermEndPlanned));
    }

    [Fact]
    public void What_the_rule_does_not_allow_is_refused_at_its_field()
    {
        var body = Branch();
        var term = new TermOfOffice { OrganisationId = body.Id, Path = body.Path, StartedOn = Today.AddYears(-1), PlannedEnd = Today.AddYears(2).AddDays(-1), Note = "选举" };
        Assert.Equal("Form.End", TermOfOffice.Begin(body, null, Today, Today.AddYears(4), "选举", Rule, Today).Refusal!.Field);
        Assert.Equal("Form.Start", TermOfOffice.Begin(body, null, Today.AddDays(1), null, "选举", Rule, Today).Refusal!.Field);
        Assert.Equal("Form.Start", TermOfOffice.Begin(body, term, term.StartedOn, null, "选举", Rule, Today).Refusal!.Field);
        Assert.Equal("Form.Note", TermOfOffice.Begin(body, null, Today, null, " ", Rule, Today).Refusal!.Field);
        Assert.Equal(TermRefusals.NoTerms, TermOfOffice.Begin(body, null, Today, null, "选举", null, Today).Refusal);
        Assert.Equal("Form.To", term.Extend(body, Rule.LatestEndOf(term.StartedOn).AddDays(1), "批复", Rule, 1).Refusal!.Field);
        Assert.Equal("Form.To", term.Extend(body, term.PlannedEnd, "批复", Rule, 1).Refusal!.Field);
        Assert.Equal("Form.Approval", term.Extend(body, term.PlannedEnd.AddMonths(1), null, Rule, 1).Refusal!.Field);
        Assert.NotNull(term.Extend(body, Rule.LatestEndOf(term.StartedOn), "批复", Rule, 1).Fact);
        Assert.Equal("Form.On", term.Close(body, Today.AddDays(1), "撤销", Today, 1).Refusal!.Field);
        Assert.NotNull(term.Close(body, Today, "撤销", Today, 1).Fact);
        Assert.Equal(TermRefusals.IsOver, term.Close(body, Today, "撤销", Today, 1).Refusal);
    }

    [Fact]
    public void Each_day_that_can_not_be_is_told_with_its_reason()
    {
        var body = Branch();
        var term = new TermOfOffice { OrganisationId = body.Id, Path = body.Path, StartedOn = Today.AddYears(-1), PlannedEnd = Today.AddYears(2).AddDays(-1), Note = "选举" };
        string? Begin(DateOnly start, DateOnly? end = null, TermOfOffice? before = null) => TermOfOffice.Begin(body, before, start, end, "选举", Rule, Today).Refusal?.Code;
        Assert.Equal(TermRefusals.NotYet.Code, Begin(Today.AddDays(1)));
        Assert.Equal(TermRefusals.BeforeFounding.Code, Begin(body.FoundedOn.AddDays(-1)));
        Assert.Equal(TermRefusals.NotAfterTheLast.Code, Begin(term.StartedOn, before: term));
        Assert.Equal(TermRefusals.EndsBeforeStart.Code, Begin(Today, Today));
        Assert.Equal(TermRefusals.TooLong.Code, Begin(Today, Rule.EndOf(Today).AddDays(1)));
        Assert.Equal(TermRefusals.NotLonger.Code, term.Extend(body, term.PlannedEnd, "批复", Rule, 1).Refusal?.Code);
        Assert.Equal(TermRefusals.DelayTooLong.Code, term.Extend(body, Rule.LatestEndOf(term.StartedOn).AddDays(1), "批复", Rule, 1).Refusal?.Code);
        body.DissolvedOn = Today;
        Assert.Equal(TermRefusals.BodyEnded.Code, Begin(Today));
    }

    [Fact]
    public void The_warning_begins_with_the_first_reminder_of_the_rule()
    {
        // In the middle of a month: six months before the 31st of May are the 30th of November, as before the 30th.
        var today = new DateOnly(2026, 5, 15);
        var end = today.AddMonths(Rule.ReminderMonths.Max());
        Assert.True(Rule.Warns(end, today));
        Assert.False(Rule.Warns(end.AddDays(1), today));
        Assert.True(Rule.Warns(today.AddDays(-1), today));
    }

    [Fact]
    public async Task The_organisation_department_enters_extends_and_closes_and_everybody_below_reads_it()
    {
        var u = world.University;
        var browser = await world.SignedIn(u.OrganisationDepartment);
        var page = await browser.Open($"/organisations/{u.Second.Id}");
        page = await browser.Open(page.QuerySelector("a[href$='/terms']")!.GetAttribute("href")!);
        page = await browser.Press(page, "登记", ("Form.Start", $"{Today.AddYears(-1):yyyy-MM-dd}"), ("Form.End", $"{Today.AddMonths(4):yyyy-MM-dd}"), ("Form.Note", "党员大会选举"));
        Assert.Contains("新一届任期已登记", browser.Text, StringComparison.Ordinal);
        Assert.NotEmpty(page.QuerySelectorAll(".z-due.is-soon"));
        var body = await world.Read(db => db.Organisations.SingleAsync(o => o.Id == u.Second.Id));
        var end = body.TermEndPlanned!.Value;
        page = await browser.Press(page, "登记延期", ("Form.To", $"{end.AddMonths(40):yyyy-MM-dd}"), ("Form.Approval", "院党委批复"), ("_key", "far"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("不超过 12 个月", browser.Text, StringComparison.Ordinal);
        page = await browser.Press(page, "登记延期", ("Form.To", $"{end.AddMonths(8):yyyy-MM-dd}"), ("Form.Approval", "院党委批复"), ("_key", "near"));
        Assert.Contains("延期换届已登记", browser.Text, StringComparison.Ordinal);
        Assert.Equal(end.AddMonths(8), (await world.Read(db => db.Organisations.SingleAsync(o => o.Id == u.Second.Id))).TermEndPlanned);

        var secretary = await world.SignedIn(u.SecondSecretary);
        var seen = await secretary.Open($"/organisations/{u.Second.Id}/terms");
        Assert.Contains("院党委批复", secretary.Text, StringComparison.Ordinal);
        Assert.Empty(seen.QuerySelectorAll("form[method=post] [name='Form.Reason']"));
        await (await world.SignedIn(u.Secretary)).Open($"/organisations/{u.Second.Id}/terms");
        var stranger = await world.SignedIn(u.Secretary);
        await stranger.Open($"/organisations/{u.Second.Id}/terms");
        Assert.Equal(HttpStatusCode.NotFound, stranger.Status);

        await browser.Press(page, "结束本届", ("Form.Reason", "班子调整"));
        Assert.Contains("本届任期已结束", browser.Text, StringComparison.Ordinal);
        Assert.Null((await world.Read(db => db.Organisations.SingleAsync(o => o.Id == u.Second.Id))).TermEndPlanned);
    }

    private Organisation Branch() => new() { Number = 4, Path = "1.2.4.", Kind = OrganisationKind.Branch, Name = "支部", FoundedOn = Today.AddYears(-6) };
}
