using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Figures.Numbers;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Demonstration;

/// <summary>The exact figures, and that no row stands there that the program could not have made.</summary>
public sealed class DemonstrationUniversityTests(DemonstrationWorld world) : IClassFixture<DemonstrationWorld>
{
    [Fact]
    public async Task Nobody_joined_before_they_might_have_applied()
    {
        var people = await world.Read(db => db.Members.Where(m => m.JoinDate != null).ToListAsync());
        Assert.NotEmpty(people);
        Breaches.None(people.Where(m => DateOnly.Parse(m.BirthDate!.Plain, System.Globalization.CultureInfo.InvariantCulture).AddYears(18) > m.JoinDate).Select(m => $"{m.Name} joined on {m.JoinDate:O} and was born on {m.BirthDate!.Plain}"));
    }

    [Fact]
    public async Task Some_consented_some_took_it_back_and_what_rested_on_it_is_gone()
    {
        Assert.InRange(await Number("select count(*) from (select distinct on (member_id) given from consent_entry order by member_id, at desc) as newest where given"), 300, 700);
        Assert.InRange(await Number("select count(*) from consent_entry where not given"), 5, 60);
        Assert.Equal(0, await Number("select count(*) from member m join (select distinct on (member_id) member_id, given from consent_entry order by member_id, at desc) c on c.member_id = m.id where not c.given and m.home_address is not null"));
        Assert.InRange(await Number("select count(*) from member m where m.home_address is not null and not exists (select 1 from consent_entry c where c.member_id = m.id)"), 50, 200);
        Assert.Equal(await Number("select count(*) from consent_entry"), await Number("select count(*) from journal where fact in ('ConsentGiven', 'ConsentWithdrawn')"));
    }

    [Fact]
    public async Task It_has_one_committee_seven_general_branches_and_twenty_six_branches()
    {
        Assert.Equal([("Branch", 26), ("GeneralBranch", 7), ("UniversityCommittee", 1)],
            await Rows<(string, int)>("select kind, count(*)::int from organisation where kind <> 'PartyGroup' group by kind order by kind"));
        Assert.InRange(await Number("select count(*) from member where left_on is null"), 600, 750);
    }

    [Theory]
    [InlineData("themeDays", 811)]
    [InlineData("branchMeetings", 1431)]
    [InlineData("generalBranchMeetings", 472)]
    [InlineData("jointActivities", 436)]
    public async Task The_committees_figures_are_those_of_the_published_trial(string measure, int filed)
    {
        var kinds = string.Join("','", world.Services.GetRequiredService<Measures>().Find(measure)!.Kinds);
        Assert.Equal(filed, await Number($"select sum(filed) from figure_month f join organisation o on o.id = f.organisation_id where o.parent_id is null and f.kind in ('{kinds}')"));
        Assert.Equal(filed, await Number($"select count(distinct record_id) from trace where kind in ('{kinds}') and reversed_at is null"));
        Assert.Equal(filed, await Number($"select count(*) from activity where state = 'Filed' and kind in ('{kinds}')"));
    }

    [Fact]
    public async Task Its_34_organisations_released_the_trials_1626_items_and_every_one_is_found()
    {
        Assert.Equal(1626, await Number("select count(*) from library_edition where state = 'Current'"));
        Assert.Equal(34, await Number("select count(distinct organisation_id) from library_edition where state = 'Current'"));
        Assert.Equal(1626, await Number("select count(*) from library_search s join library_edition e on e.item_id = s.item_id and e.number = s.number where cardinality(s.words) > 10"));
        Assert.Equal(1626, await Number("select count(*) from journal where fact = 'LibraryItemReleased'"));
        await None("select 1 from library_item i where i.is_public <> exists (select 1 from library_edition e where e.item_id = i.id and e.state = 'Current')");
    }

