using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Library;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Points;

/// <summary>
/// Random histories: records filed, taken out of the files and filed anew, studies and what is taken back, people who move, decisions against single postings, points that run out, and another version of the rules
/// from the middle of a year on. After each step the ledger is what all records give when everything is worked out anew, byte for byte, and it balances.
/// </summary>
public sealed class RandomHistoriesTests(ChangingRulesWorld world) : IClassFixture<ChangingRulesWorld>
{
    private const int Steps = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_ledger_is_what_the_records_give_and_balances(int seed) => await world.Inside(async s =>
    {
        var story = new Story(new Random(seed), s, world);
        await story.Begin();
        for (var i = 0; i < Steps; i++)
        {
            var what = await story.Step();
            var found = await s.GetRequiredService<PointsBook>().Rebuild(write: false, default);
            Assert.True(found.Differences == 0, $"After step {i + 1}, {what}: {found}");
            if (i == Steps / 2)
            {
                await s.GetRequiredService<PointsBook>().Expire(default);
            }
        }
        var (ledger, traces) = await s.GetRequiredService<PointsBook>().Fingerprints(default);
        Assert.Equal(traces, ledger);
        await story.Balances();
        // The caps, both versions of the rules, reversals and what ran out were all met.
        Assert.Equal((true, true, true, true, true), await story.Met());
        return 0;
    });

    [Fact]
    public async Task A_ledger_that_was_lost_or_says_something_else_is_put_right_from_the_records_alone() => await world.Inside(async s =>
    {
        var story = new Story(new Random(7), s, world);
        await story.Begin();
        await story.File(posts: false);
        var book = s.GetRequiredService<PointsBook>();
        var found = await book.Rebuild(write: true, default);
        Assert.True(found.Differences > 0);
        Assert.Equal(0, (await book.Rebuild(write: true, default)).Differences);
        var (ledger, traces) = await book.Fingerprints(default);
        Assert.Equal(traces, ledger);
        await story.Balances();
        return 0;
    });

    private sealed class Story(Random random, IServiceProvider services, World world)
    {
        private static readonly Deed[] OfActivities = [Deed.Attended, Deed.Served, Deed.Led];
        private readonly ZhijianDb _db = services.GetRequiredService<ZhijianDb>();
        private readonly Fence _fence = services.GetRequiredService<Fence>();
        private readonly PointsBook _book = services.GetRequiredService<PointsBook>();
        private readonly DateOnly _today = services.GetRequiredService<InstitutionTime>().Today;
        private readonly Actor _actor = SystemActors.SetUp.Actor;
        private readonly List<Guid> _filed = [];
        private readonly List<Guid> _open = [];
        private readonly List<Guid> _tasks = [];
        private int _second;
        private int _number;

        private IReadOnlyList<Member> People => world.University.FirstMembers;

        public async Task Begin()
        {
            var u = world.University;
            for (var i = 0; i < 6; i++)
            {
                var item = new LibraryItem { Path = u.First.Path, OrganisationId = u.First.Id, OrganisationName = u.First.Name, Kind = LibraryKind.Article, Title = $"学{i}", Rights = "自编", Text = "读", CreatedBy = People[0].Id, CreatedAt = world.Clock.GetUtcNow() };
                var task = new LearningTask
                {
                    Path = u.First.Path, OrganisationId = u.First.Id, OrganisationName = u.First.Name, ItemId = item.Id, ItemTitle = item.Title, ItemKind = item.Kind, Title = item.Title, Kinds = [], Mode = LearningMode.Individual, Units = 1,
                    DueOn = _today, Reached = People.Count, IssuedBy = People[0].Id, IssuedAt = world.Clock.GetUtcNow(),
                };
                _db.AddRange(item, task);
                _db.AddRange(People.Select(m => new LearningAssignment { TaskId = task.Id, MemberId = m.Id, OrganisationId = u.First.Id, Path = u.First.Path, ItemId = item.Id, Title = task.Title, Mode = task.Mode, Units = 1, AskedByName = u.First.Name, DueOn = _today }));
                _tasks.Add(task.Id);
            }
            await _db.SaveChangesAsync();
        }

        public async Task<string> Step()
        {
            switch (random.Next(10))
            {
                case < 4:
                    return await File();
                case 4:
                    return await Unfile();
                case 5:
                    return await FileAnew();
                case 6:
                    return await Study(done: true);
                case 7:
                    return await Study(done: false);
                case 8:
                    return await Decide();
                default:
                    return random.Next(2) == 0 ? $"ran out: {await _book.Expire(default)}" : await Move();
            }
        }

