using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Collecting;
using Zhijian.Modules.Experiences;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Library;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Questions;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Training;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Costs;

/// <summary>
/// What senders are told beforehand is what happens: for each act that reaches many, the number on the form against those really reached, without script, on the real database.
/// Each walk begins with somebody who came after everything was planned, so that a number kept from earlier would be wrong.
/// </summary>
public sealed partial class CostStoriesTests : IAsyncLifetime
{
    private readonly World _world = new();

    private SmallUniversity U => _world.University;

    private DateOnly Today => DateOnly.FromDateTime(_world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task An_activity_is_announced_changed_reminded_of_and_called_off_to_as_many_as_was_said()
    {
        var secretary = await _world.SignedIn(U.Secretary);
        var planned = await secretary.Press(await secretary.Open("/activities/new?kind=BranchMembersMeeting"), "保存计划",
            ("Form.Place", "会议室"), ("Form.Day", Form(Today.AddDays(3))), ("Form.From", "14:00"), ("Form.Until", "15:30"));
        var address = secretary.Path;
        var id = Guid.Parse(address.Split('/')[^1]);
        await Came(U.First);
        var page = await secretary.Open(address);
        Assert.Contains("每人约需 1 小时 31 分钟", Sentence(page), StringComparison.Ordinal);
        Assert.Contains("活动按计划 90 分钟", page.QuerySelector("form[action$='/announce']")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(Told(planned) + 1, Told(page));
        await secretary.Press(page, Button(page, "/announce"));
        Assert.Equal(Told(page), await Messages(id, "message.activity-announced"));

        var reminding = await secretary.Open(address);
        await secretary.Press(reminding, Button(reminding, "/remind"));
        Assert.Equal(Told(reminding), await Messages(id, "message.activity-reminder"));

        var changing = await secretary.Open($"{address}/change");
        await secretary.Press(changing, "保存修改", ("Form.Place", "另一间"));
        Assert.Equal(Told(changing), await Messages(id, "message.activity-changed"));

        var calling = await secretary.Open($"{address}/cancel");
        Assert.Contains("每人约需 1 分钟", Sentence(calling), StringComparison.Ordinal);
        await secretary.Press(calling, calling.QuerySelector("main form button[type=submit]")!.TextContent.Trim(), ("Form.Reason", "停电"));
        Assert.Equal(Told(calling), await Messages(id, "message.activity-cancelled"));
        // Nobody but the secretary, who did it, is left out.
        Assert.Equal(Told(page), Told(calling));
    }

    [Fact]
    public async Task A_learning_task_and_its_newcomers_are_as_many_as_was_said()
    {
        var item = await Released();
        var general = await _world.SignedIn(U.GeneralBranchReviewer);
        await Came(U.First);
        var page = await general.Open($"/learning/new?item={item}&chosen=1");
        Assert.Contains("每人约需 45 分钟", Sentence(page), StringComparison.Ordinal);
        Assert.Contains("2 个支部", Sentence(page), StringComparison.Ordinal);
        // Other units are looked at before they are issued; nothing happens by looking, and what was typed stays.
        var looked = await general.Press(page, "重新估算", ("Form.Units", "2"), ("Form.Title", "先看看"));
        Assert.Equal(HttpStatusCode.OK, general.Status);
        Assert.Contains("每人约需 1 小时 30 分钟", Sentence(looked), StringComparison.Ordinal);
        Assert.Contains("先看看", general.Text, StringComparison.Ordinal);
        Assert.Equal(0, await _world.Read(db => db.Set<LearningTask>().CountAsync()));
        await general.Press(looked, $"布置给 {Told(page)} 人");
        var task = await _world.Read(db => db.Set<LearningTask>().SingleAsync());
        Assert.Equal(2, task.Units);
        Assert.Equal(Told(looked), await _world.Read(db => db.Set<LearningAssignment>().CountAsync(a => a.TaskId == task.Id)));
        // Who is asked reads the same minutes.
        var member = await _world.SignedIn(U.Member);
        Assert.Contains("90 分钟", (await member.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        Assert.Null((await general.Open($"/learning/tasks/{task.Id}")).QuerySelector("[data-cost]"));
        await Came(U.Second);
        await Came(U.Second);
        await Came(U.Third);
        var extending = await general.Open($"/learning/tasks/{task.Id}");
        Assert.Equal(2, Told(extending));
        await general.Press(extending, "补布置给新来的人");
        Assert.Equal(Told(looked) + 2, await _world.Read(db => db.Set<LearningAssignment>().CountAsync(a => a.TaskId == task.Id)));
    }

    [Fact]
    public async Task A_form_asks_as_many_organisations_as_was_said()
    {
        var office = await _world.SignedIn(U.Office);
        await office.Press(await office.Open("/collecting/new"), "下一步：选择要问的内容",
            ("Form.Title", "核对"), ("Form.Purpose", "年底核对"), ("Form.Kinds", "Branch"), ("Form.Frequency", "Once"), ("Form.FirstDue", Form(Today.AddDays(20))));
        var form = Guid.Parse(office.Path.Split('/')[^1]);
        await office.Press(await office.Open($"/collecting/forms/{form}"), "加入新问题", ("Form.Label", "图书角册数"), ("Form.Type", "Number"), ("Form.Required", "true"));
        await _world.Given(db => db.Add(new Organisation { Number = 78, Path = U.GeneralBranch.Path + "78.", ParentId = U.GeneralBranch.Id, Kind = OrganisationKind.Branch, Name = "新成立的党支部", FoundedOn = Today }));
        // Those who lead the first branch were reminded as often as the week allows.
        await Reminded(U.Secretary.MemberId!.Value, U.First.Path, 3);
        await Reminded(U.SecondSecretary.MemberId!.Value, U.Second.Path, 2);
        var page = await office.Open($"/collecting/forms/{form}");
        Assert.Contains("1 人最近七天已收到 3 次提醒", page.QuerySelector("form[action$='/publish']")!.TextContent, StringComparison.Ordinal);
        await office.Press(page, "发出");
        var entries = await _world.Read(db => db.Set<CollectionEntry>().Where(e => e.FormId == form).ToListAsync());
        Assert.Equal(4, entries.Count);
        Assert.Equal(entries.Count, Told(page));
        Assert.All(entries, e => Assert.Contains($"每个组织约需 {e.Minutes} 分钟", Sentence(page), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_required_paper_stands_on_as_many_homes_as_was_said_and_takes_as_long()
    {
        var now = _world.Clock.GetUtcNow();
        var draft = await _world.Given(db =>
        {
            var questions = QuestionSamples.Released(db, U.Committee, now);
            var paper = QuestionSamples.PaperOf(questions.Take(2), U.GeneralBranch, now, opens: false);
            paper.Pick(paper.Plan with { Draws = [] }, paper.Version);
            return db.Add(paper).Entity;
        });
        await Came(U.First);
        var general = await _world.SignedIn(U.GeneralBranchReviewer);
        var page = await general.Open($"/papers/set/{draft.Id}");
        Assert.Contains("每人约需 5 分钟", Sentence(page), StringComparison.Ordinal);
        await general.Press(page, Button(page, "/open"));
        var meant = (await general.Open($"/papers/set/{draft.Id}")).QuerySelectorAll("td[data-label]").Where((_, i) => i % 3 == 0).Sum(c => int.Parse(c.TextContent, CultureInfo.InvariantCulture));
        Assert.Equal(meant, Told(page));
        var member = await _world.SignedIn(U.Member);
        Assert.Contains("5 分钟", (await member.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var outside = await _world.SignedIn(U.ThirdSecretary);
        await outside.Open("/");
        Assert.DoesNotContain(draft.Title, outside.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_takes_in_as_many_as_was_said_by_kinds_and_by_list()
    {
        var general = await _world.SignedIn(U.GeneralBranchReviewer);
        await general.Press(await general.Open("/training/new"), "保存", ("Form.Title", "培训班"), ("Form.StartsOn", Form(Today)), ("Form.EndsOn", Form(Today.AddDays(2))), ("Form.Units", "8"), ("Form.Decides", nameof(TrainingDecides.Lessons)));
        var id = Guid.Parse(general.Path.Split('?')[0].Split('/')[^1]);
        var numbers = await _world.Given(db =>
        {
            var some = db.Members.Where(m => m.OrganisationId == U.First.Id).OrderBy(m => m.Id).Take(2).ToList();
            some[0].InstitutionNumber ??= "20250001";
            some[1].InstitutionNumber ??= "20250002";
            return string.Join(' ', some.Select(m => m.InstitutionNumber));
        });
        var enrol = await general.Open($"/training/{id}/enrol");
        var looked = await general.Press(enrol, "重新估算", ("Form.Numbers", numbers));
        Assert.Equal(2, Told(looked));
        Assert.Contains("每人约需 6 小时", Sentence(looked), StringComparison.Ordinal);
        Assert.Equal(0, await Places());
        await general.Press(looked, "录入");
        Assert.Equal(2, await Places());
        var rest = await general.Open($"/training/{id}/enrol");
        await general.Press(rest, "录入", ("Form.ByKinds", "true"));
        Assert.Equal(2 + Told(rest), await Places());

        Task<int> Places() => _world.Read(db => db.Set<TrainingPlace>().CountAsync(p => p.ClassId == id));
    }

    [Fact]
    public async Task A_notice_is_to_be_confirmed_by_as_many_as_was_said_and_by_nobody_else_who_reads_it()
    {
        var secretary = await _world.SignedIn(U.Secretary);
        await secretary.Press(await secretary.Open("/news/new?kind=Notice"), "存为草稿", ("Form.Title", "安全须知"), ("Form.Text", new string('请', 900)), ("Form.NeedsReceipt", "true"), ("Form.Audience", "Members"));
        var id = await _world.Read(db => db.Set<Article>().Select(a => a.Id).SingleAsync());
        await Came(U.First);
        var page = await secretary.Open($"/news/work/{id}");
        Assert.Contains("每人约需 4 分钟", Sentence(page), StringComparison.Ordinal);
        await secretary.Press(page, "送审");
        Assert.Equal(ArticleState.InReview, await _world.Read(db => db.Set<Article>().Select(a => a.State).SingleAsync()));
        await _world.Given(db =>
        {
            var article = db.Set<Article>().Single();
            article.Approve([], null, _world.Clock.GetUtcNow(), out var edition);
            article.Publish();
            edition!.State = ShowingState.Current;
            return db.Add(edition).Entity;
        });
        Assert.Contains($"{Told(page)} 人中 0 人已确认", (await secretary.Open($"/news/receipts?article={id}")).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(10, Told(page));
        var (member, beside) = (await _world.SignedIn(U.Member), await _world.SignedIn(U.SecondMember));
        var home = (await member.Open("/")).QuerySelector("main")!.TextContent;
        Assert.Matches("安全须知[\\s\\S]*4 分钟", home);
        // Who only reads it is asked for nothing.
        await beside.Open($"/news/{id}");
        Assert.Equal(HttpStatusCode.OK, beside.Status);
        Assert.DoesNotContain("请确认", (await beside.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_who_took_part_are_invited_to_write_as_many_as_was_said()
    {
        var activity = (await _world.Held("联学征文", ActivityKind.LinkageActivity, partner: U.Second)).Id;
        var secretary = await _world.SignedIn(U.Secretary);
        var page = await secretary.Open($"/activities/{activity}/experiences/ask");
        await secretary.Press(page, "邀请参加者", ("Form.Until", Form(Today.AddDays(7))));
        Assert.Equal(Told(page), await _world.Read(db => db.Set<ExperienceInvitation>().CountAsync(i => i.ActivityId == activity)));
        Assert.Null((await secretary.Open($"/activities/{activity}/experiences/ask")).QuerySelector("[data-cost]"));
    }

    [Fact]
    public async Task Much_of_it_is_confirmed_on_the_same_form_and_is_never_too_much()
    {
        var crowd = await _world.Given(db =>
        {
            var members = Enumerable.Range(0, 1001).Select(i => new Member { OrganisationId = U.First.Id, Path = U.First.Path, Name = $"人{i}", Category = MemberCategory.FullMember, JoinDate = Today.AddYears(-1) }).ToList();
            db.AddRange(members);
            db.AddRange(members.Select(m => new Membership { MemberId = m.Id, OrganisationId = U.First.Id, Path = U.First.Path, From = Today.AddYears(-1) }));
            return members;
        });
        var general = await _world.SignedIn(U.GeneralBranchReviewer);
        var page = await general.Open($"/learning/new?item={await Released()}&chosen=1");
        Assert.Single(page.QuerySelectorAll("input[type=checkbox][name='Form.CostSeen']"));
        var button = $"布置给 {Told(page)} 人";
        var back = await general.Press(page, button, ("Form.Title", "大家一起学"), ("Form.DueOn", Form(Today.AddDays(20))));
        general.Says(CostRefusals.NotConfirmed);
        Assert.Equal(HttpStatusCode.Conflict, general.Status);
        Assert.Contains("大家一起学", general.Text, StringComparison.Ordinal);
        await general.Press(back, button, ("Form.CostSeen", "true"));
        Assert.Equal(Told(page), await _world.Read(db => db.Set<LearningAssignment>().CountAsync()));
        Assert.True(Told(page) > crowd.Count);

        // A button asks for it in its own form; a program says it in the address.
        var secretary = await _world.SignedIn(U.Secretary);
        await secretary.Press(await secretary.Open("/activities/new?kind=BranchMembersMeeting"), "保存计划", ("Form.Place", "体育馆"), ("Form.Day", Form(Today.AddDays(3))), ("Form.From", "14:00"), ("Form.Until", "14:10"));
        var (address, activity) = (secretary.Path, Guid.Parse(secretary.Path.Split('/')[^1]));
        var meeting = await secretary.Open(address);
        Assert.Single(meeting.QuerySelectorAll($"form[action$='/announce'] input[name={CostSeen.Field}]"));
        await secretary.Press(meeting, Button(meeting, "/announce"));
        secretary.Says(CostRefusals.NotConfirmed);
        Assert.Equal(0, await Messages(activity, "message.activity-announced"));
        using var program = await _world.Program(U.Secretary);
        Assert.Equal(HttpStatusCode.Conflict, (await Announce("")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Announce($"?{CostSeen.Field}=true")).StatusCode);
        Assert.Equal(Told(meeting), await Messages(activity, "message.activity-announced"));

        async Task<HttpResponseMessage> Announce(string query)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity}/announce{query}") { Content = JsonContent.Create(new { }) };
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
            request.Headers.TryAddWithoutValidation("If-Match", "\"v1\"");
            return await program.SendAsync(request);
        }
    }

    [Fact]
    public async Task It_is_said_in_English_and_counts_within_the_senders_scope_without_a_name()
    {
        await Reminded(U.FirstMembers[3].Id, U.First.Path, 3);
        await Reminded(U.ThirdMembers[3].Id, U.Third.Path, 3);
        var general = await _world.SignedIn(U.GeneralBranchReviewer, TextFiles.English);
        var page = await general.Open($"/learning/new?item={await Released()}&chosen=1");
        Assert.Contains("People reached: 18; branches: 2. About 45 min each, 13 h 30 min together.", Sentence(page), StringComparison.Ordinal);
        Assert.Contains("1 of them have had 3 reminders", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.All(U.FirstMembers, m => Assert.DoesNotContain(m.Name, page.QuerySelector("main")!.TextContent, StringComparison.Ordinal));
    }

    private static string Sentence(IDocument page) => page.QuerySelector("[data-cost]")!.TextContent;

    /// <summary>How many the page says are reached.</summary>
    private static int Told(IDocument page) => int.Parse(Number().Match(Sentence(page)).Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static string Button(IDocument page, string action) => page.QuerySelector($"form[action$='{action}'] button[type=submit]")!.TextContent.Trim();

    private Task<int> Messages(Guid activity, string key) => _world.Read(db => db.Messages.CountAsync(m => m.TextKey == key && m.Href == $"/activities/{activity}"));

    private Task<Member> Came(Organisation to) => _world.Given(db =>
    {
        var member = new Member { OrganisationId = to.Id, Path = to.Path, Name = "新来的", Category = MemberCategory.FullMember, JoinDate = Today.AddYears(-1) };
        db.Add(new Membership { MemberId = member.Id, OrganisationId = to.Id, Path = to.Path, From = Today });
        return db.Add(member).Entity;
    });

    /// <summary>Somebody was reminded on so many of the last days.</summary>
    private Task Reminded(Guid member, string path, int days) => _world.Inside(async services =>
    {
        var fence = services.GetRequiredService<Fence>();
        await fence.Run(
            """
            insert into reminder (member_id, path, kind, about, due_on, step, from_below, sent_on, at)
            select @member, @path, 'duty', gen_random_uuid(), @today, @today::date - back, false, @today::date - back, @now from generate_series(0, @days - 1) back
            """, new { member, path, days, today = Today, now = _world.Clock.GetUtcNow() }, default);
        await fence.Commit(default);
        return 0;
    });

    private Task<Guid> Released() => _world.Given(db =>
    {
        var (by, now) = (U.Committee, _world.Clock.GetUtcNow());
        var item = new LibraryItem { Path = by.Path, OrganisationId = by.Id, OrganisationName = by.Name, Kind = LibraryKind.Article, Title = "座位互助怎么做", Rights = "自编", Text = "# 一\n\n读", CreatedBy = Guid.NewGuid(), CreatedAt = now };
        item.Release([], now, out var edition);
        db.AddRange(item, edition, LibrarySearch.Of(edition, null));
        return item.Id;
    });

    private static string Form(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d[\d,]*")]
    private static partial Regex Number();
}
