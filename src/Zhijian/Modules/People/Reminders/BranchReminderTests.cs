using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Reminders;

public sealed class BranchReminderTests(World world) : IClassFixture<World>
{
    private DateOnly Today => world.Services.GetRequiredService<InstitutionTime>().Today;

    private RulesInForce Rules => world.Services.GetRequiredService<Rulebook>().On(Today);

    [Fact]
    public async Task A_branch_hears_of_its_terms_end_on_the_days_of_the_rule_each_once()
    {
        var u = world.University;
        await Begin(u.First.Id, Today.AddMonths(5));
        await Begin(u.Second.Id, Today.AddMonths(7));
        await Remind();
        await Remind();
        Assert.Single(await To(u.Secretary.MemberId, "message.term-ends"));
        Assert.Empty(await To(u.SecondSecretary.MemberId, "message.term-ends"));
        Assert.Empty(await To(u.Member.MemberId, "message.term-ends"));

        await Begin(u.First.Id, Today.AddDays(-8));
        await Remind();
        Assert.Single(await To(u.Secretary.MemberId, "message.term-over"));
        var secretary = await world.SignedIn(u.Secretary);
        var page = await secretary.Open("/messages");
        Assert.Contains("请筹备换届", page.Body!.TextContent, StringComparison.Ordinal);
        await secretary.Open($"/organisations/{u.First.Id}/terms");
        Assert.Equal(System.Net.HttpStatusCode.OK, secretary.Status);
    }

    [Fact]
    public async Task Who_leads_the_branch_is_reminded_once_of_a_member_out_of_reach_for_half_a_year_and_nothing_else_happens()
    {
        var u = world.University;
        var (lost, lately) = (u.FirstMembers[7], u.FirstMembers[6]);
        var months = Rules.Attendance.LostContact.RemindAfterMonths;
        await world.Given(db =>
        {
            db.Members.Single(m => m.Id == lost.Id).LostContactSince = Today.AddMonths(-months);
            db.Members.Single(m => m.Id == lately.Id).LostContactSince = Today.AddMonths(-months).AddDays(1);
            return 0;
        });
        await Remind();
        await Remind();
        var told = Assert.Single(await To(u.Secretary.MemberId, "message.lost-contact"));
        Assert.Equal($"/people/{lost.Id}", told.Href);
        Assert.DoesNotContain(lost.Name, told.Values, StringComparison.Ordinal);
        Assert.Empty(await To(u.GeneralBranchReviewer.MemberId, "message.lost-contact"));
        Assert.Equal(MembershipState.Active, (await world.Read(db => db.Members.SingleAsync(m => m.Id == lost.Id))).State);
    }

    [Theory]
    [InlineData("2026-06-30", null)]
    [InlineData("2026-07-01", "2026-07-01")]
    [InlineData("2026-09-30", "2026-07-01")]
    [InlineData("2026-10-01", "2026-10-01")]
    [InlineData("2027-01-01", "2027-01-01")]
    [InlineData("2027-01-07", "2027-01-01")]
    [InlineData("2027-01-08", "2027-01-08")]
    [InlineData("2027-01-21", "2027-01-15")]
    public void The_last_reminder_before_a_day_is_six_three_and_one_months_ahead_then_weekly(string today, string? on)
    {
        var rule = Rulebook.Load(Rulebook.ShippedFolder).On(new DateOnly(2026, 11, 1)).Organisations.Term(OrganisationKind.Branch)!;
        Assert.Equal(on is null ? null : DateOnly.Parse(on), rule.LastReminder(new DateOnly(2027, 1, 1), DateOnly.Parse(today))?.On);
    }

    private async Task Begin(Guid organisation, DateOnly end) => await world.Given(db =>
    {
        db.Set<Organisations.Organisation>().Single(o => o.Id == organisation).TermEndPlanned = end;
        return 0;
    });

    private Task<int> Remind() => world.Inside(s => s.GetRequiredService<BranchReminderJob>().Remind(default));

    private async Task<List<Message>> To(Guid? member, string key) => await world.Read(db => db.Set<Message>().Where(m => m.MemberId == member && m.TextKey == key).ToListAsync());
}