        /// <summary>An activity of a random day of three years, at which some were, filed in any order.</summary>
        public async Task<string> File(bool posts = true)
        {
            var u = world.University;
            var day = _today.AddDays(-random.Next(1100));
            var starts = new DateTimeOffset(day.ToDateTime(new TimeOnly(6, 0)), TimeSpan.Zero);
            var kind = random.Next(3) == 0 ? ActivityKind.VolunteerService : ActivityKind.ThemePartyDay;
            var activity = new Activity
            {
                Path = u.First.Path, OrganisationId = u.First.Id, Kind = kind, State = ActivityState.Filed, Title = $"活动{++_number}", StartsAt = starts, EndsAt = starts.AddHours(1), HostMemberId = People[random.Next(3)].Id,
                RecorderMemberId = random.Next(2) == 0 ? People[random.Next(3)].Id : null, CodeSecret = [1], CreatedBy = People[0].Id, CreatedAt = starts,
            };
            _db.Add(activity);
            _db.AddRange(People.Select(m => new Attendance
            {
                ActivityId = activity.Id, MemberId = m.Id, Path = activity.Path, OrganisationId = u.First.Id, Name = m.Name, IsObserver = random.Next(8) == 0, Votes = true,
                Status = random.Next(4) == 0 ? AttendanceStatus.Absent : random.Next(5) == 0 ? AttendanceStatus.MadeUp : AttendanceStatus.Present,
            }));
            _db.Add(new ActivityRecord
            {
                ActivityId = activity.Id, Path = activity.Path, OrganisationId = u.First.Id, Kind = kind, Number = $"R{Guid.NewGuid():N}", Title = activity.Title, State = RecordState.Filed, HeldOn = day, FiledAt = Next(),
            });
            await _db.SaveChangesAsync();
            _filed.Add(activity.Id);
            if (posts)
            {
                await Settle(activity.Id);
            }
            return $"filed {activity.Title} of {day:O}";
        }

        public async Task Balances()
        {
            // Each posting is a debit and a credit line of the same amount; all accounts together hold nothing.
            const string Of = "(select id, debit as account, -points as amount, kind, member_id, closes from points_posting union all select id, credit, points, kind, member_id, closes from points_posting) l";
            Assert.Equal(0, await _fence.Row<int>($"select count(*)::int from (select id from {Of} group by id having sum(amount) <> 0 or count(*) <> 2) w", null, default));
            Assert.Equal(0, await _fence.Row<long>($"select coalesce(sum(amount), 0)::bigint from {Of}", null, default));
            // What a member's account holds is what stands and has not run out; it is never less than nothing, and within each year's cap.
            Assert.Equal(0, await _fence.Row<int>(
                $"""
                select count(*)::int from (select account, sum(amount) as held from {Of} where account = member_id group by account) a
                full join (select member_id as account, sum(points) as held from points_posting p where kind = 'Earned' and not exists (select 1 from points_posting x where x.closes = p.id) group by member_id) s using (account)
                where coalesce(a.held, 0) <> coalesce(s.held, 0) or coalesce(a.held, 0) < 0
                """, null, default));
            Assert.Equal(0, await _fence.Row<int>(
                """
                select count(*)::int from (select 1 from points_posting p where kind = 'Earned' and not exists (select 1 from points_posting x where x.closes = p.id and x.kind = 'Reversed')
                group by member_id, deed, extract(year from done_on) having sum(points) > max(yearly_cap)) w
                """, null, default));
            // One standing posting for a member, a deed and a record.
            Assert.Equal(0, await _fence.Row<int>(
                """
                select count(*)::int from (select 1 from points_posting p where kind = 'Earned' and not exists (select 1 from points_posting x where x.closes = p.id and x.kind = 'Reversed') group by member_id, deed, about having count(*) > 1) w
                """, null, default));
        }

        public async Task<(bool Capped, bool Both, bool Reversed, bool Expired, bool Decided)> Met() => (
            await Any("kind = 'Earned' and points < per_deed"), await Any("rule_version = '1'") && await Any("rule_version = '2'"), await Any("cause = 'RecordChanged'") && await Any("cause = 'CapMoved'"), await Any("kind = 'Expired'"), await Any("cause = 'Decided'"));

        private Task<bool> Any(string what) => _fence.Row<bool>($"select exists (select 1 from points_posting where {what})", null, default);

        private async Task<string> Unfile()
        {
            if (_filed.Count == 0)
            {
                return "nothing";
            }
            var id = _filed[random.Next(_filed.Count)];
            _filed.Remove(id);
            _open.Add(id);
            await _fence.Run("update activity set state = 'Submitted' where id = @id; update activity_record set state = 'Submitted', filed_at = null where activity_id = @id", new { id }, default);
            await Settle(id);
            return "unfiled";
        }

