using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Platform.Privacy;

/// <summary>What the register promises is done each night: nothing leaves early, nothing stays late, what is held stays, proofs stand.</summary>
public sealed partial class RetentionTests(World world) : IClassFixture<World>
{
    private const int RowsOfEach = 60;
    private static readonly string[] SecurityLogs = ["journal", "account_session", "security_count"];

    /// <summary>The batch that rows of imports belong to.</summary>
    private const string Batch =
        "with b as (insert into import_batch (id, path, organisation_id, kind, source, file_name, size, sha256, header_row, headings, mapping, state, done, total, fit, faulty, waiting, created, changed, unchanged, conflicts, problem_values, brought_by, brought_by_name, brought_at, version) values (@id, @path, @organisation, 'Members', '', '', 1, '', 1, '{}', '{}', 'Undone', 0, 0, 0, 0, 0, 0, 0, 0, 0, '{}', @other, '', @at, 1) returning id)";

    /// <summary>One row of each table that has a term, whose term runs from a given day; about the given member and account.</summary>
    private static readonly Dictionary<string, string> Making = new()
    {
        ["message"] = "insert into message (id, path, member_id, text_key, \"values\", href, at) values (@id, @path, @member, @mark, '[]', '/', @at)",
        ["answered_request"] = "insert into answered_request (account_id, key, route, body_hash, status, headers, body, at) values (@account, @mark, '/', '', 200, '{}', '', @at)",
        ["account_session"] = "insert into account_session (id, account_id, hash, device, opened_at, proved_at, used_at, ended_at) values (@id, @account, decode(replace(@mark, '-', ''), 'hex'), @mark, @at, @at, @at, @at)",
        ["account_token"] = "insert into account_token (id, account_id, path, name, hash, created_at, revoked_at) values (@id, @account, @path, @mark, decode(replace(@mark, '-', ''), 'hex'), @at, @at)",
        ["account_invitation"] = "insert into account_invitation (id, account_id, path, hash, expires_at) values (@id, @account, @path, decode(replace(@mark, '-', ''), 'hex'), @at)",
        ["calendar_feed"] = "insert into calendar_feed (id, path, account_id, member_id, hash, made_at, revoked_at) values (@id, @path, @account, @member, decode(replace(@mark, '-', ''), 'hex'), @at, @at)",
        ["reminder"] = "insert into reminder (member_id, path, kind, about, due_on, step, from_below, sent_on, at) values (@member, @path, 'term', @id, '2020-01-01', '2020-01-01', false, '2020-01-01', @at)",
        ["review_absence"] = "insert into review_absence (id, member_id, member_name, post, organisation_id, path, deputy_id, deputy_name, first_day, last_day, version) values (@id, @member, @mark, 'Secretary', @organisation, @path, @other, '', (@at at time zone 'Asia/Shanghai')::date - 1, (@at at time zone 'Asia/Shanghai')::date - 1, 1)",
        ["security_count"] = "insert into security_count (day, kind, count) values ((@at at time zone 'Asia/Shanghai')::date - 1, @mark, 1)",
        ["legal_hold"] = "insert into legal_hold (id, path, member_id, name, reason, placed_at, placed_by, placed_by_name, lifted_at, lifted_by) values (@id, @path, @id, '', @mark, @at, @other, '', @at, @other)",
        ["account_half_sign_in"] = "insert into account_half_sign_in (id, account_id, hash, opened_at) values (@id, @account, decode(replace(@mark, '-', ''), 'hex'), @at)",
        ["spent_challenge"] = "insert into spent_challenge (hash, spent_at) values (decode(replace(@mark, '-', ''), 'hex'), @at)",
        ["person_request"] = "insert into person_request (id, path, organisation_id, member_id, kind, reason, rule, state, asked_at, due_on, answered_at) values (@id, @path, @organisation, @member, 'Correct', @mark, '', 'Done', @at, '2020-01-01', @at)",
        ["incident"] = "insert into incident (id, path, since, until, what_zh, what_en, measures_zh, measures_en, contact, prepared_by, prepared_by_name, prepared_at) values (@id, @path, @at, @at, @mark, '', '', '', '', @other, '', @at)",
        ["import_row"] = Batch + " insert into import_row (batch_id, number, path, staged_at, content, state, institution_number, entity_id) select id, 1, @path, @at, ''::bytea, 'Staged', @mark, @member from b",
        ["import_conflict"] = Batch + " insert into import_conflict (id, path, batch_id, row_number, entity_kind, entity_id, element, held_source, offered_source, offered, owner_id, at, settled_at, version) select @id, @path, id, 1, 'Member', @member, @mark, '', '', ''::bytea, @other, @at, @at, 1 from b",
        ["retention_run"] = "insert into retention_run (day, target, term_days, began_at, removed, finished_at) values ((@at at time zone 'Asia/Shanghai')::date, @mark, 1, @at, 0, @at)",
        ["export_file"] = "insert into export_file (id, path, account_id, member_id, by_name, list, filters, format, language, at, until, state, rows, size, data_key) values (@id, @path, @account, @member, @mark, 'members', '', 'Csv', 'en', @at, @at, 'Ready', 1, 1, '')",
        ["webhook_delivery"] = "insert into webhook_delivery (id, path, webhook_id, client_id, body, made_at, tries, state) values (@id, @path, @other, @other, @mark, @at, 1, 'Delivered')",
        ["handed_document"] =
            "with s as (insert into federation_sender (id, path, name, key_name, public_key, is_on, registered_at, registered_by_name, version) values (@id, @path, '', @mark, '', true, @at, '', 1) returning id), "
            + "p as (insert into handed_package (id, path, receiver_id, number, people, reason, made_at, made_by_name) select id, @path, id, (random() * 2000000000)::int, 1, '', @at, '' from s returning id) "
            + "insert into handed_document (id, path, package_id, document, made_at) select id, @path, id, @mark, @at from p",
        ["misuse_case"] =
            "with a as (insert into article (id, path, organisation_id, organisation_name, kind, title, summary, text, language, audience, cover_text, related, needs_receipt, asks_again, receipts_from, conversing, state, edition, is_shown, saves, created_by, created_at, version) values (@id, @path, @organisation, '', 'News', '', '', '', 'zh-CN', 'Own', '', '{}', false, false, 1, 'Nothing', 'Draft', 0, false, 0, @other, @at, 1)), " +
            "c as (insert into article_comment (id, article_id, article_title, path, organisation_id, member_id, member_name, text, state, at, version) values (@id, @id, '', @path, @organisation, @other, '', '', 'Withdrawn', @at, 1)) " +
            "insert into misuse_case (id, path, organisation_id, comment_id, article_id, article_title, reason, writer_id, writer_name, text, state, opened_at, closed_at, version) values (@id, @path, @organisation, @id, @id, '', 'Insult', @member, @mark, '', 'Kept', @at, @at, 1)",
        ["experience_invitation"] = "insert into experience_invitation (activity_id, member_id, path, activity_title, organisation_name, welcome_until) values (@id, @member, @path, @mark, '', (@at at time zone 'Asia/Shanghai')::date - 1)",
        ["journal"] = "insert into journal (at, path, fact, subject_id, body, member_id, actor_name) values (@at, @path, 'Planted', @id, '{\"secret\": 1}', @member, @mark)",
    };

