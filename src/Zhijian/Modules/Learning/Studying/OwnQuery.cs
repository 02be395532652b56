using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Learning.Studying;

/// <summary>A person's own learning: what is open, what they are excused from, what was studied last, and the units of a year. Never anybody else's.</summary>
internal sealed class OwnQuery(Fence fence, Rulebook rulebook, InstitutionTime time, IEnumerable<ICreditedUnits> credits)
{
    public const int PageSize = 30;

    /// <summary>More open tasks than these help nobody; the next ones follow as these are done.</summary>
    private const int MostOpen = 60;

    private const int FewDone = 5;

    private const string Columns = "a.task_id as TaskId, a.item_id as ItemId, a.title, a.mode, a.units, a.asked_by_name as AskedByName, a.due_on as DueOn, a.done_on as DoneOn, a.study_id is not null as Together, a.excused_why as ExcusedWhy, a.excused_by_name as ExcusedByName, a.closed";

    private const string DoneColumns = "a.id as TaskId, a.item_id as ItemId, a.title, a.mode, a.units, a.asked_by_name as AskedByName, a.due_on as DueOn, a.done_on as DoneOn, a.together as Together, a.closed, a.source";

    /// <summary>What was studied here, and what a list says was studied elsewhere: trainings that were held and recognised, so that their units count like what was studied together.</summary>
    private const string Studied =
        """
        (select task_id as id, member_id, item_id, title, mode, units::numeric as units, asked_by_name, due_on, done_on, study_id is not null as together, closed, null as source
          from learning_assignment where done_on is not null
        union all
        select id, member_id, null, course, 'Collective', trim_scale(units), coalesce(provider, ''), completed_on, completed_on, true, true, source from learning_record) a
        """;

    private string Units =>
        $"""
        select trim_scale(coalesce(sum(a.units) filter (where a.together), 0)) as Together, trim_scale(coalesce(sum(a.units) filter (where not a.together), 0)) as Alone, count(*)::int as Items,
          (select coalesce(sum(c.units), 0) from ({string.Join(" union all ", credits.Select(c => c.Sql).Append("select 0 as units"))}) c)::int as Credited
        from {Studied} where a.member_id = @member and a.done_on between @first and @last
        """;

    /// <summary>Everything of the page, in one round trip. What one can do oneself stands before what the branch does together.</summary>
    public async Task<OwnLearning> Of(Actor actor, CancellationToken cancel)
    {
        var today = time.Today;
        using var sets = await fence.Sets(
            $"""
            select {Columns}, t.activity_kind as AtKind, t.activity_title as AtTitle from learning_assignment a left join learning_task t on t.id = a.task_id
            where a.member_id = @member and a.done_on is null and a.excused_why is null order by a.mode desc, a.due_on, a.task_id limit {MostOpen};
            select {Columns} from learning_assignment a where a.member_id = @member and a.done_on is null and a.excused_why is not null order by a.due_on desc, a.task_id limit {FewDone};
            select {DoneColumns} from {Studied} where a.member_id = @member order by a.done_on desc, a.id limit {FewDone};
            {Units};
            select m.category, m.join_date as JoinDate from member m where m.id = @member;
            """, Values(actor, today.Year), cancel);
        return new OwnLearning(
            [.. await sets.ReadAsync<OwnRow>()], [.. await sets.ReadAsync<OwnRow>()], [.. await sets.ReadAsync<OwnRow>()],
            Year(today.Year, await sets.ReadSingleAsync<UnitSums>(), await sets.ReadFirstOrDefaultAsync<SelfRow>(), actor));
    }