        /// <summary>With another roll: the record was corrected meanwhile.</summary>
        private async Task<string> FileAnew()
        {
            if (_open.Count == 0)
            {
                return "nothing";
            }
            var id = _open[random.Next(_open.Count)];
            _open.Remove(id);
            _filed.Add(id);
            var other = People[random.Next(People.Count)].Id;
            await _fence.Run(
                """
                update attendance set status = case status when 'Absent' then 'Present' else 'Absent' end where activity_id = @id and member_id = @other;
                update activity set state = 'Filed' where id = @id; update activity_record set state = 'Filed', filed_at = @at where activity_id = @id
                """, new { id, other, at = Next() }, default);
            await Settle(id);
            return "filed anew";
        }

        private async Task<string> Study(bool done)
        {
            var (task, member) = (_tasks[random.Next(_tasks.Count)], People[random.Next(People.Count)].Id);
            var day = done ? _today.AddDays(-random.Next(300)) : (DateOnly?)null;
            await _fence.Run("update learning_assignment set done_on = @day where task_id = @task and member_id = @member", new { task, member, day }, default);
            await _book.Settle([Deed.Studied], [task], [member], _actor, default);
            return done ? "studied" : "taken back";
        }

        private async Task<string> Decide()
        {
            var posting = await _fence.Row<Line>(
                """
                select id, member_id as MemberId, about, deed, title, done_on as DoneOn from points_posting p where kind = 'Earned' and not exists (select 1 from points_posting x where x.closes = p.id) order by md5(id::text || @salt) limit 1
                """, new { salt = random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture) }, default);
            if (posting is null)
            {
                return "nothing";
            }
            var member = new Actor { MemberId = posting.MemberId, Name = "本人", HomePath = world.University.First.Path };
            PointsContest.Contest(new ContestablePosting(posting.Id, PostingState.Valid, false, posting.Deed, "points@1:x", posting.About, posting.Title, posting.DoneOn), "不对", member, world.Clock.GetUtcNow(), out var contest);
            var decider = new Actor { MemberId = Guid.NewGuid(), Name = "上级" };
            Assert.NotNull(contest!.Decide(true, "核实", 1, decider, [], world.Clock.GetUtcNow()).Fact);
            await _book.ReverseOne(contest, decider, default);
            return "decided against";
        }

        private async Task<string> Move()
        {
            var (u, member) = (world.University, People[random.Next(People.Count)].Id);
            var to = random.Next(2) == 0 ? u.Second : u.First;
            await _fence.Run("update member set organisation_id = @Id, path = @Path where id = @member; update learning_assignment set organisation_id = @Id, path = @Path where member_id = @member and done_on is not null", new { to.Id, to.Path, member }, default);
            return "moved";
        }

        private Task Settle(Guid activity) => _book.Settle(OfActivities, [activity], null, _actor, default);

        /// <summary>Records are filed in any order of their days; now and then two in the same moment.</summary>
        private DateTimeOffset Next() => world.Clock.GetUtcNow().AddDays(-1).AddSeconds(random.Next(6) == 0 ? _second : ++_second);

        private sealed class Line
        {
            public Guid Id { get; set; }

            public Guid MemberId { get; set; }

            public Guid About { get; set; }

            public Deed Deed { get; set; }

            public string Title { get; set; } = "";

            public DateOnly DoneOn { get; set; }
        }
    }
}

/// <summary>The same program with low caps, and with another version of the rules of points from the middle of a year on.</summary>
public sealed class ChangingRulesWorld : World
{
    protected override void Configure(WebApplicationBuilder builder)
    {
        var folder = Path.Combine(Repository, "rules");
        var texts = Directory.EnumerateFiles(folder, "*.yaml").Select(f => new PackText(Path.GetFileName(f), File.ReadAllText(f))).ToList();
        var shipped = texts.Single(t => t.File == "points.yaml");
        texts.Remove(shipped);
        texts.Add(new PackText("points.yaml", shipped.Text.Replace("inForceFrom: 2026-01-01", "inForceFrom: 2025-01-01\ninForceUntil: 2026-06-14", StringComparison.Ordinal).Replace("yearlyCap: 100", "yearlyCap: 7", StringComparison.Ordinal).Replace("yearlyCap: 60", "yearlyCap: 5", StringComparison.Ordinal)));
        texts.Add(new PackText("points-2.yaml", shipped.Text.Replace("inForceFrom: 2026-01-01", "inForceFrom: 2026-06-15", StringComparison.Ordinal).Replace("version: \"1\"", "version: \"2\"", StringComparison.Ordinal).Replace("points: 2,", "points: 3,", StringComparison.Ordinal).Replace("yearlyCap: 100", "yearlyCap: 11", StringComparison.Ordinal).Replace("yearlyCap: 60", "yearlyCap: 7", StringComparison.Ordinal)));
        builder.Services.Replace(ServiceDescriptor.Singleton(Rulebook.Read(texts)));
    }
}