    private static readonly Dictionary<string, string> Reading = new()
    {
        ["message"] = "text_key", ["answered_request"] = "key", ["account_session"] = "device", ["account_token"] = "name", ["account_invitation"] = "id::text", ["calendar_feed"] = "id::text", ["reminder"] = "about::text",
        ["review_absence"] = "member_name", ["security_count"] = "kind", ["legal_hold"] = "reason", ["retention_run"] = "target", ["account_half_sign_in"] = "id::text", ["person_request"] = "reason", ["incident"] = "what_zh",
        ["export_file"] = "by_name", ["handed_document"] = "document", ["webhook_delivery"] = "body", ["import_row"] = "institution_number", ["import_conflict"] = "element", ["misuse_case"] = "writer_name", ["experience_invitation"] = "activity_title", ["spent_challenge"] = "(encode(hash, 'hex')::uuid)::text", ["journal"] = "subject_id::text",
    };

    [Fact]
    public void Every_term_of_the_register_has_its_rule_and_every_rule_its_term()
    {
        var terms = DataRegister.Tables.Values.Where(t => t.Term is not null).Select(t => t.Name).Order(StringComparer.Ordinal);
        Assert.Equal(terms, RetentionRules.All.Select(r => r.Table));
        Breaches.None(DataRegister.Tables.Values.Where(t => t.Term is null && NamesATime().IsMatch(t.Kept.Zh + " " + t.Kept.En)).Select(t => $"{t.Name} is promised to be kept '{t.Kept.En}' and has no term"));
        Breaches.None(SecurityLogs.Where(t => DataRegister.Tables[t].Term is not { Floor: >= 184, Clause.Zh.Length: > 0, Clause.En.Length: > 0 }).Select(t => $"{t} is a security log without the law's floor"));
        Breaches.None(DataRegister.Tables.Values.Where(t => t.Term is { } term && term.Days < term.Floor).Select(t => $"{t.Name} is kept shorter than the law says"));
    }

