using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.People;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Modules.Review.Overdue;

public sealed class EscalationTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Where_four_eyes_leave_nobody_the_organisation_department_reads_it_else_the_second_holder_is_asked()
    {
        var u = world.University;
        var alone = await world.Submitted("没有人可以代审", by: u.SecondSecretary, of: u.Second);
        world.Clock.Move(TimeSpan.FromDays(30));
        await Look();
        Assert.Null((await Case(alone)).DeputyId);
        Assert.Contains(await Messages(u.OrganisationDepartment.MemberId!.Value), m => m.Href == $"/review/cases/{alone.Case.CaseId}" && m.TextKey == "review.message-escalated-nobody");
        var reviewer = await world.SignedIn(u.GeneralBranchReviewer);
        Assert.Contains("上一级没有可以代审的人", (await reviewer.Open($"/review/cases/{alone.Case.CaseId}")).Body!.TextContent, StringComparison.Ordinal);

        var second = await world.Given(db =>
        {
            var holding = new PostHolding { OrganisationId = u.Committee.Id, Path = u.Committee.Path, MemberId = u.ThirdMembers[4].Id, Post = PostKind.OrganizationDepartment, From = new DateOnly(2020, 1, 1) };
            db.Add(holding);
            return holding.MemberId;
        });
        var account = await world.AccountOf(u.ThirdMembers[4]);
        var asked = await world.Submitted("有人可以代审", by: u.SecondSecretary, of: u.Second);
        world.Clock.Move(TimeSpan.FromDays(30));
        await Look();
        Assert.Equal(second, (await Case(asked)).DeputyId);
        var browser = await world.SignedIn(account);
        var inbox = await browser.Open($"/review?case={asked.Case.CaseId}");
        Assert.Contains("有人可以代审", inbox.Body!.TextContent, StringComparison.Ordinal);
        await browser.Press(inbox, inbox.QuerySelectorAll("button").First(b => b.TextContent.StartsWith("通过", StringComparison.Ordinal)).TextContent.Trim());
        Assert.Equal(2, (await Case(asked)).Layer);
    }

    private Task<int> Look() => world.Inside(s => s.GetRequiredService<OverdueJob>().Look(CancellationToken.None));

    private Task<List<Platform.Messages.Message>> Messages(Guid member) => world.Read(db => db.Set<Platform.Messages.Message>().Where(m => m.MemberId == member).ToListAsync());

    private Task<ReviewCase> Case(CaseSubmitted of) => world.Read(db => db.ReviewCases.SingleAsync(c => c.Id == of.Case.CaseId));
}