    [Fact]
    public async Task The_interface_answers_with_the_trials_learning_tasks_and_theory_items()
    {
        var office = await world.Read(db => db.Accounts.SingleAsync(a => a.UserName == "office"));
        using var program = await world.Program(office);
        var now = await program.GetFromJsonAsync<FiguresView>("/api/v1/figures");
        Assert.Equal((2614, 1626, 811), (now!.LearningTasks, now.TheoryItems, now.ThemeDays));
        // A past day counts what was issued and released by then, and nothing of today.
        var day = now.AsOf.AddDays(-60);
        var then = await program.GetFromJsonAsync<FiguresView>($"/api/v1/figures?asOf={day:O}");
        Assert.Equal(await Number($"select count(*) from learning_task where (issued_at at time zone 'Asia/Shanghai')::date <= '{day:O}'"), then!.LearningTasks);
        Assert.Equal(await Number($"select count(*) from library_edition where (released_at at time zone 'Asia/Shanghai')::date <= '{day:O}'"), then.TheoryItems);
        Assert.InRange(then.LearningTasks!.Value, 1000, 2000);
    }

    [Fact]
    public async Task Its_learning_tasks_are_issued_by_34_organisations_and_mostly_studied()
    {
        Assert.Equal(2614, await Number("select count(*) from learning_task"));
        Assert.Equal(34, await Number("select count(distinct organisation_id) from learning_task"));
        await None("select 1 from learning_task t where t.reached <> (select count(*) from learning_assignment a where a.task_id = t.id) or t.reached = 0");
        await None("select 1 from learning_task t join library_edition e on e.item_id = t.item_id where not starts_with(t.path, e.path) or t.issued_at < e.released_at");
        await None("select 1 from learning_assignment a join member m on m.id = a.member_id join learning_task t on t.id = a.task_id where a.path <> m.path or not starts_with(a.path, t.path) or a.done_on < (t.issued_at at time zone 'Asia/Shanghai')::date or a.done_on > (now() at time zone 'Asia/Shanghai')::date");
        // Done, late, overdue and excused in amounts that a branch would recognise.
        var over = await Number("select count(*) from learning_assignment where due_on < current_date - 10");
        Assert.InRange(await Number("select count(*) from learning_assignment where due_on < current_date - 10 and done_on <= due_on") * 100 / over, 75, 95);
        Assert.InRange(await Number("select count(*) from learning_assignment where due_on < current_date - 10 and done_on > due_on") * 1000 / over, 10, 120);
        Assert.InRange(await Number("select count(*) from learning_assignment where due_on < current_date - 10 and done_on is null and excused_why is not null") * 1000 / over, 5, 80);
        // What is overdue is so for days, not for months: the first thing a secretary sees is something they would do today.
        var lately = await Number("select count(*) from learning_assignment where due_on between current_date - 14 and current_date - 1");
        Assert.InRange(await Number("select count(*) from learning_assignment where due_on between current_date - 14 and current_date - 1 and done_on is null and excused_why is null") * 1000 / lately, 10, 250);
        await None("select 1 from learning_assignment where due_on < current_date - 16 and done_on is null and excused_why is null");
        await None("select 1 from learning_study s where s.people <> (select count(*) from learning_assignment a where a.study_id = s.id)");
        foreach (var who in new[] { "secretary", "member" })
        {
            var late = await Number($"select count(*) from learning_assignment a join account u on u.member_id = a.member_id where u.user_name = '{who}' and a.due_on < current_date and a.done_on is null and a.excused_why is null");
            Assert.True(late * 3 < await Number($"select count(*) from learning_assignment a join account u on u.member_id = a.member_id where u.user_name = '{who}' and a.due_on < current_date"));
            Assert.True(await Number($"select count(*) from learning_assignment a join account u on u.member_id = a.member_id where u.user_name = '{who}' and a.due_on >= current_date and a.done_on is null") > 0);
        }
    }

    [Fact]
    public async Task One_training_class_is_over_and_certified_and_another_begins_soon()
    {
        Assert.Equal([("Ended", 1), ("Open", 1)], await Rows<(string, int)>("select state, count(*)::int from training_class group by 1 order by 1"));
        Assert.True(await Number("select count(*) from training_certificate") > 5);
        await None("""
            select 1 from training_class c join training_place p on p.class_id = c.id left join training_certificate t on t.class_id = c.id and t.member_id = p.member_id
            where (p.completed_on is null) <> (t.id is null) or (c.state = 'Open' and (c.starts_on <= current_date or t.id is not null))
              or (p.completed_on is not null and not exists (select 1 from learning_assignment a where c.lessons like '%' || a.task_id || '%' and a.member_id = p.member_id and a.done_on <= c.ends_on))
            """);
        await None("select 1 from training_certificate t full join public_certificate p on p.certificate_id = t.id where t.id is null or p.certificate_id is null or starts_with(p.masked_name, t.person_name)");
    }

