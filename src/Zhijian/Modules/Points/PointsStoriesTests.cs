using System.Net;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Points;

/// <summary>From the filed record to one's own page, the contest and its answer, as people walk it without script.</summary>
public sealed class PointsStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_filed_record_is_posted_once_goes_back_when_the_filing_is_undone_and_is_posted_anew()
    {
        var record = await world.Submitted("入账的主题党日");
        Assert.Equal(0, await Count(record.ActivityId));
        await world.Approve(record.Id);
        // Seven came; the one who led it has two postings.
        Assert.Equal((8, 0), await EarnedAndReversed(record.ActivityId));
        await world.Inside(async s =>
        {
            await s.GetRequiredService<PointsBook>().Settle([Deed.Attended, Deed.Led], [record.ActivityId], null, SystemActors.SetUp.Actor, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        Assert.Equal((8, 0), await EarnedAndReversed(record.ActivityId));
        await world.Undo(record.Id, world.University.Office);
        Assert.Equal((8, 8), await EarnedAndReversed(record.ActivityId));
        await world.Accept(record.Id, world.University.Office);
        Assert.Equal((16, 8), await EarnedAndReversed(record.ActivityId));
        await Balanced();
    }

    [Fact]
    public async Task A_member_reads_each_posting_explained_and_takes_them_along_and_nobody_else_comes_near()
    {
        var record = await world.Submitted("说得清的主题党日");
        await world.Approve(record.Id);
        var member = await world.SignedIn(world.University.Member);
        var page = await member.Open("/me/points");
        var row = page.QuerySelectorAll("main .z-list > li").Single(li => li.TextContent.Contains("说得清的主题党日", StringComparison.Ordinal));
        foreach (var said in new[] { "每次 2 分，一年至多 100 分：记 2 分", "参加组织生活的记分", "有效至", "办理", "+2" })
        {
            Assert.Contains(said, row.TextContent, StringComparison.Ordinal);
        }
        Assert.Contains("只有本人能看到这一页。不作比较，不与任何决定挂钩。", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(row.QuerySelector($"a[href='/activities/{record.ActivityId}']"));
        Assert.NotNull((await member.Open(row.QuerySelector("a[href^='/rules']")!.GetAttribute("href")!)).GetElementById("points.attended"));
        await member.Open((await member.Open("/me/points")).QuerySelector("main a[download]")!.GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.OK, member.Status);
        Assert.Contains("说得清的主题党日", member.Text, StringComparison.Ordinal);
        Assert.Contains("My points", (await (await world.SignedIn(world.University.Member, TextFiles.English)).Open("/me")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        var posting = await Posting(record.ActivityId, world.University.Member.MemberId!.Value, Deed.Attended);
        foreach (var other in new[] { world.University.Secretary, world.University.SecondMember, world.University.GeneralBranchReviewer, world.University.OrganisationDepartment, world.University.Admin })
        {
            var browser = await world.SignedIn(other);
            await browser.Open($"/me/points/{posting}/contest");
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
            if (other != world.University.Secretary)
            {
                Assert.DoesNotContain("说得清的主题党日", (await browser.Open("/me/points")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
            }
            Assert.DoesNotContain("记分", (await browser.Open($"/people/{world.University.Member.MemberId}")).QuerySelector("main")?.TextContent ?? "", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_contest_is_answered_by_somebody_who_had_no_part_in_the_record()
    {
        var record = await world.Submitted("有异议的主题党日");
        await world.Approve(record.Id);
        var person = world.University.FirstMembers[6];
        var member = await world.SignedIn(await world.AccountOf(person));
        var posting = await Posting(record.ActivityId, person.Id, Deed.Attended);
        var form = await member.Open($"/me/points/{posting}/contest");
        await member.Press(form, "提出异议", ("Form.Reason", ""));
        member.Says(PlatformRefusals.Required);
        await member.Press(form, "提出异议", ("Form.Reason", "那天我在<b>外地</b>"));
        Assert.Contains("异议已提出", member.Text, StringComparison.Ordinal);
        await member.PostAnyway($"/me/points/{posting}/contest", ("_handler", "points-contest"), ("Form.Reason", "再来"));
        member.Says(PointsRefusals.ContestedAlready);
        var contest = await world.Read(db => db.Set<PointsContest>().SingleAsync(c => c.PostingId == posting));

        // The secretary led it, the office let it into the files; neither answers. A committee member has no say.
        foreach (var first in new[] { world.University.Secretary, world.University.Office })
        {
            var browser = await world.SignedIn(first);
            var own = await browser.Open($"/points/contests/{contest.Id}");
            if (first == world.University.Office)
            {
                Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
                continue;
            }
            Assert.Contains("由没有办理过的人答复", own.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
            Assert.True(own.QuerySelector("main form button[type=submit]")!.HasAttribute("disabled"));
            own.QuerySelector("main form button[type=submit]")!.RemoveAttribute("disabled");
            await browser.Press(own, "答复", ("Form.Choice", "Kept"), ("Form.Reason", "我看没错"));
            browser.Says(PointsRefusals.DecidedFirst);
        }
        foreach (var beside in new[] { world.University.SecondSecretary, world.University.OtherGeneralBranchReviewer })
        {
            var browser = await world.SignedIn(beside);
            await browser.Open($"/points/contests/{contest.Id}");
            Assert.NotEqual(HttpStatusCode.OK, browser.Status);
            Assert.DoesNotContain("有异议的主题党日", (await browser.Open("/points/contests")).QuerySelector("main")?.TextContent ?? "", StringComparison.Ordinal);
        }

        var general = await world.SignedIn(world.University.GeneralBranchReviewer);
        Assert.Contains("件记分异议待答复", (await general.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var list = await general.Open("/points/contests");
        var answer = await general.Open(list.QuerySelector($"a[href='/points/contests/{contest.Id}']")!.GetAttribute("href")!);
        Assert.Equal("参加组织生活的记分", answer.QuerySelector("a[href='/rules?pack=points#points.attended']")!.TextContent);
        await general.Press(answer, "答复", ("Form.Choice", "Both"), ("Form.Reason", "核实"));
        general.Says(PlatformRefusals.NotReadable);
        await general.Press(answer, "答复", ("Form.Choice", ""), ("Form.Reason", "核实"));
        general.Says(PlatformRefusals.Required);
        await general.Press(answer, "答复", ("Form.Choice", "Reversed"), ("Form.Reason", "核实了签到，当天未到"));
        Assert.Contains("已答复", general.Text, StringComparison.Ordinal);
        await general.PostAnyway($"/points/contests/{contest.Id}", ("_handler", "points-answer"), ("Form.Version", "1"), ("Form.Choice", "Kept"), ("Form.Reason", "再想想"));
        general.Says(PlatformRefusals.Stale);

        var page = await member.Open("/me/points");
        var row = page.QuerySelectorAll("main .z-list > li").Single(li => li.TextContent.Contains("有异议的主题党日", StringComparison.Ordinal));
        Assert.Contains("核实了签到，当天未到", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("已冲回", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("points-reversed", await world.Read(db => db.Set<Message>().Where(m => m.MemberId == person.Id).Select(m => m.TextKey).FirstAsync()), StringComparison.Ordinal);
        Assert.Equal([nameof(PointsContested), nameof(PointsContestAnswered)], await world.Read(db => db.Set<JournalEntry>().Where(j => j.SubjectId == contest.Id).OrderBy(j => j.Id).Select(j => j.Fact).ToListAsync()));
        Assert.Contains("有异议的主题党日", (await general.Open("/points/contests?which=answered")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // What was decided stays decided when everything is worked out anew.
        await Balanced();
    }

    [Fact]
    public async Task A_wrong_record_is_taken_back_from_everybody_with_a_reason()
    {
        var record = await world.Submitted("记错的主题党日");
        await world.Approve(record.Id);
        var address = $"/points/records/{record.ActivityId}/reverse";
        var general = await world.SignedIn(world.University.GeneralBranchReviewer);
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Press(await secretary.Open(address), "冲回", ("Form.Reason", "重复了"));
        secretary.Says(PointsRefusals.DecidedFirst);
        var form = await general.Open(address);
        await general.Press(form, "冲回", ("Form.Reason", " "));
        general.Says(PlatformRefusals.Required);
        await general.Press(form, "冲回", ("Form.Reason", "与另一条重复"));
        Assert.Equal((8, 8), await EarnedAndReversed(record.ActivityId));
        await general.PostAnyway(address, ("_handler", "points-reverse"), ("Form.Reason", "与另一条重复"));
        general.Says(PointsRefusals.NothingToReverse);
        Assert.Contains("没有有效的记分", (await general.Open(address)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var member = await world.SignedIn(world.University.Member);
        Assert.Contains("与另一条重复", (await member.Open("/me/points")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var posting = await Posting(record.ActivityId, world.University.Member.MemberId!.Value, Deed.Attended);
        Assert.Contains("不用再提异议", (await member.Open($"/me/points/{posting}/contest")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await Balanced();
    }

    [Fact]
    public async Task A_branch_sees_one_number_a_month_and_rule_and_none_of_few_people()
    {
        var record = await world.Submitted("合计里的主题党日");
        await world.Approve(record.Id);
        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open("/points/branch");
        var text = page.QuerySelector("main")!.TextContent;
        Assert.Single(page.QuerySelectorAll("main tbody tr"));
        Assert.DoesNotContain("顾念安", text, StringComparison.Ordinal);
        // Leading is not summed by the rule; the branch beside has no sums.
        Assert.DoesNotContain("主持或记录", text, StringComparison.Ordinal);
        var second = await world.SignedIn(world.University.SecondSecretary);
        Assert.Empty((await second.Open("/points/branch")).QuerySelectorAll("main tbody tr"));
        foreach (var other in new[] { world.University.Member, world.University.GeneralBranchReviewer, world.University.OrganisationDepartment })
        {
            var browser = await world.SignedIn(other);
            await browser.Open("/points/branch");
            Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        }
    }

    [Fact]
    public async Task The_database_refuses_to_change_remove_or_unbalance_a_posting()
    {
        var record = await world.Submitted("改不动的主题党日");
        await world.Approve(record.Id);
        await using var app = new NpgsqlConnection(world.Database.AppConnection);
        await app.OpenAsync();
        const string Copy = "insert into points_posting select gen_random_uuid(), 'Earned', member_id, {0}, {1}, {2}, deed, rule, rule_version, clause, per_deed, yearly_cap, gen_random_uuid(), 1, title, done_on, filed_at, organisation_id, valid_until, null, null, null, null, 'x', now() from points_posting where kind = 'Earned' limit 1";
        (string Sql, string State)[] tries =
        [
            ("update points_posting set points = points + 1", PostgresErrorCodes.InsufficientPrivilege), ("delete from points_posting", PostgresErrorCodes.InsufficientPrivilege), ("truncate points_posting", PostgresErrorCodes.InsufficientPrivilege),
            (string.Format(System.Globalization.CultureInfo.InvariantCulture, Copy, "credit", "credit", "1"), PostgresErrorCodes.CheckViolation), (string.Format(System.Globalization.CultureInfo.InvariantCulture, Copy, "credit", "debit", "1"), PostgresErrorCodes.CheckViolation),
            (string.Format(System.Globalization.CultureInfo.InvariantCulture, Copy, "gen_random_uuid()", "credit", "1"), PostgresErrorCodes.CheckViolation), (string.Format(System.Globalization.CultureInfo.InvariantCulture, Copy, "debit", "null", "1"), PostgresErrorCodes.NotNullViolation),
            (string.Format(System.Globalization.CultureInfo.InvariantCulture, Copy, "debit", "credit", "-1"), PostgresErrorCodes.CheckViolation), (string.Format(System.Globalization.CultureInfo.InvariantCulture, Copy, "debit", "credit", "1000"), PostgresErrorCodes.CheckViolation),
        ];
        foreach (var (sql, state) in tries)
        {
            await using var transaction = await app.BeginTransactionAsync();
            await app.ExecuteAsync("call enclose('1.', '~', '~', '~', '', '', '', '')", transaction: transaction);
            Assert.Equal(state, (await Assert.ThrowsAsync<PostgresException>(() => app.ExecuteAsync(sql, transaction: transaction))).SqlState);
        }
    }

    [Theory]
    [InlineData("1.")]
    [InlineData("1.2.4.")]
    public async Task Whoever_acts_as_a_person_sees_their_own_rows_only_and_writes_none(string scope)
    {
        var record = await world.Submitted("只见自己的主题党日" + scope);
        await world.Approve(record.Id);
        var (own, other) = (world.University.FirstMembers[4].Id, world.University.FirstMembers[3].Id);
        await using var app = new NpgsqlConnection(world.Database.AppConnection);
        await app.OpenAsync();
        await using var transaction = await app.BeginTransactionAsync();
        await app.ExecuteAsync("call enclose(@scope, '~', '~', '~', @own, @own, @scope, '')", new { scope, own = own.ToString() }, transaction);
        Assert.Equal([own], await app.QueryAsync<Guid>("select distinct member_id from points_posting", transaction: transaction));
        Assert.Equal(0, await app.QuerySingleAsync<int>("select count(*)::int from points_posting where member_id = @other", new { other }, transaction));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => app.ExecuteAsync("insert into points_posting select gen_random_uuid(), kind, member_id, debit, credit, points, deed, rule, rule_version, clause, per_deed, yearly_cap, about, 99, title, done_on, filed_at, organisation_id, valid_until, closes, cause, reason, decided_by, posted_by_name, posted_at from points_posting limit 1", transaction: transaction));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_contest_goes_with_its_member_and_the_ledger_stays_theirs()
    {
        var u = world.University;
        var record = await world.Submitted("搬走前的主题党日");
        await world.Approve(record.Id);
        var mover = u.FirstMembers[8];
        var own = await world.SignedIn(await world.AccountOf(mover));
        var posting = await Posting(record.ActivityId, mover.Id, Deed.Attended);
        await own.Press(await own.Open($"/me/points/{posting}/contest"), "提出异议", ("Form.Reason", "搬走前提的"));
        async Task To(Guid organisation, string path, Guid from) => await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update member set organisation_id = @organisation, path = @path where id = @Id", new { organisation, path, mover.Id }, default);
            await s.GetRequiredService<Journal>().Also(new MemberMoved(mover.Id, path, from, organisation, s.GetRequiredService<InstitutionTime>().Today, "换支部"), SystemActors.SetUp.Actor, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        await To(u.Second.Id, u.Second.Path, u.First.Id);
        Assert.Contains("搬走前的主题党日", (await own.Open("/me/points")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("搬走前的主题党日", (await (await world.SignedIn(u.SecondSecretary)).Open("/points/contests")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("搬走前的主题党日", (await (await world.SignedIn(u.Secretary)).Open("/points/contests")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await Balanced();
        await To(u.First.Id, u.First.Path, u.Second.Id);
    }

    private async Task Balanced() => await world.Inside(async s =>
    {
        Assert.Equal(0, (await s.GetRequiredService<PointsBook>().Rebuild(write: false, default)).Differences);
        var (ledger, traces) = await s.GetRequiredService<PointsBook>().Fingerprints(default);
        Assert.Equal(traces, ledger);
        return 0;
    });

    private Task<int> Count(Guid about) => world.Inside(s => s.GetRequiredService<Fence>().Row<int>("select count(*)::int from points_posting where about = @about", new { about }, default));

    private async Task<(int Earned, int Reversed)> EarnedAndReversed(Guid about) => await world.Inside(async s =>
    {
        var fence = s.GetRequiredService<Fence>();
        return (await fence.Row<int>("select count(*)::int from points_posting where about = @about and kind = 'Earned'", new { about }, default), await fence.Row<int>("select count(*)::int from points_posting where about = @about and kind = 'Reversed'", new { about }, default));
    });

    private Task<Guid> Posting(Guid about, Guid member, Deed deed) => world.Inside(s => s.GetRequiredService<Fence>().Row<Guid>("select id from points_posting where about = @about and member_id = @member and deed = @deed and kind = 'Earned'", new { about, member, deed = deed.ToString() }, default));
}
