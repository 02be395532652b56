using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Zhijian.Modules.Activities;
using Zhijian.Testing;

namespace Zhijian.Journeys;

[Collection(BrowserJourneys.Name)]
public sealed partial class JourneyTests(BrowserSession session)
{
    private static readonly Looks Desk = new() { Width = BrowserSession.Desk };

    [Fact]
    public async Task A_theme_day_goes_from_its_plan_to_the_files_and_into_the_figures_and_most_of_it_on_phones()
    {
        await using var office = await session.SignedIn("office", Desk);
        var before = await ThemeDays(office);
        await using var secretary = await session.SignedIn("secretary", new Looks());
        var title = Stories.NewTitle("主题党日：从计划到归档");

        // Plan and tell.
        await secretary.Go("/");
        await secretary.Picture("home-branch-phone");
        await secretary.TapTo("组织活动", "/activities$", ".z-tabs");
        await secretary.Picture("activities-phone");
        await secretary.TapTo("安排活动", "/activities/new");
        if (!secretary.Path.Contains("ThemePartyDay", StringComparison.Ordinal))
        {
            await secretary.TapTo("主题党日", "kind=ThemePartyDay");
        }
        var from = session.Now.AddMinutes(30);
        await secretary.Type("[name='Form.Title']", title);
        await secretary.Type("[name='Form.Day']", Stories.Day(from));
        await secretary.Type("[name='Form.From']", Stories.Time(from));
        await secretary.Type("[name='Form.Until']", Stories.Time(from.AddHours(1)));
        await secretary.Picture("plan-phone");
        await Save(secretary);
        var id = Stories.IdIn(secretary.Path);
        await secretary.Said("计划已保存");
        await secretary.Picture("activity-planned-phone");
        await secretary.Tap("通知");
        await secretary.Said("通知已送达");

        // A member answers and, once the roll is open, checks in by the code.
        await using var member = await session.SignedIn("member", new Looks());
        await member.Go("/");
        await member.Picture("home-member-phone");
        await member.TapTo(title, $"/activities/{id}", "main");
        await member.Tap("参加");
        await member.Said("已记下您的答复");
        await member.Picture("activity-member-phone");
        Assert.Equal(0, member.TypedFields);
        await secretary.Page.ReloadAsync();
        await secretary.Tap("开始签到");
        await secretary.Said("签到已开始");
        await secretary.Picture("activity-roll-phone");
        await member.Go(await CheckInAddress(secretary, id));
        await member.Picture("check-in-phone");
        await member.Tap("签到");
        await member.Page.WaitForURLAsync($"**/activities/{id}/checked-in");
        await member.Sees("已签到");
        await member.Picture("checked-in-phone");
        await secretary.TapTo("点名", $"/activities/{id}/roll");
        await secretary.Picture("roll-phone");
        await secretary.Tap("都到");
        await secretary.Said("其余人员已登记为到会");
        await secretary.TapTo("返回", $"/activities/{id}$");
        await secretary.Tap("结束签到");
        await secretary.Said("签到已结束");

        // Minutes, and hand in.
        await secretary.TapTo("写纪要", $"/activities/{id}/minutes");
        await secretary.Picture("minutes-phone");
        await secretary.Type("[name='Form.Items[0].Discussion']", "许清禾：建议考试周自习室延长到二十三点\n林知夏：愿意联系后勤");
        await secretary.TapTo("保存纪要", $"/activities/{id}(#record)?$");
        await secretary.Tap("提交审核", "#record");
        await Assertions.Expect(secretary.Page.Locator("#record")).ToContainTextAsync("审核");
        await secretary.Page.Locator("#record .z-chain").WaitForAsync();
        await secretary.Picture("activity-submitted-phone");

        // Three layers accept.
        var record = await session.RecordOf(id);
        foreach (var reviewer in new[] { "generalbranch", "organisation", "office" })
        {
            await using var reader = await session.SignedIn(reviewer, Desk);
            await reader.Go($"/review?case={record.ReviewCaseId}");
            await reader.Sees(title);
            await reader.Picture($"review-{reviewer}");
            await reader.Tap("通过", ".z-decide");
            await reader.Sees("已通过");
        }

        Assert.Equal(RecordState.Filed, (await session.RecordOf(id)).State);
        await secretary.Page.ReloadAsync();
        await secretary.Sees("已归档");
        await secretary.Picture("activity-filed-phone");
        await secretary.TapTo(record.Number, $"/records/{record.Id}");
        await secretary.Sees("建议考试周自习室延长到二十三点", ".z-book");
        await secretary.Picture("record-phone");

        // The committee's number went up by one and opens down to the record.
        Assert.Equal(before + 1, await ThemeDays(office));
        await office.Picture("home-committee");
        await office.Tap(office.Page.Locator("main a.z-num[href*='measure=themeDays']").First);
        await office.Page.WaitForURLAsync("**/figures/records**");
        await office.Picture("figures-records");
        await office.TapTo(title, $"/activities/{id}", "main");
        await office.TapTo(record.Number, $"/records/{record.Id}");
        await office.Sees("建议考试周自习室延长到二十三点", ".z-book");

        Assert.Empty(secretary.Complaints.Concat(member.Complaints).Concat(office.Complaints));
        Stories.Figure("typed-fields", secretary.TypedFields, 25);
        Stories.Figure("hands-on-seconds", secretary.HandsOnSeconds, 240);
    }