    [Fact]
    public async Task Two_who_took_part_tell_of_a_theme_day_and_whoever_wrote_is_not_asked_again()
    {
        Assert.Equal(1, await Number("select count(*) from experience_call c join activity a on a.id = c.activity_id where a.state = 'Filed' and c.welcome_until > current_date"));
        Assert.Equal(2, await Number("select count(*) from experience_report where state = 'HandedIn'"));
        Assert.True(await Number("select count(*) from experience_invitation") > 5);
        await None("""
            select 1 from (select activity_id, member_id from experience_report union all select activity_id, member_id from experience_invitation) asked
            where not exists (select 1 from attendance t where t.activity_id = asked.activity_id and t.member_id = asked.member_id and t.status in ('Present', 'PresentOnline', 'MadeUp'))
            """);
        await None("select 1 from experience_report r join experience_invitation i using (activity_id, member_id)");
    }

    [Fact]
    public async Task Questions_put_to_three_committees_stand_in_every_state_and_their_tasks_are_with_those_who_hold_a_post()
    {
        Assert.Equal(3, await Number("select count(distinct organisation_id) from put_question"));
        Assert.Equal(4, await Number("select count(distinct state) from put_question"));
        Assert.True(await Number("select count(*) from resolution_task where done_at is null and due_on >= current_date") > 0);
        await None("select 1 from resolution_task t join put_question q on q.id = t.question_id where not exists (select 1 from post_holding h where h.member_id = t.owner_member_id and h.organisation_id = q.organisation_id and h.until is null)");
        await None("select 1 from put_question q where q.state = 'Closed' and exists (select 1 from resolution_task t where t.question_id = q.id and t.done_at is null)");
        await None("select 1 from question_contribution c join put_question q on q.id = c.question_id where c.created_at < q.created_at or (q.resolved_on is not null and c.created_at::date > q.resolved_on)");
    }

    [Fact]
    public async Task The_sums_of_learning_equal_what_is_counted_from_the_people() => await None("""
        select 1 from learning_sum s full join (
          select task_id, organisation_id, count(*) as assigned, count(*) filter (where done_on <= due_on) as done, count(*) filter (where done_on > due_on) as late, count(*) filter (where done_on is null and excused_why is not null) as excused
          from learning_assignment group by 1, 2) c using (task_id, organisation_id)
        where (s.assigned, s.done, s.late, s.excused) is distinct from (c.assigned, c.done, c.late, c.excused)
        """);

    [Fact]
    public async Task Its_committee_released_the_300_questions_and_members_took_papers_that_the_server_graded()
    {
        Assert.Equal(300, await Number("select count(*) from question_edition where state = 'Current'"));
        Assert.Equal(300, await Number("select count(*) from bank_question where is_in_use and state = 'Released' and source <> '' and difficulty is not null"));
        Assert.Equal(300, await Number("select sum(added) from question_import where state = 'Taken' and content = ''"));
        Assert.True(await Number("select count(*) from paper_attempt where state = 'HandedIn'") > 50);
        Assert.True(await Number("select count(*) from paper_attempt where state = 'Running'") > 0);
        await None("select 1 from paper_attempt t where t.state = 'HandedIn' and t.earned is distinct from (select round(sum(a.share * (q ->> 'mark')::numeric), 2) from paper_answer a cross join lateral (select e.q from json_array_elements(t.questions::json) with ordinality e(q, place) where e.place = a.place) x where a.attempt_id = t.id)");
        await None("select 1 from paper_result r where r.is_passed <> exists (select 1 from paper_attempt t where t.member_id = r.member_id and t.paper_id = r.paper_id and t.is_passed)");
    }

    [Fact]
    public async Task Figures_equal_a_rebuild_from_the_traces()
    {
        var report = await world.Inside(s => s.GetRequiredService<FigureRebuild>().Rebuild(write: false, default));
        Assert.Equal(0, report.Differences);
        Assert.True(report.Figures > 100 && report.Obligations > 500);
    }