    /// <summary>What made up a year's units, last studied first.</summary>
    public async Task<Listing<OwnRow>> StudiedIn(Actor actor, int year, string? after, int size, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var on, var id] && DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && Guid.TryParse(id, out var lastId) ? (day, lastId) : ((DateOnly, Guid)?)null;
        var rows = await fence.Rows<OwnRow>(
            $"""
            select {DoneColumns} from {Studied} where a.member_id = @member and a.done_on between @first and @last
              and (@day::date is null or (a.done_on, a.id) < (@day, @lastId)) order by a.done_on desc, a.id desc limit {size + 1}
            """, new { member = actor.MemberId, first = new DateOnly(year, 1, 1), last = new DateOnly(year, 12, 31), day = last?.Item1, lastId = last?.Item2 }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.DoneOn!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), r.TaskId));
    }

    public async Task<YearOfUnits> Year(Actor actor, int year, CancellationToken cancel)
    {
        using var sets = await fence.Sets($"{Units}; select m.category, m.join_date as JoinDate from member m where m.id = @member;", Values(actor, year), cancel);
        return Year(year, await sets.ReadSingleAsync<UnitSums>(), await sets.ReadFirstOrDefaultAsync<SelfRow>(), actor);
    }

    private static object Values(Actor actor, int year) => new { member = actor.MemberId, first = new DateOnly(year, 1, 1), last = new DateOnly(year, 12, 31) };

    private YearOfUnits Year(int year, UnitSums sums, SelfRow? self, Actor actor)
    {
        var rules = rulebook.On(year == time.Today.Year ? time.Today : new DateOnly(year, 12, 31)).Learning;
        // A word of a later program is no kind that a plan knows.
        var posts = actor.Posts.Select(p => Enum.TryParse<PostKind>(p.Post, out var post) ? post : (PostKind?)null).OfType<PostKind>().ToList();
        var plan = self is not null && Enum.TryParse<MemberCategory>(self.Category, out var category) ? rules.PlanFor(category, posts) : null;
        return new YearOfUnits(year, sums.Together + sums.Credited, sums.Alone, sums.Items, plan, plan is null ? 0 : rules.Required(plan, year, self!.JoinDate), rules.Counting, sums.Credited);
    }

    private sealed class UnitSums
    {
        public decimal Together { get; set; }

        public decimal Alone { get; set; }

        public int Credited { get; set; }

        public int Items { get; set; }
    }

    private sealed class SelfRow
    {
        public string Category { get; set; } = "";

        public DateOnly? JoinDate { get; set; }
    }
}

/// <summary>What stands on a person's learning page.</summary>
internal sealed record OwnLearning(IReadOnlyList<OwnRow> Open, IReadOnlyList<OwnRow> Excused, IReadOnlyList<OwnRow> Done, YearOfUnits Year);

/// <summary>The units of one year: what was studied together and alone, and what the plan asks; no plan, no number to reach.</summary>
/// <param name="Credited">How many of those studied together come from training classes.</param>
public sealed record YearOfUnits(int Year, decimal Together, decimal Alone, int Items, LearningPlanRule? Plan, int Required, LearningCountingRule Counting, int Credited = 0)
{
    /// <summary>What counts towards the plan.</summary>
    public decimal Counted => Counting.CountsIndividual ? Together + Alone : Together;
}

/// <summary>A task as the one who studies it sees it.</summary>
internal sealed class OwnRow
{
    public Guid TaskId { get; set; }

    /// <summary>Null for what was studied elsewhere.</summary>
    public Guid? ItemId { get; set; }

    public string Title { get; set; } = "";

    public LearningMode Mode { get; set; }

    /// <summary>Null where a list says nothing of them.</summary>
    public decimal? Units { get; set; }

    public string AskedByName { get; set; } = "";

    public DateOnly DueOn { get; set; }

    public DateOnly? DoneOn { get; set; }

    public bool Together { get; set; }

    public string? ExcusedWhy { get; set; }

    public string? ExcusedByName { get; set; }

    public bool Closed { get; set; }

    /// <summary>The source of the data standard from which a list brought it; null for what was studied here.</summary>
    public string? Source { get; set; }

    /// <summary>The kind of activity at which it is studied by being there.</summary>
    public ActivityKind? AtKind { get; set; }

    public string? AtTitle { get; set; }

    public AssignmentState State => AssignmentStates.Of(DueOn, DoneOn, ExcusedWhy);

    /// <summary>Whether the person can take it back themselves.</summary>
    public bool CanTakeBack => DoneOn is not null && !Together && !Closed;
}
