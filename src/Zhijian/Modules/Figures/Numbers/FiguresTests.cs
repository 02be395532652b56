using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Figures.Numbers;

/// <summary>One world for the whole class: six filed records, last month's obligations open. Its day is the middle of a quarter's second month, so that last month is where a quarter's duties begin, too.</summary>
public sealed class FiledWorld : World
{
    public DateOnly Today => Services.GetRequiredService<InstitutionTime>().Today;

    public DateOnly LastMonth => new DateOnly(Today.Year, Today.Month, 1).AddMonths(-1);

    public Guid JointSubject { get; } = Guid.NewGuid();

    public override async ValueTask InitializeAsync()
    {
        Clock.MoveOnTo(now => now.Day == 15 && now.Month % 3 == 2);
        await base.InitializeAsync();
        var u = University;
        await Inside(async s =>
        {
            var book = s.GetRequiredService<TraceBook>();
            await s.GetRequiredService<ObligationBook>().Open(LastMonth, Today, null, default);
            await book.Filed(Record(ActivityKind.ThemePartyDay, LastMonth.AddDays(4), u.First), default);
            await book.Filed(Record(ActivityKind.ThemePartyDay, LastMonth.AddDays(5), u.Second), default);
            await book.Filed(Record(ActivityKind.BranchMembersMeeting, LastMonth.AddDays(6), u.First), default);
            await book.Filed(Record(ActivityKind.GroupMeeting, LastMonth.AddDays(7), u.Third), default);
            await book.Filed(Record(ActivityKind.GeneralBranchMeeting, LastMonth.AddDays(8), u.GeneralBranch), default);
            await book.Filed(Record(ActivityKind.LinkageActivity, LastMonth.AddDays(9), u.First, u.Second) with { SubjectId = JointSubject, Title = "共读一本书" }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
    }

    public FiledRecord Record(ActivityKind kind, DateOnly day, params Organisation[] parties) =>
        new(Guid.NewGuid(), Guid.NewGuid(), kind, day, Clock.GetUtcNow().AddDays(-3), [.. parties.Select(p => new Party(p.Id, p.Path))]);
}

public sealed class FiguresTests(FiledWorld world) : IClassFixture<FiledWorld>
{
    [Fact]
    public async Task The_interface_answers_exactly_the_eight_figures()
    {
        var json = await Figures(world.University.Office, "");
        Assert.Equal(["asOf", "organisations", "themeDays", "branchMeetings", "generalBranchMeetings", "jointActivities", "learningTasks", "theoryItems"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            (6, 2, 2, 1, 1),
            (json.GetProperty("organisations").GetInt32(), json.GetProperty("themeDays").GetInt32(), json.GetProperty("branchMeetings").GetInt32(), json.GetProperty("generalBranchMeetings").GetInt32(), json.GetProperty("jointActivities").GetInt32()));
        Assert.Equal((0, 0), (json.GetProperty("learningTasks").GetInt32(), json.GetProperty("theoryItems").GetInt32()));
    }

    [Fact]
    public async Task A_branch_sees_its_own_figures_and_nobody_elses()
    {
        var u = world.University;
        var json = await Figures(u.Secretary, "");
        Assert.Equal((1, 1, 1), (json.GetProperty("organisations").GetInt32(), json.GetProperty("themeDays").GetInt32(), json.GetProperty("jointActivities").GetInt32()));
        using var program = await world.Program(u.Secretary);
        foreach (var other in new[] { u.Second, u.GeneralBranch, u.Committee })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync($"/api/v1/figures?organisation={other.Id}")).StatusCode);
        }
    }

    [Fact]
    public async Task A_member_without_a_post_gets_403()
    {
        using var program = await world.Program(world.University.Member);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.GetAsync("/api/v1/figures")).StatusCode);
    }

    [Theory]
    [InlineData("asOf=2999-01-01", 422)]
    [InlineData("from=2026-02-01&to=2026-01-01", 422)]
    [InlineData("asOf=yesterday", 400)]
    [InlineData("organisation=7", 400)]
    public async Task A_question_that_cannot_be_answered_is_refused(string question, int status)
    {
        using var program = await world.Program(world.University.Office);
        Assert.Equal(status, (int)(await program.GetAsync("/api/v1/figures?" + question)).StatusCode);
    }

    [Fact]
    public async Task From_and_to_count_by_the_day_it_was_held()
    {
        var day = world.LastMonth.AddDays(4);
        Assert.Equal(1, (await Figures(world.University.Office, $"from={day:O}&to={day:O}")).GetProperty("themeDays").GetInt32());
        Assert.Equal(2, (await Figures(world.University.Office, $"from={world.LastMonth:O}&to={world.LastMonth.AddMonths(1).AddDays(-1):O}")).GetProperty("themeDays").GetInt32());
    }

    [Fact]
    public async Task A_joint_activity_is_one_row_however_many_took_part()
    {
        var browser = await world.SignedIn(world.University.Office);
        var page = await browser.Open("/figures/records?measure=jointActivities");
        Assert.Equal("联合活动：1 条归档记录", page.QuerySelector("h1")!.TextContent);
        var link = Assert.Single(page.QuerySelectorAll("tbody th a"));
        Assert.Equal(("共读一本书", $"/activities/{world.JointSubject}"), (link.TextContent, link.GetAttribute("href")));
    }

    [Fact]
    public async Task Every_figure_has_as_many_rows_behind_it()
    {
        var browser = await world.SignedIn(world.University.Office);
        var page = await browser.Open("/figures");
        foreach (var number in page.QuerySelectorAll(".z-stats .z-num").Where(n => n.GetAttribute("href")!.StartsWith("/figures/records", StringComparison.Ordinal)).ToList())
        {
            var rows = await browser.Open(number.GetAttribute("href")!);
            Assert.Equal(number.TextContent, rows.QuerySelectorAll("tbody tr").Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task A_past_day_shows_its_own_figures_says_so_and_opens_its_rows()
    {
        var browser = await world.SignedIn(world.University.Office);
        var filedOn = world.Today.AddDays(-3);
        var before = await browser.Open($"/figures?asOf={filedOn.AddDays(-1):yyyy-MM-dd}");
        Assert.All(before.QuerySelectorAll(".z-stats .z-num").Skip(1), n => Assert.Equal("0", n.TextContent));
        Assert.Contains("回到今天", before.QuerySelector(".z-note")!.TextContent, StringComparison.Ordinal);
        var page = await browser.Open($"/figures?asOf={filedOn:yyyy-MM-dd}");
        var numbers = page.QuerySelectorAll("a.z-num").Where(n => n.GetAttribute("href")!.StartsWith("/figures/records", StringComparison.Ordinal)).Select(n => (n.TextContent, Address: n.GetAttribute("href")!)).ToList();
        Assert.True(numbers.Count > 4);
        foreach (var (shown, address) in numbers)
        {
            Assert.Contains($"asOf={filedOn:yyyy-MM-dd}", address, StringComparison.Ordinal);
            var rows = await browser.Open(address);
            Assert.Equal(shown, rows.QuerySelectorAll("tbody tr").Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(world.University.Office, "/figures?asOf=1990-01-01"));
        Assert.Empty((await browser.Open("/figures?asOf=2999-01-01")).QuerySelectorAll("#then"));
    }

    [Fact]
    public async Task Missing_obligations_name_their_clause_and_open_one_by_one()
    {
        var browser = await world.SignedIn(world.University.Office);
        var page = await browser.Open("/figures/obligations");
        var first = page.QuerySelector("tbody tr")!;
        Assert.Contains("缺项", first.TextContent, StringComparison.Ordinal);
        Assert.Contains("第十", first.TextContent, StringComparison.Ordinal);
        await browser.Open(first.QuerySelector("th a")!.GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(world.University.SecondMember is not null ? world.University.Office : world.University.Admin, $"/figures/obligations/{Guid.NewGuid()}"));
    }

    [Fact]
    public async Task The_level_above_excuses_with_a_reason_and_the_gap_closes_there_and_above()
    {
        var u = world.University;
        var id = await Obligation(u.Third, ActivityKind.ThemePartyDay);
        var before = await Gaps(u.Committee);
        var browser = await world.SignedIn(u.OtherGeneralBranchReviewer);
        var page = await browser.Open($"/figures/obligations/{id}");
        page = await browser.Press(page, "同意不开展", ("Form.Why", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("请写明原因", page.QuerySelector(".z-err")!.TextContent, StringComparison.Ordinal);
        page = await browser.Press(page, "同意不开展", ("Form.Why", "全体党员外出实习"));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("全体党员外出实习", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(before - 1, await Gaps(u.Committee));
        Assert.Empty(page.QuerySelectorAll("form[class~='z-form']"));
        Assert.Equal(0, (await world.Inside(s => s.GetRequiredService<FigureRebuild>().Rebuild(write: false, default))).Differences);
    }

    [Fact]
    public async Task A_branch_cannot_excuse_itself_and_a_sibling_cannot_see_it()
    {
        var u = world.University;
        var id = await Obligation(u.First, ActivityKind.BranchCommitteeMeeting);
        var own = await world.SignedIn(u.Secretary);
        var page = await own.Open($"/figures/obligations/{id}");
        Assert.Equal(HttpStatusCode.OK, own.Status);
        Assert.DoesNotContain(page.QuerySelectorAll("button"), b => b.TextContent.Trim() == "同意不开展");
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(u.SecondSecretary, $"/figures/obligations/{id}"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(u.Member, $"/figures/obligations/{id}"));
    }

    [Fact]
    public async Task An_excuse_needs_its_reason_and_figures_are_asked_for_days_that_have_come_in_order()
    {
        var u = world.University;
        var id = await Obligation(u.First, ActivityKind.PartyLecture);
        var refusal = await world.Inside(async s =>
        {
            var above = await s.GetRequiredService<IActorSource>().Find(u.GeneralBranchReviewer.Id, s.GetRequiredService<Fence>(), default);
            return (await s.GetRequiredService<ZhijianDb>().Obligations.SingleAsync(o => o.Id == id)).Excuse(above!.Actor, " ", world.Clock.GetUtcNow()).Refusal;
        });
        Assert.Equal(FigureRefusals.ReasonMissing.Code, refusal?.Code);
        using var program = await world.Program(u.Office);
        await program.GetAsync("/api/v1/figures?asOf=2999-01-01").Refuses(FigureRefusals.NotYet);
        await program.GetAsync("/api/v1/figures?from=2026-02-01&to=2026-01-01").Refuses(FigureRefusals.EndsBeforeStart);
    }

    [Fact]
    public async Task What_was_met_cannot_be_excused()
    {
        var u = world.University;
        var id = await Obligation(u.First, ActivityKind.ThemePartyDay);
        var (refusal, foreign) = await world.Inside(async s =>
        {
            var obligation = await s.GetRequiredService<ZhijianDb>().Obligations.SingleAsync(o => o.Id == id);
            var source = s.GetRequiredService<IActorSource>();
            var above = await source.Find(u.GeneralBranchReviewer.Id, s.GetRequiredService<Fence>(), default);
            var own = await source.Find(u.Secretary.Id, s.GetRequiredService<Fence>(), default);
            return (obligation.Excuse(above!.Actor, "x", world.Clock.GetUtcNow()).Refusal, obligation.Excuse(own!.Actor, "x", world.Clock.GetUtcNow()).Refusal);
        });
        Assert.Equal(FigureRefusals.NothingOpen, refusal);
        Assert.Equal(FigureRefusals.OnlyFromAbove, foreign);
    }

    [Fact]
    public async Task Opening_a_row_of_the_tree_answers_the_rows_below_it_and_only_within_reach()
    {
        var u = world.University;
        var browser = await world.SignedIn(u.Office);
        await browser.Open($"/figures/tree/rows?organisation={u.GeneralBranch.Id}");
        Assert.Contains(u.First.Name, browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", browser.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(u.Secretary, $"/figures/tree/rows?organisation={u.GeneralBranch.Id}"));
    }

    private async Task<JsonElement> Figures(Account account, string question)
    {
        using var program = await world.Program(account);
        return await program.GetFromJsonAsync<JsonElement>("/api/v1/figures?" + question);
    }

    private async Task<HttpStatusCode> StatusOf(Account account, string path)
    {
        var browser = await world.SignedIn(account);
        await browser.Open(path);
        return browser.Status;
    }

    private async Task<Guid> Obligation(Organisation of, ActivityKind kind) =>
        await world.Read(db => db.Obligations.Where(o => o.OrganisationId == of.Id && o.Kind == kind && o.PeriodStart == world.LastMonth).Select(o => o.Id).SingleAsync());

    private async Task<int> Gaps(Organisation at) =>
        await world.Inside(s => s.GetRequiredService<Fence>().Row<int>("select expected - met - in_review - excused from obligation_month where organisation_id = @Id and month = @LastMonth", new { at.Id, world.LastMonth }, default));
}

/// <summary>Figures of a past day, in a world whose tree changes afterwards.</summary>
public sealed class FiguresAsOfTests(FiledWorld world) : IClassFixture<FiledWorld>
{
    [Fact]
    public async Task What_is_filed_or_moved_later_does_not_change_the_figures_of_a_past_day()
    {
        var u = world.University;
        var day = world.Today.AddDays(-1);
        var before = await AsOf(u.GeneralBranchReviewer, day);
        Assert.Equal((3, 2, 1), before);
        await MoveSecondAway(u);
        await world.Inside(async s =>
        {
            await s.GetRequiredService<TraceBook>().Filed(world.Record(ActivityKind.ThemePartyDay, world.LastMonth.AddDays(12), u.First) with { FiledAt = world.Clock.GetUtcNow() }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        Assert.Equal(before, await AsOf(u.GeneralBranchReviewer, day));
        Assert.Equal((2, 2, 1), await AsOf(u.GeneralBranchReviewer, world.Today));
    }

    /// <summary>As the change of the tree does it: a new version from today, and the new path in every row.</summary>
    private async Task MoveSecondAway(SmallUniversity u) => await world.Inside(async s =>
    {
        var fence = s.GetRequiredService<Fence>();
        var path = $"{u.OtherGeneralBranch.Path}{u.Second.Number}.";
        await fence.Run(
            """
            update organisation_version set valid_until = @Today where organisation_id = @Id and valid_until is null;
            insert into organisation_version(id, organisation_id, path, valid_from, name, kind, parent_id, path_then, reason, recorded_at, recorded_by)
            values (gen_random_uuid(), @Id, @path, @Today, @Name, 'Branch', @parent, @path, 'moved', now(), gen_random_uuid());
            update organisation set path = @path, parent_id = @parent where id = @Id;
            update trace set path = @path where organisation_id = @Id;
            update standing set path = @path where organisation_id = @Id;
            update obligation set path = @path where organisation_id = @Id;
            """,
            new { u.Second.Id, u.Second.Name, world.Today, path, parent = u.OtherGeneralBranch.Id }, default);
        await s.GetRequiredService<FigureRebuild>().Rebuild(default);
        await fence.Commit(default);
        return 0;
    });

    private async Task<(int Organisations, int ThemeDays, int Joint)> AsOf(Account account, DateOnly day)
    {
        using var program = await world.Program(account);
        var json = await program.GetFromJsonAsync<JsonElement>($"/api/v1/figures?asOf={day:O}");
        return (json.GetProperty("organisations").GetInt32(), json.GetProperty("themeDays").GetInt32(), json.GetProperty("jointActivities").GetInt32());
    }
}
