using System.Net;
using Zhijian.Modules.People;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Modules.Review.Absences;

public sealed class AbsenceStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task While_a_reviewer_is_away_the_deputy_decides_in_their_place()
    {
        var u = world.University;
        var today = DateOnly.FromDateTime(world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);
        var deputyMember = await world.Given(db =>
        {
            var holding = new PostHolding { OrganisationId = u.GeneralBranch.Id, Path = u.GeneralBranch.Path, MemberId = u.SecondMembers[5].Id, Post = PostKind.PublicityCommissioner, From = today.AddYears(-1) };
            db.Add(holding);
            return u.SecondMembers[5];
        });
        var deputyAccount = await world.AccountOf(deputyMember, "deputy");
        var submitted = await world.Submitted("代审的记录");
        var reviewer = await world.SignedIn(u.GeneralBranchReviewer);
        var page = await reviewer.Open("/review/absences");

        await reviewer.Press(page, "安排", ("Form.Deputy", deputyMember.Id.ToString()), ("Form.From", today.AddDays(2).ToString("yyyy-MM-dd")), ("Form.Until", today.ToString("yyyy-MM-dd")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reviewer.Status);
        Assert.Contains("结束日期不能早于开始日期", reviewer.Text, StringComparison.Ordinal);
        await reviewer.Press(await reviewer.Open("/review/absences"), "安排", ("Form.Deputy", deputyMember.Id.ToString()), ("Form.From", today.ToString("yyyy-MM-dd")), ("Form.Until", today.AddDays(2).ToString("yyyy-MM-dd")));
        Assert.Contains("代审已安排", reviewer.Text, StringComparison.Ordinal);

        var deputy = await world.SignedIn(deputyAccount);
        var inbox = await deputy.Open($"/review?case={submitted.Case.CaseId}");
        Assert.Contains("代审的记录", deputy.Text, StringComparison.Ordinal);
        await deputy.Press(inbox, "通过，转复审A");
        await deputy.Open($"/review/cases/{submitted.Case.CaseId}");
        Assert.Contains("方知远初审通过（代审）", deputy.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_decides_nothing_has_no_absences_to_announce()
    {
        var browser = await world.SignedIn(world.University.Member);

        await browser.Open("/review/absences");

        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
    }
}
