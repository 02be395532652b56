using Microsoft.Playwright;
using Zhijian.Modules.Activities;
using Zhijian.Testing;

namespace Zhijian.Journeys;

[Collection(BrowserJourneys.Name)]
public sealed class NoScriptTests(BrowserSession session)
{
    private static readonly Looks Plain = new() { Script = false };

    [Fact]
    public async Task Without_script_a_person_signs_in_reads_home_and_plans_and_a_mistake_loses_nothing()
    {
        await using var secretary = await session.Visitor(Plain);
        await secretary.Go("/activities/new?kind=ThemePartyDay");
        await secretary.Page.FillAsync("[name='Form.UserName']", "secretary");
        await secretary.Page.FillAsync("[name='Form.Password']", session.World.PasswordOf("secretary"));
        await secretary.Tap(secretary.Page.Locator("form:has([type=password]) button[type=submit]"));
        await secretary.Page.WaitForURLAsync("**/activities/new?kind=ThemePartyDay");
        await secretary.Go("/");
        await Assertions.Expect(secretary.Page.Locator("main h1")).ToBeVisibleAsync();

        await secretary.Go("/activities/new?kind=ThemePartyDay");
        var title = Stories.NewTitle("没有脚本");
        var day = session.Now.AddDays(20);
        await secretary.Type("[name='Form.Title']", title);
        await secretary.Type("[name='Form.Day']", Stories.Day(day));
        await secretary.Type("[name='Form.Place']", "没有脚本的教室");
        // So early that no other activity of the demonstration overlaps, whatever the day.
        await secretary.Type("[name='Form.From']", "05:10");
        await secretary.Type("[name='Form.Until']", "04:10");
        await secretary.Tap("保存计划");
        await secretary.Sees("结束要晚于开始");
        Assert.Equal(title, await secretary.Page.InputValueAsync("[name='Form.Title']"));
        Assert.Equal(Stories.Day(day), await secretary.Page.InputValueAsync("[name='Form.Day']"));
        Assert.Equal("没有脚本的教室", await secretary.Page.InputValueAsync("[name='Form.Place']"));
        Assert.Equal("05:10", await secretary.Page.InputValueAsync("[name='Form.From']"));
        await secretary.Type("[name='Form.Until']", "06:10");
        await secretary.Tap("保存计划");
        await secretary.Said("计划已保存");
        Assert.Equal(title, (await session.ActivityOf(Stories.IdIn(secretary.Path))).Title);
    }

    [Fact]
    public async Task Without_script_a_reviewer_returns_one_record_and_accepts_another()
    {
        var back = await session.RecordOf(await session.Submitted(Stories.NewTitle("没有脚本退回")));
        var through = await session.RecordOf(await session.Submitted(Stories.NewTitle("没有脚本通过")));
        await using var reviewer = await session.SignedIn("generalbranch", Plain);
        await reviewer.Go($"/review?case={back.ReviewCaseId}");
        await reviewer.Tap("退回", ".z-decide");
        await reviewer.Page.FillAsync("dialog[open] [name='Form.Note']", "请写清是谁提的");
        await reviewer.Tap(reviewer.Page.Locator("#dlg-return footer button[type=submit]"));
        await reviewer.Said("退回");
        await reviewer.Go($"/review?case={through.ReviewCaseId}");
        await reviewer.Tap("通过", ".z-decide");
        await reviewer.Said("通过");

        Assert.Equal(RecordState.Returned, (await session.RecordOf(back.ActivityId)).State);
        Assert.Equal(RecordState.Submitted, (await session.RecordOf(through.ActivityId)).State);
    }
}