    [Theory]
    [InlineData("journal", null, 200, false)]
    [InlineData("journal", 30, 184, true)]
    [InlineData("journal", 400, 400, false)]
    [InlineData("account_session", 0, 184, true)]
    [InlineData("security_count", -5, 184, true)]
    [InlineData("message", 30, 30, false)]
    [InlineData("message", 4000, 365, true)]
    [InlineData("message", -1, 0, true)]
    public void The_laws_floor_holds_whatever_is_set(string table, int? set, int days, bool overruled)
    {
        var terms = new RetentionTerms(set is { } given ? new Dictionary<string, int> { [table] = given } : []);
        Assert.Equal((days, overruled), (terms.DaysOf(table), terms.IsOverruled(table)));
        Assert.Throws<InvalidOperationException>(() => terms.DaysOf("member"));
    }

    [Theory]
    [InlineData("2026-11-27 02:59", "2026-11-26")]
    [InlineData("2026-11-27 03:00", "2026-11-27")]
    public void The_run_is_due_at_three_in_the_night(string local, string due) => Assert.Equal(DateOnly.Parse(due), RetainAction.LastDue(DateTime.Parse(local)));

    [Fact]
    public async Task A_clock_that_jumped_ahead_deletes_nothing_until_somebody_confirms()
    {
        await using var own = new OwnWorld();
        await own.InitializeAsync();
        own.Clock.Move(TimeSpan.FromDays(-800));
        await own.Inside(s => s.GetRequiredService<RetainAction>().Run(again: false, default));
        await Sql(own, Making["message"], new { id = Guid.NewGuid(), path = "1.", member = Guid.NewGuid(), mark = "new", at = own.Clock.GetUtcNow() });
        own.Clock.Move(TimeSpan.FromDays(RetainAction.LongestGapDays));
        Assert.NotEmpty(await own.Inside(s => s.GetRequiredService<RetainAction>().Run(again: false, default)));
        own.Clock.Move(TimeSpan.FromDays(730));
        Assert.Empty(await own.Inside(s => s.GetRequiredService<RetainAction>().Run(again: false, default)));
        Assert.Equal(["new"], await Left(own, "message"));
        Assert.NotEmpty(await own.Inside(s => s.GetRequiredService<RetainAction>().Run(again: true, default)));
        Assert.Empty(await Left(own, "message"));
    }