    [Fact]
    public async Task The_keyboard_alone_takes_a_theme_day_from_its_plan_to_the_files()
    {
        await using var secretary = await session.SignedIn("secretary", Desk);
        await secretary.Go("/");
        await secretary.PressOn("a[href='/activities']", "/activities$");
        await secretary.PressOn("main a[href^='/activities/new']", "/activities/new");
        if (!secretary.Path.Contains("ThemePartyDay", StringComparison.Ordinal))
        {
            await secretary.PressOn("a[href*='kind=ThemePartyDay']", "kind=ThemePartyDay");
        }
        var title = Stories.NewTitle("只用键盘");
        var from = session.Now.AddMinutes(45);
        await secretary.Write("[name='Form.Title']", title);
        await secretary.WriteDay("[name='Form.Day']", from);
        await secretary.WriteTime("[name='Form.From']", from);
        await secretary.WriteTime("[name='Form.Until']", from.AddHours(1));
        await secretary.Write("[name='Form.Place']", title);
        await secretary.Press("Enter");
        await secretary.Page.Locator("[name='Form.Despite'], a[href$='/change']").First.WaitForAsync();
        if (await secretary.Page.Locator("[name='Form.Despite']").CountAsync() > 0)
        {
            AskedAboutAClash(secretary);
            await secretary.TabTo("[name='Form.Despite']");
            await secretary.Press("Space");
            await secretary.TabTo("main form .z-actions button[type=submit]");
            await secretary.Press("Enter");
        }
        await secretary.Page.WaitForURLAsync(PlannedAddress(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        var id = Stories.IdIn(secretary.Path);
        await PressButton(secretary, $"/activities/{id}/announce", "通知已送达");
        await PressButton(secretary, $"/activities/{id}/open-roll", "签到已开始");
        await secretary.PressOn($"main a[href='/activities/{id}/roll']", "/roll$");
        await PressButton(secretary, $"/activities/{id}/others-present", "其余人员已登记为到会");
        await secretary.PressOn($"main a[href='/activities/{id}']", $"/activities/{id}$");
        await PressButton(secretary, $"/activities/{id}/close-roll", "签到已结束");
        await secretary.PressOn($"main a[href='/activities/{id}/minutes']", "/minutes$");
        await secretary.Write("[name='Form.Items[0].Discussion']", "大家谈了读书");
        await secretary.TabTo(".z-actions button[type=submit]");
        await secretary.Press("Space");
        await secretary.Page.WaitForURLAsync(new Regex($"/activities/{id}(#record)?$"), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await secretary.TabTo("#record form button");
        await secretary.Press("Enter");
        await secretary.Page.Locator("#record .z-chain").WaitForAsync();

        // Three layers: each looks for the record in the queue with J and K, opens it and accepts it with A; the first sends it back once with R.
        List<Person> reviewers = [];
        foreach (var layer in new[] { "generalbranch", "organisation", "office" })
        {
            await using var reviewer = await session.SignedIn(layer, Desk);
            await reviewer.Go("/review");
            await reviewer.WalkTo(title);
            if (layer == "generalbranch")
            {
                await reviewer.Press("r");
                await reviewer.Page.Locator("#dlg-return[open]").WaitForAsync();
                await reviewer.Press("Escape");
                await reviewer.Page.Locator("#dlg-return:not([open])").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            }
            await reviewer.Press("a");
            await reviewer.Sees("已通过");
            reviewers.Add(reviewer);
        }

        Assert.Equal(RecordState.Filed, (await session.RecordOf(id)).State);
        foreach (var person in reviewers.Append(secretary))
        {
            Assert.Equal(0, person.Taps);
            Assert.Empty(person.Complaints);
        }
        Stories.Figure("keyboard-typed-fields", secretary.TypedFields, 25);
        Stories.Figure("keyboard-hands-on-seconds", secretary.KeyboardSeconds, 240);
        Stories.Figure("keyboard-reviewers-hands-on-seconds", reviewers.Sum(r => r.KeyboardSeconds), 60);
    }

    private static async Task PressButton(Person person, string action, string said)
    {
        await person.TabTo($"form[action='{action}'] button");
        await person.Press("Enter");
        await person.Said(said);
    }

    [Fact]
    public async Task A_returned_record_shows_its_note_at_the_field_is_mended_on_a_phone_and_handed_in_again()
    {
        var id = await session.Held(Stories.NewTitle("退回再改"));
        await using var secretary = await session.SignedIn("secretary", new Looks());
        await secretary.Go($"/activities/{id}/minutes");
        await secretary.Type("[name='Form.Items[0].Discussion']", "有人建议延长开放");
        await secretary.TapTo("保存纪要", $"/activities/{id}(#record)?$");
        await secretary.Tap("提交审核", "#record");
        await secretary.Page.Locator("#record .z-chain").WaitForAsync();

        var record = await session.RecordOf(id);
        await using var reviewer = await session.SignedIn("generalbranch", Desk);
        await reviewer.Go($"/review?case={record.ReviewCaseId}");
        await reviewer.Tap("退回", ".z-decide");
        await reviewer.Page.Locator("#dlg-return[open] [name='Form.Note']").FillAsync("请补充");
        await reviewer.Tap("单项", "#dlg-return");
        await reviewer.Page.Locator("#dlg-return .z-field").Filter(new() { HasText = "讨论要点" }).First.Locator("input, textarea").First.FillAsync("写清是谁提的");
        await reviewer.Picture("review-return");
        await reviewer.Tap(reviewer.Page.Locator("#dlg-return footer button[type=submit]"));
        await reviewer.Page.WaitForURLAsync(new Regex("/review$"), new() { WaitUntil = WaitUntilState.DOMContentLoaded });

        await secretary.Go("/");
        await secretary.Go($"/activities/{id}/minutes");
        var field = secretary.Page.Locator(".z-field", new() { Has = secretary.Page.Locator("[name='Form.Items[0].Discussion']") }).First;
        await Assertions.Expect(field).ToContainTextAsync("写清是谁提的");
        await secretary.Picture("minutes-returned-phone");
        await secretary.Type("[name='Form.Items[0].Discussion']", "许清禾：建议延长开放");
        await secretary.TapTo("保存纪要", $"/activities/{id}(#record)?$");
        await secretary.Tap("再次提交", "#record");
        await secretary.Page.Locator("#record .z-chain").WaitForAsync();
        Assert.Equal(RecordState.Submitted, (await session.RecordOf(id)).State);

        await reviewer.Go($"/review?case={record.ReviewCaseId}");
        await Assertions.Expect(reviewer.Page.Locator(".z-diff tr.chg")).ToContainTextAsync("许清禾");
        await reviewer.Picture("review-difference");
        Assert.Empty(secretary.Complaints.Concat(reviewer.Complaints));
    }

    /// <summary>Saves the plan; where the time collides with something of the demonstration, says so and saves again.</summary>
    private static async Task Save(Person secretary)
    {
        await secretary.Tap("保存计划");
        var despite = secretary.Page.Locator("[name='Form.Despite']");
        await secretary.Page.Locator("[name='Form.Despite'], a[href$='/change']").First.WaitForAsync();
        if (await despite.CountAsync() > 0)
        {
            await secretary.Picture("plan-conflict-phone");
            AskedAboutAClash(secretary);
            await secretary.Tap(despite);
            await secretary.Tap("保存计划");
        }
        await secretary.Page.WaitForURLAsync(PlannedAddress(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
    }

    /// <summary>Another activity at the same hour is asked about with a 409, which the browser itself notes in its console.</summary>
    private static void AskedAboutAClash(Person secretary) =>
        secretary.Complaints.RemoveAll(c => c.EndsWith("409 (Conflict)", StringComparison.Ordinal));

    private static async Task<int> ThemeDays(Person office)
    {
        await office.Go("/?period=year");
        return int.Parse(await office.Page.Locator("main a.z-num[href*='measure=themeDays']").First.InnerTextAsync(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    /// <summary>What the camera reads from the host's screen: the address with the digits shown below the picture.</summary>
    private static async Task<string> CheckInAddress(Person host, Guid id)
    {
        var code = await host.Page.Locator(".z-code").First.InnerTextAsync();
        return $"/c/{id:N}{code.Replace(" ", "", StringComparison.Ordinal)}";
    }

    [GeneratedRegex("/activities/[0-9a-f-]{36}$")]
    private static partial Regex PlannedAddress();
}
