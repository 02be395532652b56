using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Testing;

namespace Zhijian.Modules.Review.Inbox;

public sealed class InboxTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_reviewer_sees_what_waits_for_their_post_oldest_first_and_nobody_else_does()
    {
        var u = world.University;
        await world.Submitted("先提交的记录");
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.Submitted("后提交的记录");

        var mine = await (await world.SignedIn(u.GeneralBranchReviewer)).Open("/review");
        var titles = mine.QuerySelectorAll(".z-queue li b").Select(b => b.TextContent).Where(t => t.EndsWith("提交的记录", StringComparison.Ordinal)).ToList();

        Assert.Equal(["先提交的记录", "后提交的记录"], titles);
        foreach (var other in new[] { u.OtherGeneralBranchReviewer, u.OrganisationDepartment, u.Secretary, u.SecondSecretary, u.Member })
        {
            var browser = await world.SignedIn(other);
            await browser.Open("/review");
            Assert.Equal(HttpStatusCode.OK, browser.Status);
            Assert.DoesNotContain("先提交的记录", browser.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_record_goes_up_layer_by_layer_until_it_is_filed()
    {
        var u = world.University;
        var submitted = await world.Submitted("走完流程的记录");
        var address = $"/review?case={submitted.Case.CaseId}";

        var first = await world.SignedIn(u.GeneralBranchReviewer);
        await first.Press(await first.Open(address), "通过，转复审A");
        Assert.Contains("已通过，转下一级审核", first.Text, StringComparison.Ordinal);
        var second = await world.SignedIn(u.OrganisationDepartment);
        await second.Press(await second.Open(address), "通过，转终审A");
        var third = await world.SignedIn(u.Office);
        await third.Press(await third.Open(address), "通过并归档A");

        Assert.Contains("已通过并归档", third.Text, StringComparison.Ordinal);
        var trail = await first.Open($"/review/cases/{submitted.Case.CaseId}");
        Assert.Equal(["周以宁提交第 1 版", "沈南乔初审通过", "顾文澜复审通过", "贺兰舟终审通过"], trail.QuerySelectorAll(".z-time b").Select(b => b.TextContent));
    }

    [Fact]
    public async Task A_return_without_words_comes_back_at_the_field_and_one_with_words_reaches_the_author()
    {
        var submitted = await world.Submitted("要退回的记录");
        var address = $"/review?case={submitted.Case.CaseId}";
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);

        var page = await reviewer.Open(address);
        var again = await PressReturn(reviewer, page, ("Form.Note", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reviewer.Status);
        Assert.Contains("请写明要改什么", again.QuerySelector("#dlg-return .z-err")!.TextContent, StringComparison.Ordinal);

        await PressReturn(reviewer, again, ("Form.Note", "请写明本次的新进展"), ("Form.Notes[1].Note", "第 2 条太短"));
        Assert.Contains("已退回", reviewer.Text, StringComparison.Ordinal);
        var author = await world.SignedIn(world.University.Secretary);
        var seen = await author.Open($"/review/cases/{submitted.Case.CaseId}");
        Assert.Contains("请写明本次的新进展", seen.QuerySelector(".z-note.is-back")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("第 2 条太短", seen.QuerySelector(".z-note.is-back")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_version_shows_what_changed()
    {
        var subject = Guid.CreateVersion7();
        var submitted = await world.Submitted("改过的记录", subject);
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);
        await PressReturn(reviewer, await reviewer.Open($"/review?case={submitted.Case.CaseId}"), ("Form.Note", "请补充"));

        var again = await world.Submitted("改过的记录", subject, points: ["图书馆座位管理：考试周开放到 23 点"]);

        Assert.Equal((submitted.Case.CaseId, 2), (again.Case.CaseId, again.Case.Submission));
        var page = await reviewer.Open($"/review?case={submitted.Case.CaseId}");
        Assert.Contains("改了 1 处，其余 1 项不变", reviewer.Text, StringComparison.Ordinal);
        Assert.Equal("：考试周开放到 23 点", page.QuerySelector(".z-diff tr.chg ins")!.TextContent);
    }

    [Fact]
    public async Task A_correction_of_a_filed_record_is_compared_with_the_filed_one()
    {
        var subject = Guid.CreateVersion7();
        var first = await world.Submitted("要更正的记录", subject);
        foreach (var (account, button) in new[] { (world.University.GeneralBranchReviewer, "通过，转复审A"), (world.University.OrganisationDepartment, "通过，转终审A"), (world.University.Office, "通过并归档A") })
        {
            var browser = await world.SignedIn(account);
            await browser.Press(await browser.Open($"/review?case={first.Case.CaseId}"), button);
        }

        var correction = await world.Submitted("要更正的记录", subject, points: ["图书馆座位管理（更正）"]);

        Assert.NotEqual(first.Case.CaseId, correction.Case.CaseId);
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);
        var page = await reviewer.Open($"/review?case={correction.Case.CaseId}");
        Assert.Contains("已归档的版本", page.QuerySelector(".z-diff thead")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("（更正）", page.QuerySelector(".z-diff tr.chg ins")!.TextContent);
    }

    [Fact]
    public async Task The_last_decision_can_be_taken_back_until_somebody_acts_after()
    {
        var submitted = await world.Submitted("会撤回的记录");
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);
        var inbox = await reviewer.Press(await reviewer.Open($"/review?case={submitted.Case.CaseId}"), "通过，转复审A");

        await reviewer.Press(inbox, "撤回对 会撤回的记录 的处理");

        Assert.Contains("已撤回，记录回到原来的位置", reviewer.Text, StringComparison.Ordinal);
        var case_ = await reviewer.Open($"/review/cases/{submitted.Case.CaseId}");
        Assert.Contains("（已撤回）", case_.QuerySelector(".z-time")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_at_once_only_where_all_checks_passed_and_only_after_reading_them()
    {
        var u = world.University;
        var good = await world.Submitted("可批量的记录", by: u.ThirdSecretary, of: u.Third);
        var sensitive = await world.Submitted("敏感的记录", change: s => s with { HoldsSensitiveData = true }, by: u.ThirdSecretary, of: u.Third);
        var reviewer = await world.SignedIn(u.OtherGeneralBranchReviewer);
        var page = await reviewer.Open("/review");
        Assert.True(page.QuerySelector($"input[value^='{sensitive.Case.CaseId}']")!.HasAttribute("disabled"));

        await reviewer.Press(page, "批量通过", ("Form.Chosen", $"{good.Case.CaseId}:1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reviewer.Status);
        reviewer.Says(Decide.BulkRefusals.NotRead);

        page = await reviewer.Open("/review");
        await reviewer.Press(page, "批量通过", ("Form.Chosen", $"{sensitive.Case.CaseId}:1"), ("Form.HasRead", "true"));
        Assert.Contains("涉个人信息的记录须打开逐条审", reviewer.Text, StringComparison.Ordinal);

        page = await reviewer.Open("/review");
        page = await reviewer.Press(page, "批量通过", ("Form.Chosen", $"{good.Case.CaseId}:1"), ("Form.HasRead", "true"));
        Assert.Contains("抽查 1 条，再一次通过 1 条", page.QuerySelector("h2[data-focus]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("图书馆座位管理", page.QuerySelector("details dl")!.TextContent, StringComparison.Ordinal);
        page = await reviewer.Press(page, "通过 1 条", ("_key", "not ticked"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reviewer.Status);
        reviewer.Says(Decide.BulkRefusals.NotLookedAt);
        Assert.True((await world.Read(db => db.ReviewCases.SingleAsync(c => c.Id == good.Case.CaseId))).Layer == 1);
        await reviewer.Press(page, "通过 1 条", ("Form.Looked", $"{good.Case.CaseId}"), ("_key", "ticked"));
        Assert.Equal("批量通过时抽查过", (await world.Read(db => db.Set<ReviewStep>().SingleAsync(s => s.CaseId == good.Case.CaseId && s.Move == ReviewMove.Accept))).Note);
        Assert.Contains("已通过 1 条", reviewer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_chosen_or_more_than_the_rule_allows_is_refused_as_a_whole()
    {
        var reviewer = world.University.OtherGeneralBranchReviewer;
        await world.As(reviewer, async services =>
        {
            var actor = await ReviewStories.ActorOf(services, reviewer);
            var many = services.GetRequiredService<Decide.AcceptManyAction>();
            Assert.Equal(Decide.BulkRefusals.NothingChosen, (await many.Run([], true, [], actor, default)).Refusal);
            Assert.Equal(Decide.BulkRefusals.TooMany.Code, (await many.Run([.. Enumerable.Repeat((Guid.NewGuid(), 1), 1000)], true, [], actor, default)).Refusal?.Code);
            return 0;
        });
    }

    [Fact]
    public async Task What_lies_outside_the_scope_is_not_found_and_a_plain_member_sees_nothing()
    {
        var u = world.University;
        var submitted = await world.Submitted("看不到的记录");
        foreach (var other in new[] { u.OtherGeneralBranchReviewer, u.SecondSecretary, u.Member, u.ThirdSecretary })
        {
            var browser = await world.SignedIn(other);
            await browser.Open($"/review/cases/{submitted.Case.CaseId}");
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
            Assert.DoesNotContain("看不到的记录", browser.Text, StringComparison.Ordinal);
        }
        var visitor = world.Visitor();
        await visitor.Open("/review");
        Assert.StartsWith("/sign-in", visitor.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_author_withdraws_and_hands_in_again()
    {
        var subject = Guid.CreateVersion7();
        var submitted = await world.Submitted("先撤回的记录", subject);
        var author = await world.SignedIn(world.University.Secretary);

        await author.Press(await author.Open($"/review/cases/{submitted.Case.CaseId}"), "撤回提交");
        Assert.Contains("已撤回提交", author.Text, StringComparison.Ordinal);
        var again = await world.Submitted("先撤回的记录", subject);

        Assert.Equal((submitted.Case.CaseId, 2), (again.Case.CaseId, again.Case.Submission));
    }

    [Fact]
    public async Task A_filter_shows_one_kind_only_and_an_unknown_cursor_starts_anew()
    {
        await world.Submitted("筛选用的记录");
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);

        var none = await reviewer.Open("/review?kind=something-else");
        Assert.Empty(none.QuerySelectorAll(".z-queue li"));
        var all = await reviewer.Open($"/review?kind={ReviewStories.Kind}&after=nonsense");
        Assert.NotEmpty(all.QuerySelectorAll(".z-queue li"));
    }

    private static Task<IDocument> PressReturn(Browser browser, IDocument page, params (string, string)[] typed)
    {
        var form = (AngleSharp.Html.Dom.IHtmlFormElement)page.QuerySelector("#dlg-return form")!;
        var fields = Browser.Fields(form);
        foreach (var (name, value) in typed)
        {
            fields.RemoveAll(f => f.Key == name);
            fields.Add(new(name, value));
        }
        return browser.Post(browser.Path, fields);
    }
}