    [Fact]
    public async Task Every_party_of_a_filed_activity_has_its_own_trace_and_nobody_else()
    {
        await None("select 1 from activity_party p join activity a on a.id = p.activity_id left join trace t on t.subject_id = p.activity_id and t.organisation_id = p.organisation_id where a.state = 'Filed' and t.id is null");
        await None("select 1 from trace t left join activity_party p on p.activity_id = t.subject_id and p.organisation_id = t.organisation_id where p.activity_id is null and t.kind not in ('LearningTask', 'TheoryItem')");
        await None("select 1 from activity a where a.kind = 'LinkageActivity' and (select count(*) from activity_party p where p.activity_id = a.id) < 2");
    }

    [Fact]
    public async Task Every_filed_record_was_accepted_at_each_layer_by_somebody_else_who_held_the_post_that_day()
    {
        await None("select 1 from activity_record r left join review_case c on c.id = r.review_case_id where r.state = 'Filed' and c.state is distinct from 'Approved'");
        await None("""
            select 1 from review_case c where c.state = 'Approved' and
              (select count(distinct (s.from_layer, s.by_member_id)) from review_step s where s.case_id = c.id and s.move = 'Accept') <> jsonb_array_length(c.route->'layers')
            """);
        await None("""
            select 1 from review_step s join review_case c on c.id = s.case_id where s.move in ('Accept', 'ReturnToAuthor') and (s.by_member_id = any(c.author_member_ids) or not exists (
              select 1 from post_holding h where h.member_id = s.by_member_id and h.organisation_id = s.at_organisation_id and h.post = s.in_post
                and h."from" <= (s.at at time zone 'Asia/Shanghai')::date and (h.until is null or h.until > (s.at at time zone 'Asia/Shanghai')::date)))
            """);
        await None("""
            select 1 from review_step s where s.move = 'Submit' and not exists (
              select 1 from post_holding h where h.member_id = s.by_member_id and h."from" <= (s.at at time zone 'Asia/Shanghai')::date and (h.until is null or h.until > (s.at at time zone 'Asia/Shanghai')::date))
            """);
        await None("select 1 from activity_record r left join filed_record f on f.record_id = r.id left join review_submission s on s.case_id = r.review_case_id and s.content_json = f.content where r.state = 'Filed' and s.case_id is null");
    }

    [Fact]
    public async Task What_was_handed_in_is_intact_and_stands_in_the_record()
    {
        Assert.All(await world.Read(db => db.Set<Submission>().OrderBy(s => s.CaseId).Take(300).ToListAsync()), s => Assert.True(s.IsIntact));
        var records = await world.Read(db => db.Set<Submission>().Where(s => db.Set<ReviewCase>().Any(c => c.Id == s.CaseId && c.RecordKind == "activity-record")).OrderBy(s => s.CaseId).Take(300).ToListAsync());
        Assert.Equal(300, records.Count);
        Assert.All(records, s => Assert.True(s.IsIntact && s.Content.Has("present") && s.Checks.Count > 0));
    }

    [Fact]
    public async Task Whatever_was_released_published_or_filed_went_through_its_review()
    {
        foreach (var (kind, table, id, state) in new[] { ("library-item", "library_edition", "item_id", "Current"), ("collection-entry", "collection_entry", "id", "Filed"), ("article", "article_edition", "article_id", "Current"), ("question-release", "question_release", "id", "Released") })
        {
            Assert.NotEqual(0, await Number($"select count(*) from {table} where state = '{state}'"));
            await None($"select 1 from {table} t where t.state = '{state}' and not exists (select 1 from review_case c join review_step s on s.case_id = c.id and s.by_member_id is not null where c.record_kind = '{kind}' and c.subject_id = t.{id} and c.state = 'Approved')");
        }
        await None("select 1 from review_case c join review_step s on s.case_id = c.id where s.move = 'Accept' and s.by_member_id = any(c.author_member_ids)");
    }

