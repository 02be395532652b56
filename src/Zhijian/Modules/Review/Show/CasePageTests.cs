using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Review.Show;

public sealed class CasePageTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_page_that_breaks_half_way_is_answered_with_the_error_page_in_words()
    {
        var submitted = await world.Submitted("损坏的记录");
        var whole = await Route(submitted.Case.CaseId, "{\"layers\": null}");
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);

        var page = await reviewer.Open($"/review/cases/{submitted.Case.CaseId}");

        Assert.Equal(HttpStatusCode.InternalServerError, reviewer.Status);
        Assert.Contains("系统出错", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // The inbox of the other tests opens its oldest case, which may be this one.
        await Route(submitted.Case.CaseId, whole);
    }

    /// <summary>Writes the route of a case past its rules; answers what stood there before.</summary>
    private Task<string> Route(Guid caseId, string route) => world.Inside(async services =>
    {
        var fence = services.GetRequiredService<Fence>();
        var before = await fence.Row<string>("select route::text from review_case where id = @caseId", new { caseId }, CancellationToken.None);
        await fence.Run("update review_case set route = @route::jsonb where id = @caseId", new { caseId, route }, CancellationToken.None);
        await fence.Commit(CancellationToken.None);
        return before!;
    });

    [Fact]
    public async Task A_reviewer_hands_a_record_to_a_colleague_who_then_finds_it_in_the_inbox()
    {
        var u = world.University;
        var submitted = await world.Submitted("转给同事的记录");
        var reviewer = await world.SignedIn(u.GeneralBranchReviewer);
        var address = $"/review?case={submitted.Case.CaseId}&say=delegate";

        var page = await reviewer.Open(address);
        Assert.DoesNotContain("程管理", page.QuerySelector("#dlg-delegate")!.TextContent, StringComparison.Ordinal);
        var fields = Browser.Fields((AngleSharp.Html.Dom.IHtmlFormElement)page.QuerySelector("#dlg-delegate form")!);
        await reviewer.Post(reviewer.Path, fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reviewer.Status);
        fields.RemoveAll(f => f.Key is "Form.Deputy" or "_key");
        fields.Add(new("Form.Deputy", u.Office.MemberId!.Value.ToString()));
        fields.Add(new("_key", "another"));
        await reviewer.Post(address, fields);

        Assert.Contains("已转给他人审核", reviewer.Text, StringComparison.Ordinal);
        var deputy = await world.SignedIn(u.Office);
        Assert.NotNull((await deputy.Open($"/review?case={submitted.Case.CaseId}")).QuerySelector("[data-key=a]"));
    }

    [Theory]
    [InlineData("zh-CN", "首次提交的内容")]
    [InlineData("en", "Content of the first submission")]
    public async Task The_page_speaks_both_languages_and_leaves_no_key_untranslated(string language, string heading)
    {
        var submitted = await world.Submitted("双语的记录");
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer, language);

        var page = await reviewer.Open($"/review/cases/{submitted.Case.CaseId}?say=delegate");

        Assert.Contains(heading, reviewer.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@">\s*(review|absence|post-kind|refusal|layer-standing)[a-z-]*\.[a-z.-]+\s*<", page.Body!.InnerHtml);
    }

    [Fact]
    public async Task A_case_that_does_not_exist_is_not_found()
    {
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);

        await reviewer.Open($"/review/cases/{Guid.CreateVersion7()}");

        Assert.Equal(HttpStatusCode.NotFound, reviewer.Status);
    }
}
