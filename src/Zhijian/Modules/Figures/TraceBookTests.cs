using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Figures;

public sealed class TraceBookTests(World world) : IClassFixture<World>
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private static readonly DateOnly Day = new(2026, 10, 12);
    private static readonly DateOnly October = new(2026, 10, 1);

    [Fact]
    public async Task A_joint_activity_of_two_branches_counts_once_at_each_branch_once_at_their_general_branch_and_once_at_the_committee()
    {
        var u = world.University;
        var counts = await Inside(async (book, fence) =>
        {
            await book.Filed(Record(ActivityKind.LinkageActivity, u.First, u.Second), Cancel);
            return await Counts(fence);
        });
        Assert.Equal(
            [(u.Committee.Id, 1), (u.GeneralBranch.Id, 1), (u.First.Id, 1), (u.Second.Id, 1)],
            counts.OrderBy(c => Array.IndexOf([u.Committee.Id, u.GeneralBranch.Id, u.First.Id, u.Second.Id], c.Id)).Select(c => (c.Id, c.Filed)));
    }

    [Fact]
    public async Task Filing_the_same_record_again_changes_nothing()
    {
        var record = Record(ActivityKind.ThemePartyDay, world.University.First);
        var counts = await Inside(async (book, fence) =>
        {
            await book.Filed(record, Cancel);
            await book.Filed(record, Cancel);
            return await Counts(fence);
        });
        Assert.All(counts, c => Assert.Equal(1, c.Filed));
        Assert.Equal(3, counts.Count);
    }

    [Fact]
    public async Task An_addendum_to_a_filed_record_changes_nothing()
    {
        var record = Record(ActivityKind.ThemePartyDay, world.University.First);
        var counts = await Inside(async (book, fence) =>
        {
            await book.Filed(record, Cancel);
            await book.Submitted(record.SubjectId, Guid.NewGuid(), Cancel);
            await book.Filed(record with { RecordId = Guid.NewGuid() }, Cancel);
            return await Counts(fence);
        });
        Assert.All(counts, c => Assert.Equal((1, 0), (c.Filed, c.InReview)));
    }

    [Fact]
    public async Task An_undone_filing_stops_counting_and_is_in_review_again()
    {
        var record = Record(ActivityKind.ThemePartyDay, world.University.First);
        var counts = await Inside(async (book, fence) =>
        {
            await book.Filed(record, Cancel);
            await book.Unfiled(record.RecordId, record.FiledAt.AddMinutes(3), Cancel);
            return await Counts(fence);
        });
        Assert.All(counts, c => Assert.Equal((0, 1), (c.Filed, c.InReview)));
    }

    [Fact]
    public async Task A_planned_activity_that_is_cancelled_leaves_nothing()
    {
        var u = world.University;
        var left = await Inside(async (book, fence) =>
        {
            var plan = new PlannedActivity(Guid.NewGuid(), ActivityKind.ThemePartyDay, world.Clock.GetUtcNow(), "主题党日", [Of(u.First)]);
            await book.Planned(plan, Cancel);
            await book.Planned(plan with { Parties = [Of(u.First), Of(u.Second)] }, Cancel);
            await book.Cancelled(plan.SubjectId, Cancel);
            return await fence.Row<int>("select count(*)::int from standing", null, Cancel);
        });
        Assert.Equal(0, left);
    }

    [Fact]
    public async Task A_filed_theme_day_meets_the_months_obligation_of_the_branch_and_its_sums_above()
    {
        var u = world.University;
        var (own, above) = await Inside(async (book, fence) =>
        {
            await Obligations(fence).Open(October, Cancel);
            await book.Filed(Record(ActivityKind.ThemePartyDay, u.First), Cancel);
            return (
                await fence.Row<string>("select state from obligation where organisation_id = @Id and kind = 'ThemePartyDay' and period_start = @October", new { u.First.Id, October }, Cancel),
                await fence.Row<int>("select met from obligation_month where organisation_id = @Id and month = @October", new { u.Committee.Id, October }, Cancel));
        });
        Assert.Equal("Met", own);
        Assert.Equal(1, above);
    }

    [Fact]
    public async Task A_branch_without_a_committee_does_not_owe_its_meetings_and_says_why()
    {
        var u = world.University;
        var reason = await Inside(async (_, fence) =>
        {
            await Obligations(fence).Open(October, Cancel);
            return await fence.Row<string>("select state || ' ' || reason_key from obligation where organisation_id = @Id and kind = 'BranchCommitteeMeeting' and period_start = @October", new { u.Second.Id, October }, Cancel);
        });
        Assert.Equal("NotApplicable rules.reason.no-committee", reason);
    }

    [Fact]
    public async Task Opening_a_month_twice_opens_nothing_twice()
    {
        var (first, second) = await Inside(async (_, fence) => (await Obligations(fence).Open(October, Cancel), await Obligations(fence).Open(October, Cancel)));
        Assert.True(first > 10);
        Assert.Equal(0, second);
    }

    [Fact]
    public async Task Counts_kept_by_increments_equal_a_count_from_scratch_whatever_happens_in_whatever_order()
    {
        var u = world.University;
        var branches = new[] { u.First, u.Second, u.Third, u.GeneralBranch };
        foreach (var story in Stories(branches.Length).Sample(25, 12))
        {
            await Inside(async (book, fence) =>
            {
                await Obligations(fence).Open(October.AddMonths(-1), October, null, Cancel);
                await Tell(story, branches, book);
                var report = await new FigureRebuild(fence, Time).Rebuild(write: false, Cancel);
                Assert.True(report.Differences == 0, $"{report} after {string.Join(", ", story)}");
                await AssertBruteForce(fence);
                return 0;
            });
        }
    }

    [Fact]
    public async Task A_rebuild_puts_wrong_numbers_right_and_finds_nothing_the_second_time()
    {
        var (first, second) = await Inside(async (book, fence) =>
        {
            await Obligations(fence).Open(October, Cancel);
            await book.FiledInBulk([Record(ActivityKind.LinkageActivity, world.University.First, world.University.Second), Record(ActivityKind.ThemePartyDay, world.University.First)], intoEmpty: false, Cancel);
            var rebuild = new FigureRebuild(fence, Time);
            return (await rebuild.Rebuild(Cancel), await rebuild.Rebuild(Cancel));
        });
        Assert.Equal((7, 1, 3), (first.FigureDifferences, first.ObligationDifferences, first.SumDifferences));
        Assert.Equal(0, second.Differences);
    }

    /// <summary>Every organisation's count by looking at every trace: the slow truth.</summary>
    private static async Task AssertBruteForce(Fence fence)
    {
        var wrong = await fence.Rows<string>(
            """
            select f.path || f.kind from figure_month f
            where f.filed <> (select count(distinct t.record_id) from trace t where starts_with(t.path, f.path) and t.kind = f.kind and t.month = f.month and t.reversed_at is null)
            union all
            select o.path from obligation_month o
            where o.met <> (select coalesce(sum(b.met), 0) from obligation b where starts_with(b.path, o.path) and b.month = o.month)
            """, null, Cancel);
        Assert.Empty(wrong);
    }

    private async Task Tell(IReadOnlyList<Step> story, Organisation[] branches, TraceBook book)
    {
        foreach (var step in story)
        {
            var record = Record(step.Kind, [.. step.Parties.Select(p => branches[p])]) with { HeldOn = Day.AddDays(-step.DaysBefore), SubjectId = Id(step.Subject), RecordId = Id(step.Subject + 100) };
            await (step.Act switch
            {
                0 => book.Planned(new PlannedActivity(record.SubjectId, step.Kind, new DateTimeOffset(record.HeldOn, new TimeOnly(8, 0), TimeSpan.Zero), "x", record.Parties), Cancel),
                1 => book.Submitted(record.SubjectId, record.RecordId, Cancel),
                2 => book.Returned(record.SubjectId, Cancel),
                3 => book.Cancelled(record.SubjectId, Cancel),
                4 => book.Unfiled(record.RecordId, record.FiledAt, Cancel),
                5 => book.Withdrawn(record.SubjectId, Cancel),
                _ => book.Filed(record, Cancel),
            });
        }
    }

    private static Gen<IReadOnlyList<Step>> Stories(int branches)
    {
        var step = from act in Gen.Choose(0, 7)
                   from subject in Gen.Choose(1, 4)
                   from kind in Gen.Elements(ActivityKind.ThemePartyDay, ActivityKind.LinkageActivity, ActivityKind.PartyLecture)
                   from parties in Gen.SubListOf(Enumerable.Range(0, branches)).Where(p => p.Count > 0)
                   from days in Gen.Choose(0, 40)
                   select new Step(act, subject, kind, [.. parties], days);
        return from length in Gen.Choose(1, 20)
               from steps in Gen.ListOf(step, length)
               select (IReadOnlyList<Step>)[.. steps];
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static Party Of(Organisation organisation) => new(organisation.Id, organisation.Path);

    private static FiledRecord Record(ActivityKind kind, params Organisation[] parties) =>
        new(Guid.NewGuid(), Guid.NewGuid(), kind, Day, new DateTimeOffset(2026, 10, 20, 1, 0, 0, TimeSpan.Zero), [.. parties.Select(Of)]);

    private ObligationBook Obligations(Fence fence) => new(fence, world.Services.GetRequiredService<Rulebook>(), Time);

    private Platform.Texts.InstitutionTime Time => world.Services.GetRequiredService<Platform.Texts.InstitutionTime>();

    private static Task<List<Count>> Counts(Fence fence) =>
        fence.Rows<Count>("select organisation_id as Id, filed, in_review as InReview from figure_month", null, Cancel);

    /// <summary>Each story ends without a commit.</summary>
    private async Task<T> Inside<T>(Func<TraceBook, Fence, Task<T>> story)
    {
        _ = world.University;
        return await world.Inside(s => story(s.GetRequiredService<TraceBook>(), s.GetRequiredService<Fence>()));
    }

    private sealed class Count
    {
        public Guid Id { get; set; }

        public int Filed { get; set; }

        public int InReview { get; set; }
    }

    private sealed record Step(int Act, int Subject, ActivityKind Kind, int[] Parties, int DaysBefore);
}