    /// <summary>Rows of each table over three years; nights with and without down-time, some cut off in the middle; a person and a branch held and let go.</summary>
    [Fact]
    public async Task Nothing_leaves_early_and_nothing_stays_late()
    {
        await using var own = new OwnWorld();
        await own.InitializeAsync();
        _ = own.University;
        var chance = new Random(184);
        // The database keeps the law's floor against its own clock: the story plays in the past.
        own.Clock.Move(TimeSpan.FromDays(-500));
        var planted = await Plant(own, chance);
        var sealedEntries = await own.Inside(s => s.GetRequiredService<SealEntriesAction>().Run(default));
        Assert.True(sealedEntries > 0);
        Assert.Equal(Making.Keys.Order(StringComparer.Ordinal), RetentionRules.All.Select(r => r.Table));
        var (early, late, cut, nights) = (0, 0, 0, 0);
        var (heldMember, heldBranch) = (own.University.FirstMembers[4], own.University.Second);
        var now = own.Clock.GetUtcNow();
        await Sql(own, "insert into legal_hold (id, path, member_id, name, reason, placed_at, placed_by, placed_by_name) values (@id, @Path, @member, '', 'held', @now, @id, '')", new { id = Guid.NewGuid(), heldMember.Path, member = heldMember.Id, now });
        await Sql(own, "insert into legal_hold (id, path, organisation_id, name, reason, placed_at, placed_by, placed_by_name) values (@id, @Path, @organisation, '', 'held', @now, @id, '')", new { id = Guid.NewGuid(), heldBranch.Path, organisation = heldBranch.Id, now });
        for (var day = 0; day < 90; day += chance.Next(1, 5))
        {
            nights++;
            own.Clock.Move(TimeSpan.FromDays(nights == 1 ? 0 : chance.Next(1, 5)));
            if (nights == 12)
            {
                await Sql(own, "update legal_hold set lifted_at = @now, lifted_by = id where reason = 'held'", new { now = own.Clock.GetUtcNow() });
            }
            if (chance.Next(3) == 0)
            {
                cut += await CutOff(own, chance.Next(1, 60)) ? 1 : 0;
            }
            await own.Inside(s => s.GetRequiredService<RetainAction>().Run(again: false, default));
            var isHeld = nights < 12;
            foreach (var rows in planted.GroupBy(p => p.Table))
            {
                var left = await Left(own, rows.Key);
                var term = DataRegister.Tables[rows.Key].Term!.Days;
                foreach (var row in rows)
                {
                    var over = row.Since < own.Clock.GetUtcNow().AddDays(-term);
                    var stays = !over || (isHeld && row.IsHeld);
                    early += stays && !left.Contains(row.Mark) ? 1 : 0;
                    late += !stays && left.Contains(row.Mark) ? 1 : 0;
                }
            }
        }
        Console.WriteLine($"figure rows-deleted-early {early} 0 {(early == 0 ? "met" : "short")}");
        Console.WriteLine($"figure rows-kept-late {late} 0 {(late == 0 ? "met" : "short")}");
        Console.WriteLine($"figure retention-nights {nights} ({cut} cut off)");
        Assert.Equal((0, 0), (early, late));
        Assert.True(cut > 3 && nights > 20, $"{cut} {nights}");

        var report = await own.Inside(s => s.GetRequiredService<VerifyTraceQuery>().Run(default));
        Assert.True(report is { Broken: null, Erased: > 10 }, report.ToString());
        Assert.Equal(0, await own.Inside(s => s.GetRequiredService<Fence>().Row<int>("select count(*)::int from journal where salt is null and (actor_name <> '' or body <> '{}')", null, default)));
        // Each night that was finished is traced once, and what it counts is what went.
        var (facts, finished) = await own.Inside(async s => (
            await s.GetRequiredService<Fence>().Row<int>("select count(*)::int from journal where fact = 'RetentionRan'", null, default),
            await s.GetRequiredService<Fence>().Row<int>("select count(distinct day)::int from retention_run where target = 'message' and finished_at is not null", null, default)));
        Assert.Equal(finished, facts);
        var counted = await own.Inside(s => s.GetRequiredService<Fence>().Row<long>("select sum(removed)::bigint from retention_run where target = 'message'", null, default));
        Assert.Equal(planted.Count(p => p.Table == "message") - (await Left(own, "message")).Count, counted);
    }

    /// <summary>More rows than a batch; the run breaks off at each of its steps, and the next one counts on.</summary>
    [Fact]
    public async Task A_run_that_is_cut_off_between_batches_is_continued()
    {
        await Sql(world, "insert into message (id, path, member_id, text_key, \"values\", href, at) select gen_random_uuid(), '1.', gen_random_uuid(), 'many', '[]', '/', @at from generate_series(1, 3500)", new { at = world.Clock.GetUtcNow().AddDays(-366) });
        var steps = 0;
        while (await CutOff(world, ++steps))
        {
        }
        Assert.True(steps > 10);
        var row = await world.Inside(s => s.GetRequiredService<Fence>().Row<RetentionRunRow>("select removed, finished_at as FinishedAt from retention_run where target = 'message' order by day desc limit 1", null, default));
        Assert.Equal(3500, row!.Removed);
        Assert.NotNull(row.FinishedAt);
    }

