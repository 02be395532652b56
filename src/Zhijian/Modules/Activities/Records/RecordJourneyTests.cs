using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Modules.Review;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.Records;

public sealed class RecordJourneyTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Minutes_become_a_record_that_passes_three_layers_and_is_filed_word_for_word()
    {
        var record = await world.Submitted("归档一次");
        Assert.Equal(RecordState.Submitted, record.State);
        Assert.Matches(@"^\d{4}-ZT-\d{4}$", record.Number);
        var submitted = await world.Read(db => db.Set<Submission>().SingleAsync(s => s.CaseId == record.ReviewCaseId));
        Assert.All(submitted.Checks, c => Assert.True(c.Passed, c.Key));
        var content = submitted.Content;
        Assert.Equal(["9 人"], content.Fields.Single(f => f.Key == "expected").Lines.Take(1));
        Assert.Equal(["7 人", "周以宁、许清禾、陈砚书、苏景行、顾念安、叶听舟、宋言溪".Split('、').Order(StringComparer.Ordinal).Aggregate((a, b) => a + "、" + b)], [content.Fields.Single(f => f.Key == "present").Lines[0], content.Fields.Single(f => f.Key == "present").Lines[1].Split('、').Order(StringComparer.Ordinal).Aggregate((a, b) => a + "、" + b)]);
        Assert.Contains(content.Fields, f => f.Lines.Contains("建议考试周延长开放到 23 点"));

        Assert.Equal(HttpStatusCode.NotFound, await StatusFor(world.University.Member, $"/records/{record.Id}"));
        await world.Approve(record.Id);

        Assert.Equal(HttpStatusCode.OK, await StatusFor(world.University.Member, $"/records/{record.Id}"));
        record = await world.RecordOf(record.Id);
        Assert.Equal(RecordState.Filed, record.State);
        var filed = await world.Read(db => db.FiledRecords.SingleAsync(f => f.RecordId == record.Id));
        Assert.Equal(submitted.ContentJson, filed.Content);
        Assert.Equal(submitted.Fingerprint, filed.Fingerprint);
        Assert.Equal(ActivityState.Filed, (await world.Read(db => db.Activities.SingleAsync(a => a.Id == record.ActivityId))).State);
        Assert.Equal(1L, await Count($"select count(*) from trace where record_id = '{record.Id}'"));

        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open($"/records/{record.Id}");
        var book = page.QuerySelector(".z-book")!.TextContent;
        Assert.Contains("林知夏负责联系", book, StringComparison.Ordinal);
        Assert.Contains("主持人", book, StringComparison.Ordinal);
        Assert.Contains(record.Number, book, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("button[data-print]"));
        var list = await secretary.Open("/records?text=" + Uri.EscapeDataString("考试周延长"));
        Assert.Contains(record.Number, list.QuerySelector("#results")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_list_of_records_shows_can_be_opened_by_who_is_shown_it()
    {
        var u = world.University;
        var draft = await world.Submitted("组长看不到的草稿");
        var filed = await world.Submitted("组长看得到的归档记录");
        await world.Approve(filed.Id);
        await world.Given(db =>
        {
            var group = new Organisations.Organisation { Number = 7001, Path = u.First.Path + "7001.", ParentId = u.First.Id, Kind = Rules.OrganisationKind.PartyGroup, Name = "第一党小组", FoundedOn = u.First.FoundedOn };
            db.Add(group);
            db.Add(new People.PostHolding { OrganisationId = group.Id, Path = group.Path, MemberId = u.Member.MemberId!.Value, Post = Rules.PostKind.GroupLeader, From = u.First.FoundedOn });
            return 0;
        });
        foreach (var (account, expected) in new[] { (u.Member, 1), (u.Admin, 0), (u.Secretary, 2), (u.Office, 2) })
        {
            var browser = await world.SignedIn(account);
            var list = await browser.Open("/records?text=" + Uri.EscapeDataString("组长看"));
            var links = list.QuerySelectorAll("#results a.z-num").Select(a => a.GetAttribute("href")!).ToList();
            Assert.Equal(expected, links.Count);
            foreach (var link in links)
            {
                var record = await browser.Open(link);
                Assert.Equal(HttpStatusCode.OK, browser.Status);
                await browser.Open(record.QuerySelector("a[href^='/activities/']")!.GetAttribute("href")!);
                Assert.Equal(HttpStatusCode.OK, browser.Status);
            }
        }
        Assert.Equal(HttpStatusCode.NotFound, await StatusFor(u.Admin, $"/records/{filed.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusFor(u.Member, $"/records/{draft.Id}"));
    }

    [Fact]
    public async Task Why_somebody_had_leave_is_read_by_reviewers_and_not_by_those_who_were_there()
    {
        var u = world.University;
        var activity = await world.Held("请假原因");
        await world.Given(db =>
        {
            var line = db.Attendances.Single(a => a.ActivityId == activity.Id && a.Status == Rules.AttendanceStatus.OnLeave);
            (line.LeaveKind, line.LeaveReason) = (LeaveKind.Illness, "住院检查");
            return 0;
        });
        var secretary = await world.SignedIn(u.Secretary);
        await secretary.WriteMinutes(activity.Id);
        await secretary.Press(await secretary.Open($"/activities/{activity.Id}"), "提交审核");
        var record = await world.Read(db => db.ActivityRecords.SingleAsync(r => r.ActivityId == activity.Id));
        var content = (await world.Read(db => db.Set<Submission>().SingleAsync(s => s.CaseId == record.ReviewCaseId))).Content;
        Assert.EndsWith("病假，住院检查", Assert.Single(content.Fields.Single(f => f.Key == "leave-reasons").Lines), StringComparison.Ordinal);
        await world.Approve(record.Id);

        Assert.Contains("住院检查", (await (await world.SignedIn(u.GeneralBranchReviewer)).Open($"/records/{record.Id}")).Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("住院检查", (await (await world.SignedIn(u.Member)).Open($"/records/{record.Id}")).Body!.TextContent, StringComparison.Ordinal);
        using var program = await world.Program(u.Member);
        Assert.DoesNotContain("住院检查", await program.GetStringAsync($"/api/v1/records/{record.Id}"), StringComparison.Ordinal);
        foreach (var (account, words, found) in new[] { (u.Member, "住院检查", false), (u.Member, "请假原因", true), (u.Member, "LabelKey", false), (u.GeneralBranchReviewer, "住院检查", true), (u.SecondSecretary, "住院检查", false) })
        {
            using var searching = await world.Program(account);
            Assert.Equal(found, (await searching.GetStringAsync("/api/v1/records?text=" + Uri.EscapeDataString(words))).Contains(record.Id.ToString(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_returned_record_shows_its_notes_at_the_fields_is_corrected_and_handed_in_again()
    {
        var record = await world.Submitted("退回再交");
        var content = (await world.Read(db => db.Set<Submission>().SingleAsync(s => s.CaseId == record.ReviewCaseId))).Content;
        var discussion = content.Fields.First(f => f.Key.EndsWith(".discussion", StringComparison.Ordinal)).Key;
        await world.Return(record.Id, world.University.GeneralBranchReviewer, "请补充", new FieldNote(discussion, "写清是谁提的"), new FieldNote("present", "与签到不一致"));

        Assert.Equal(RecordState.Returned, (await world.RecordOf(record.Id)).State);
        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open($"/activities/{record.ActivityId}/minutes");
        var field = page.QuerySelectorAll(".z-field").First(f => f.QuerySelector("[name='Form.Items[0].Discussion']") is not null);
        Assert.Contains("写清是谁提的", field.TextContent, StringComparison.Ordinal);
        Assert.Contains("与签到不一致", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(page, "保存纪要", ("Form.Items[0].Discussion", "许清禾：建议考试周延长开放到 23 点"));
        page = await secretary.Open($"/activities/{record.ActivityId}");
        await secretary.Press(page, "改好了，再次提交");

        Assert.Equal(RecordState.Submitted, (await world.RecordOf(record.Id)).State);
        Assert.Equal(2, (await world.CaseOf(record.Id)).LastSubmission);
        Assert.Equal(1L, await Count($"select count(*) from activity_record where activity_id = '{record.ActivityId}'"));
    }

    [Fact]
    public async Task A_filed_record_can_not_be_changed_by_anybody_not_even_by_sql_of_the_application()
    {
        var record = await world.Submitted("不可更改");
        await world.Approve(record.Id);

        var changed = await Review.Inbox.ReviewStories.As(world, world.University.Secretary, async services => await services.GetRequiredService<Fence>().Run("update activity_record set title = 'x' where id = @Id", new { record.Id }, default));
        Assert.Equal(0, changed);
        await Assert.ThrowsAsync<PostgresException>(() => world.Inside(async services => await services.GetRequiredService<Fence>().Run("delete from activity_record where id = @Id", new { record.Id }, default)));
        await Assert.ThrowsAsync<PostgresException>(() => world.Inside(async services => await services.GetRequiredService<Fence>().Run("update filed_record set content = '' where record_id = @Id", new { record.Id }, default)));
        await Assert.ThrowsAsync<PostgresException>(() => world.Inside(async services => await services.GetRequiredService<Fence>().Run("delete from filed_record where record_id = @Id", new { record.Id }, default)));
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open($"/activities/{record.ActivityId}/minutes");
        Assert.Contains("记录已归档，不能再改", secretary.Text, StringComparison.Ordinal);
        await secretary.Post($"/activities/{record.ActivityId}/minutes", Browser.Fields((IHtmlFormElement)(await secretary.Open("/records")).QuerySelector("form[method=post]")!).Concat([new("_handler", "minutes"), new("Form.Version", "2"), new("Form.Items[0].Title", "偷改")]).Where(f => f.Key != "_key").Append(new("_key", "k-filed")));
        Assert.Equal(0L, await Count("select count(*) from agenda_item where title = '偷改'"));
    }

    [Fact]
    public async Task An_approval_taken_back_in_time_leaves_the_files_and_the_figures_and_can_be_given_again()
    {
        var record = await world.Submitted("撤回终审");
        await world.Approve(record.Id);
        await world.Undo(record.Id, world.University.Office);

        Assert.Equal(RecordState.Submitted, (await world.RecordOf(record.Id)).State);
        Assert.Equal(0L, await Count($"select count(*) from trace where record_id = '{record.Id}' and reversed_at is null"));
        await world.Accept(record.Id, world.University.Office);
        Assert.Equal(RecordState.Filed, (await world.RecordOf(record.Id)).State);
        Assert.Equal(2L, await Count($"select count(*) from filed_record where record_id = '{record.Id}'"));
        Assert.Equal(1L, await Count($"select count(*) from trace where record_id = '{record.Id}' and reversed_at is null"));
    }

    [Fact]
    public async Task A_record_taken_back_by_its_author_can_be_written_and_handed_in_again_and_a_return_taken_back_goes_on()
    {
        var record = await world.Submitted("撤回再交");
        await world.Withdraw(record.Id, world.University.Secretary);
        Assert.Equal(RecordState.Draft, (await world.RecordOf(record.Id)).State);
        Assert.Equal(ActivityState.Held, (await world.Read(db => db.Activities.SingleAsync(a => a.Id == record.ActivityId))).State);
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Press(await secretary.Open($"/activities/{record.ActivityId}"), "提交审核");
        await world.Return(record.Id, world.University.GeneralBranchReviewer, "看错了");
        await world.Undo(record.Id, world.University.GeneralBranchReviewer);

        Assert.Equal(RecordState.Submitted, (await world.RecordOf(record.Id)).State);
        Assert.Equal(ActivityState.Submitted, (await world.Read(db => db.Activities.SingleAsync(a => a.Id == record.ActivityId))).State);
    }

    [Fact]
    public async Task A_joint_activity_gives_each_organisation_its_own_trace_and_the_partner_reads_the_record()
    {
        var record = await world.Submitted("联合主题党日", world.University.Second);
        await world.Approve(record.Id);

        Assert.Equal(2L, await Count($"select count(*) from trace where record_id = '{record.Id}'"));
        var partner = await world.SignedIn(world.University.SecondSecretary);
        await partner.Open($"/records/{record.Id}");
        Assert.Equal(HttpStatusCode.OK, partner.Status);
        Assert.Contains(record.Number, (await partner.Open("/records")).QuerySelector("#results")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusFor(world.University.ThirdSecretary, $"/records/{record.Id}"));

        using var host = await world.Program(world.University.Secretary);
        using var program = await world.Program(world.University.SecondSecretary);
        var (own, partners) = (await host.GetFromJsonAsync<JsonElement>($"/api/v1/records/{record.Id}"), await program.GetFromJsonAsync<JsonElement>($"/api/v1/records/{record.Id}"));
        Assert.Equal(own.GetRawText(), partners.GetRawText());
        Assert.Equal(world.University.First.Name, partners.GetProperty("record").GetProperty("organisationName").GetString());
        Assert.Equal(
            world.University.First.Name,
            (await program.GetFromJsonAsync<JsonElement>("/api/v1/records")).GetProperty("items").EnumerateArray().Single(i => i.GetProperty("id").GetGuid() == record.Id).GetProperty("organisationName").GetString());
        using var stranger = await world.Program(world.University.ThirdSecretary);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/v1/records/{record.Id}")).StatusCode);
    }

    [Fact]
    public async Task A_correction_of_a_filed_record_is_an_addendum_with_its_own_review()
    {
        var record = await world.Submitted("写更正");
        await world.Approve(record.Id);
        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open($"/records/{record.Id}/addendum");
        await secretary.Press(page, "提交更正", ("Form.Text", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, secretary.Status);
        page = await secretary.Open($"/records/{record.Id}/addendum");
        await secretary.Press(page, "提交更正", ("Form.Text", "地点应为校史馆三层"), ("Form.Fields", "place"));
        Assert.Contains("更正已提交审核", secretary.Text, StringComparison.Ordinal);

        var addendum = await world.Read(db => db.ActivityRecords.SingleAsync(r => r.AddendumTo == record.Id));
        Assert.Equal(record.Number + "-1", addendum.Number);
        await secretary.Press(await secretary.Open($"/records/{record.Id}/addendum"), "提交更正", ("Form.Text", "再来一份"));
        Assert.Equal(HttpStatusCode.Conflict, secretary.Status);
        await world.Approve(addendum.Id);
        Assert.Equal(1L, await Count($"select count(*) from trace where subject_id = '{record.ActivityId}'"));
        page = await secretary.Open($"/records/{addendum.Id}");
        Assert.Contains("地点应为校史馆三层", page.QuerySelector(".z-book")!.TextContent, StringComparison.Ordinal);
        page = await secretary.Open($"/records/{record.Id}");
        Assert.DoesNotContain("校史馆三层", page.QuerySelector(".z-book")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("校史馆三层", page.QuerySelector("aside.z-noprint")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_record_asks_for_its_reason_and_is_marked()
    {
        var activity = await world.Held("晚了一个月", daysAgo: 30);
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.WriteMinutes(activity.Id);
        var page = await secretary.Open($"/activities/{activity.Id}/submit");
        page = await secretary.Press(page, "提交审核", ("Form.LateReason", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, secretary.Status);
        Assert.Contains("请写明补录原因", page.QuerySelector("#Form-LateReason-error")!.TextContent, StringComparison.Ordinal);
        await secretary.Press(page, "提交审核", ("Form.LateReason", "记录人出差"));

        var record = await world.Read(db => db.ActivityRecords.SingleAsync(r => r.ActivityId == activity.Id));
        Assert.True(record.IsLate);
        Assert.Equal("记录人出差", record.LateReason);
        Assert.Contains("补录", (await secretary.Open($"/records/{record.Id}")).QuerySelector(".z-book")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_old_has_an_open_roll_or_no_minutes_is_not_handed_in_and_says_why()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        foreach (var (activity, sentence) in new[]
        {
            (await world.Held("没有纪要"), "纪要还没有写"),
            (await world.Held("签到中", state: ActivityState.RollOpen), "签到还没有结束"),
        })
        {
            var page = await secretary.Open($"/activities/{activity.Id}");
            var button = (IHtmlButtonElement)page.QuerySelectorAll("#record button").Single();
            Assert.True(button.IsDisabled);
            Assert.Contains(sentence, page.QuerySelector("#record")!.TextContent, StringComparison.Ordinal);
            using var program = await world.Program(world.University.Secretary);
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity.Id}/record/submit") { Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() }, { "If-Match", "\"v0\"" } }, Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
            Assert.Equal(HttpStatusCode.Conflict, (await program.SendAsync(request)).StatusCode);
        }
        var old = await world.Held("一年多前", daysAgo: 420);
        await secretary.WriteMinutes(old.Id);
        Assert.Contains("已超过补录期限", (await secretary.Open($"/activities/{old.Id}")).QuerySelector("#record")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twenty_first_saves_at_once_get_twenty_numbers()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.Inside(async services =>
        {
            var number = await services.GetRequiredService<NextNumberQuery>().Next(world.University.Third.Id, world.University.Third.Path, Rules.ActivityKind.PartyLecture, 2031, default);
            await services.GetRequiredService<Fence>().Commit(default);
            return number;
        })));
        Assert.Equal(Enumerable.Range(1, 20).Select(n => RecordNumber.Of(2031, Rules.ActivityKind.PartyLecture, n)), numbers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nobody_else_writes_or_hands_in_and_outsiders_find_nothing()
    {
        var activity = await world.Held("别人的");
        Assert.Equal(HttpStatusCode.NotFound, await StatusFor(world.University.SecondSecretary, $"/activities/{activity.Id}/minutes"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusFor(world.University.Member, $"/activities/{activity.Id}/minutes"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusFor(world.University.GeneralBranchReviewer, $"/activities/{activity.Id}/minutes"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusFor(world.University.Secretary, $"/activities/{Guid.NewGuid()}/minutes"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusFor(world.University.Secretary, $"/records/{Guid.NewGuid()}"));
    }

    private async Task<HttpStatusCode> StatusFor(Platform.Identity.Account account, string path)
    {
        var browser = await world.SignedIn(account);
        await browser.Open(path);
        return browser.Status;
    }

    private Task<long> Count(string sql) => world.Inside(async services => (await services.GetRequiredService<Fence>().Row<long?>(sql, null, default)) ?? 0);
}