    [Fact]
    public async Task People_are_on_the_roll_only_while_they_belonged_to_a_participant()
    {
        await None("""
            select 1 from attendance t join activity a on a.id = t.activity_id where not exists (
              select 1 from membership m join organisation o on o.id = m.organisation_id where m.member_id = t.member_id and starts_with(m.path, t.path)
                and m."from" <= (a.starts_at at time zone 'Asia/Shanghai')::date and (m.until is null or m.until > (a.starts_at at time zone 'Asia/Shanghai')::date))
            """);
        await None("select 1 from attendance t left join activity_party p on p.activity_id = t.activity_id and p.organisation_id = t.organisation_id where p.activity_id is null");
        await None("select 1 from attendance t join activity a on a.id = t.activity_id where a.roll_closed_at is not null and t.status is null and not t.is_observer");
        Assert.Equal(["Illness", "Official", "Other", "Private"], await Rows<string>("select distinct leave_kind from attendance where answer = 'Leave' order by 1"));
        await None("select 1 from attendance where (answer = 'Leave') <> (leave_kind is not null)");
        await None("select 1 from attendance where (status = 'OnLeave') <> (leave_granted_at is not null and not leave_declined) and status is not null and status <> 'Absent'");
    }

    [Fact]
    public async Task Nobody_voted_who_was_not_there_and_every_motion_passed_by_its_rule()
    {
        await None("""
            select 1 from motion m where m.yes + m.no + m.abstain > (select count(*) from attendance t where t.activity_id = m.activity_id and t.votes and t.status in ('Present', 'PresentOnline'))
              or m.passed <> (m.yes * 2 > (select count(*) from attendance t where t.activity_id = m.activity_id and t.votes))
            """);
        Assert.True(await Number("select count(*) from motion where no + abstain > 0") > 20);
    }

    [Theory]
    [InlineData("ActivityPlanned", "select count(*) from activity")]
    [InlineData("ActivityAnnounced", "select count(*) from activity where announced_at is not null")]
    [InlineData("RollOpened", "select count(*) from activity where roll_opened_at is not null")]
    [InlineData("RollClosed", "select count(*) from activity where roll_closed_at is not null")]
    [InlineData("LearningTaskIssued", "select count(*) from learning_task")]
    [InlineData("ItemStudied", "select count(*) from learning_assignment where done_on is not null and study_id is null")]
    [InlineData("StudyRecorded", "select count(*) from learning_study")]
    [InlineData("RecordFiled", "select count(*) from activity_record where state = 'Filed'")]
    [InlineData("CaseApproved", "select count(*) from review_case where state = 'Approved'")]
    [InlineData("CaseSubmitted", "select count(*) from review_submission")]
    [InlineData("MemberCheckedIn", "select count(*) from attendance where marked_by = 'Code'")]
    public async Task Every_act_left_its_line_in_the_trace(string fact, string acts)
    {
        var lines = await Number($"select count(*) from journal where fact = '{fact}'");
        Assert.True(lines > 0);
        Assert.Equal(await Number(acts), lines);
    }

    [Fact]
    public async Task Nothing_happened_after_now_or_in_the_wrong_order()
    {
        await None("select 1 from journal where at > now()");
        await None("select 1 from activity where announced_at < created_at or roll_opened_at < announced_at or roll_closed_at <= roll_opened_at or (state <> 'Announced' and state <> 'Planned' and state <> 'Cancelled' and ends_at > now())");
        await None("select 1 from activity_record r join activity a on a.id = r.activity_id where r.minutes_at < a.roll_closed_at or r.submitted_at < a.roll_closed_at or r.filed_at < r.submitted_at");
    }

    [Fact]
    public async Task Records_wait_at_every_layer_came_back_were_withdrawn_and_are_late()
    {
        Assert.Equal(["Approved", "Returned", "Waiting", "Withdrawn"], await Rows<string>("select distinct state from review_case order by state"));
        Assert.Equal([1, 2, 3], await Rows<int>("select distinct layer from review_case where state = 'Waiting' order by layer"));
        Assert.True(await Number("select count(*) from activity_record where is_late and late_reason is not null") > 5);
        Assert.True(await Number("select count(*) from review_submission where number > 1") > 20);
        Assert.True(await Number("select count(*) from attendance where status = 'Absent'") > 100);
        Assert.True(await Number("select count(*) from attendance where status = 'OnLeave'") > 100);
        Assert.True(await Number("select count(*) from follow_up where done_at is null") > 10);
        Assert.True(await Number("select count(*) from obligation where state = 'Open' and due_on < current_date") > 3);
    }