    [Fact]
    public async Task The_database_refuses_to_erase_what_the_law_keeps()
    {
        var id = Guid.NewGuid();
        await Sql(world, Making["journal"], new { at = DateTimeOffset.UtcNow.AddDays(-183), path = "1.", id, member = id, mark = "young" });
        var erased = await world.Inside(async s => await s.GetRequiredService<Fence>().Row<int>("select erase_old_journal_details(array(select id from journal where subject_id = @id))", new { id }, default));
        Assert.Equal(0, erased);
        await using var app = new NpgsqlConnection(world.Database.AppConnection);
        await app.OpenAsync(TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => app.ExecuteAsync("update journal set body = '{}'"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    /// <summary>Runs with a clock that breaks at its nth look; answers whether it broke.</summary>
    private static async Task<bool> CutOff(World of, int looks)
    {
        try
        {
            await of.Inside(s =>
            {
                var time = new InstitutionTime(new BreakingClock(of.Clock, looks));
                var fence = s.GetRequiredService<Fence>();
                return new RetainAction(fence, new RetentionQuery(fence, s.GetRequiredService<RetentionTerms>(), time), s.GetRequiredService<Journal>(), time, NullLogger<RetainAction>.Instance).Run(again: false, default);
            });
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    private static async Task<List<Planted>> Plant(World own, Random chance)
    {
        List<Planted> all = [];
        var u = own.University;
        foreach (var rule in RetentionRules.All)
        {
            var term = DataRegister.Tables[rule.Table].Term!.Days;
            for (var i = 0; i < RowsOfEach; i++)
            {
                // Around the end of its term while the story plays; days where the column is a day.
                var day = new DateTimeOffset(own.Clock.GetUtcNow().UtcDateTime.Date.AddHours(-8), TimeSpan.Zero).AddDays(-term + chance.Next(-20, 130));
                var at = IsOfDays(rule.Table) ? day : day.AddMinutes(chance.Next(0, 1440));
                var (member, account, body, id) = i % 3 == 0 ? (u.FirstMembers[4].Id, u.Member.Id, u.First, Guid.NewGuid()) : i % 3 == 1 ? (u.SecondMembers[3].Id, u.SecondMember.Id, u.Second, Guid.NewGuid()) : (u.ThirdMembers[2].Id, u.ThirdSecretary.Id, u.Third, Guid.NewGuid());
                await Sql(own, Making[rule.Table], new { id, path = body.Path, member, account, organisation = body.Id, other = Guid.NewGuid(), mark = id.ToString(), at });
                all.Add(new Planted(rule.Table, id.ToString(), at, IsHeld(rule.Table, i % 3, own)));
            }
        }
        return all;
    }

    /// <summary>After the register: by the row's place, its person or its account.</summary>
    private static bool IsHeld(string table, int third, World own)
    {
        var known = DataRegister.Tables[table];
        var byPlace = known.Columns.Any(c => c.Name == "path") || known.Via is not null;
        var byPerson = known.About.Count > 0 && table != "legal_hold";
        return (third == 1 && byPlace) || (third == 0 && (byPerson || (known.Via is not null && own.University.Member.MemberId == own.University.FirstMembers[4].Id)));
    }

    private static bool IsOfDays(string table) => table is "review_absence" or "security_count" or "retention_run" or "experience_invitation";

    private static async Task<HashSet<string>> Left(World own, string table) => [.. await own.Inside(s => s.GetRequiredService<Fence>().Rows<string>(
        $"select {Reading[table]} from {table} where {(table == "journal" ? "salt is not null" : "true")}", null, default))];

    private static Task<int> Sql(World of, string sql, object values) => of.Inside(async s =>
    {
        var fence = s.GetRequiredService<Fence>();
        var rows = await fence.Run(sql, values, default);
        await fence.Commit(default);
        return rows;
    });

    [GeneratedRegex("[0-9]|[一二两三四五六七八九十]+(年|天|个月|日)|year|day|month|until the person", RegexOptions.IgnoreCase)]
    private static partial Regex NamesATime();

    private sealed record Planted(string Table, string Mark, DateTimeOffset Since, bool IsHeld);

    private sealed class OwnWorld : World, IAsyncDisposable;

    /// <summary>The program dies at its nth look at the clock.</summary>
    private sealed class BreakingClock(TimeProvider of, int looks) : TimeProvider
    {
        private int _left = looks;

        public override DateTimeOffset GetUtcNow() => --_left < 0 ? throw new TimeoutException("The machine stopped.") : of.GetUtcNow();
    }
}