    [Fact]
    public async Task The_secretary_hosts_a_meeting_today_with_answers_and_leave_requests()
    {
        Assert.Equal(1, await Number($"""
            select count(*) from activity a join account u on u.member_id = a.host_member_id and u.user_name = 'secretary'
            where (a.starts_at at time zone 'Asia/Shanghai')::date = (timestamptz '{DemonstrationWorld.LoadedAt:O}' at time zone 'Asia/Shanghai')::date and a.state = 'Announced'
              and exists (select 1 from attendance t where t.activity_id = a.id and t.answer = 'Coming')
            """));
    }

    [Fact]
    public async Task Everybody_can_sign_in_with_the_printed_password()
    {
        foreach (var name in new[] { "secretary", "generalbranch", "organisation", "office", "member", "admin", "security", "audit" })
        {
            var browser = await world.SignedInAs(name);
            await browser.Open("/");
            Assert.Equal("/", browser.Path);
        }
        Assert.Equal(8, await Number("select count(*) from account"));
    }

    [Fact]
    public async Task The_same_seed_and_day_give_the_same_university()
    {
        var clock = new StoppedClock(DateTimeOffset.UtcNow);
        Assert.Equal(await Digest(clock, seed: 7), await Digest(clock, seed: 7));
        Assert.NotEqual(await Digest(clock, seed: 7), await Digest(clock, seed: 8));
    }

    [Fact]
    public async Task The_tables_owner_and_the_set_up_actor_behind_the_fence_write_the_same_rows()
    {
        var clock = new StoppedClock(DateTimeOffset.UtcNow);
        Assert.Equal(await Digest(clock, seed: 7), await Digest(clock, seed: 7, asOwner: false));
    }

    /// <summary>Never the same twice, even for the same value.</summary>
    private static readonly string[] Sealed = ["data_key", "ethnic_code", "birth_date", "identity_number", "mobile_number", "home_address", "floating_to"];

    /// <summary>Cases of what draws its own identifiers (items, articles, questions, entries) differ by them.</summary>
    private static readonly Dictionary<string, string> OfRecords = new()
    {
        ["review_case"] = "where record_kind = 'activity-record'",
        ["review_submission"] = "where case_id in (select id from review_case where record_kind = 'activity-record')",
        ["review_step"] = "where case_id in (select id from review_case where record_kind = 'activity-record')",
    };

    /// <summary>A fingerprint of every row, but for secrets and for identifiers that the figures draw themselves.</summary>
    private static async Task<string> Digest(TimeProvider clock, int seed, bool asOwner = true)
    {
        await using var database = await TestDatabase.Clone();
        await DemonstrationWorld.Fill(database.OwnerConnection, new DemoOptions(12, 220, 2, seed), clock, asOwner);
        await using var connection = new Npgsql.NpgsqlConnection(database.OwnerConnection);
        await connection.OpenAsync();
        await new Npgsql.NpgsqlCommand("set zhijian.scope1 = '1.'", connection).ExecuteNonQueryAsync();
        var text = new StringBuilder();
        foreach (var table in new[] { "organisation", "organisation_version", "member", "membership", "post_holding", "activity", "activity_party", "agenda_item", "attendance", "motion", "follow_up", "activity_record", "filed_record", "review_case", "review_submission", "review_step", "figure_month", "obligation_month" })
        {
            await using var command = new Npgsql.NpgsqlCommand($"select count(*) || ':' || md5(string_agg(t::text, '' order by t::text)) from (select (to_jsonb(all_of_it) - @sealed)::text as t from {table} all_of_it {OfRecords.GetValueOrDefault(table)}) one", connection);
            command.Parameters.AddWithValue("sealed", Sealed);
            text.AppendLine($"{table} {await command.ExecuteScalarAsync()}");
        }
        return text.ToString();
    }

    private async Task<int> Number(string sql) => await world.Inside(s => s.GetRequiredService<Fence>().Row<int>($"select ({sql})::int", null, default));

    private async Task<List<T>> Rows<T>(string sql) => await world.Inside(s => s.GetRequiredService<Fence>().Rows<T>(sql, null, default));

    private async Task None(string sql) => Assert.Equal(0, await Number($"select count(*) from ({sql}) wrong"));

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
