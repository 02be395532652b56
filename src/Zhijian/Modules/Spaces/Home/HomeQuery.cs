using Zhijian.Modules.Figures;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Spaces.Home;

/// <summary>Everything a home page shows, asked in one round trip.</summary>
public sealed class HomeQuery(
    Fence fence, Actor actor, InstitutionTime institution,
    IEnumerable<ITaskSource> tasks, IEnumerable<IUpcomingSource> upcoming, IEnumerable<ISubmissionSource> submissions, IEnumerable<IQueueSource> queues, IEnumerable<IAttendedSource> attended, IEnumerable<INewsSource> news)
{
    private const int FewUpcoming = 5;
    private const int FewSubmissions = 6;
    private const int FewQueued = 6;
    private const int FewAttended = 8;
    private const int FewNews = 4;

    /// <summary>A branch: its tasks, its quarter, what comes next, what it submitted.</summary>
    public async Task<BranchDay> Branch(CancellationToken cancel)
    {
        var trip = new RoundTrip(fence);
        var now = institution.Now;
        QuarterBoard? board = null;
        trip.Ask(QuarterBoard.Sql, async sets => board = await QuarterBoard.Read(sets, institution.Today));
        var todo = Tasks(trip, now);
        var next = upcoming.Select(s => trip.Ask(s.Upcoming(actor, now, FewUpcoming))).ToList();
        var sent = submissions.Select(s => trip.Ask(s.Submissions(actor, now, FewSubmissions))).ToList();
        var told = News(trip, now);
        await trip.Go(Values(FigureSpan.Of(null, institution.Today)), cancel);
        return new BranchDay(board!, new TaskDay(Sorted(todo), institution), Soonest(next), [.. sent.SelectMany(s => s).OrderByDescending(s => s.At).Take(FewSubmissions)], Newest(told));
    }

    /// <summary>A general branch or committee: the tree in numbers, what is missing, what waits for a decision here.</summary>
    public async Task<TreeDay> Tree(FigureSpan span, CancellationToken cancel)
    {
        var trip = new RoundTrip(fence);
        var now = institution.Now;
        Overview? overview = null;
        trip.Ask(Overview.SqlAt(actor.Space?.Path ?? actor.HomePath), async sets => overview = await Overview.Read(sets));
        var todo = Tasks(trip, now);
        var waiting = queues.Select(s => trip.Ask(s.Queue(actor, now, FewQueued))).ToList();
        var told = News(trip, now);
        var notes = trip.Ask(actor.Space is { } space && space.Covers(FigureActs.See, space.Path) ? FigureNotesQuery.OnHome : null);
        await trip.Go(Values(span), cancel);
        return new TreeDay(overview!, new TaskDay(Sorted(todo), institution), [.. waiting.SelectMany(w => w).OrderBy(w => w.WaitsSince).Take(FewQueued)], Newest(told), notes);
    }

    /// <summary>A member (a group's leader too: a group owes nothing itself): what comes next for them, what they are asked to do, what they took part in.</summary>
    public async Task<MemberDay> Member(CancellationToken cancel)
    {
        var trip = new RoundTrip(fence);
        var now = institution.Now;
        var self = actor with { Space = null };
        var todo = tasks.Select(s => trip.Ask(s.Tasks(self, now))).ToList();
        var next = upcoming.Select(s => trip.Ask(s.Upcoming(self, now, FewUpcoming))).ToList();
        var took = attended.Select(s => trip.Ask(s.Attended(self, now, FewAttended))).ToList();
        var told = News(trip, now);
        await trip.Go(Values(FigureSpan.Of(null, institution.Today), self), cancel);
        return new MemberDay(new TaskDay(Sorted(todo), institution), Soonest(next), [.. took.SelectMany(t => t).OrderByDescending(t => t.On).Take(FewAttended)], Newest(told));
    }

    /// <summary>The wall: the overview, the whole tree where it fits, and today's activities.</summary>
    public async Task<(Overview Overview, IReadOnlyList<HeatRow> Tree, IReadOnlyList<HomeUpcoming> Today)> Wall(FigureSpan span, int rows, CancellationToken cancel)
    {
        var trip = new RoundTrip(fence);
        Overview? overview = null;
        List<HeatRow> tree = [];
        trip.Ask(Overview.SqlAt(actor.Space?.Path ?? actor.HomePath), async sets => overview = await Overview.Read(sets));
        trip.Ask(Overview.WholeTree(rows), async sets => tree.AddRange(await sets.ReadAsync<HeatRow>()));
        var next = upcoming.Select(s => trip.Ask(s.Upcoming(actor, institution.Now, FewUpcoming))).ToList();
        await trip.Go(Values(span), cancel);
        IReadOnlyList<HeatRow> shown = tree.Count <= rows ? tree : [.. new[] { overview!.Own! }.Concat(overview.Below).Take(rows)];
        return (overview!, shown, Soonest(next));
    }

    private List<List<HomeTask>> Tasks(RoundTrip trip, DateTimeOffset now) => [.. tasks.Select(s => trip.Ask(s.Tasks(actor, now)))];

    private List<List<HomeNews>> News(RoundTrip trip, DateTimeOffset now) => [.. news.Select(s => trip.Ask(s.News(actor, now, FewNews)))];

    private static List<HomeNews> Newest(List<List<HomeNews>> told) => [.. told.SelectMany(t => t).OrderByDescending(t => t.At).Take(FewNews)];

    private static List<HomeTask> Sorted(List<List<HomeTask>> tasks) => [.. tasks.SelectMany(t => t).OrderBy(t => t.DueAt ?? DateTimeOffset.MaxValue)];

    private static List<HomeUpcoming> Soonest(List<List<HomeUpcoming>> upcoming) => [.. upcoming.SelectMany(u => u).OrderBy(u => u.StartsAt).Take(FewUpcoming)];

    private NamedValues Values(FigureSpan span) => Values(span, actor);

    private NamedValues Values(FigureSpan span, Actor who)
    {
        var quarter = ReportingPeriod.Containing(institution.Today, PeriodKind.Quarter);
        return new()
        {
            { "now", institution.Now },
            { "today", institution.Today },
            { "account", actor.AccountId },
            { "member", actor.MemberId },
            { "organisation", who.Space?.OrganisationId },
            { "path", who.Space?.Path ?? who.HomePath },
            { "from", span.From },
            { "month", span.Month },
            { "quarterFirst", quarter.First },
            { "quarterLast", quarter.Last },
        };
    }
}

/// <summary>A branch's home.</summary>
public sealed record BranchDay(QuarterBoard Board, TaskDay Tasks, IReadOnlyList<HomeUpcoming> Upcoming, IReadOnlyList<HomeSubmission> Submitted, IReadOnlyList<HomeNews> News);

/// <summary>The home of a general branch or committee.</summary>
public sealed record TreeDay(Overview Overview, TaskDay Tasks, IReadOnlyList<HomeQueued> Queue, IReadOnlyList<HomeNews> News, IReadOnlyList<FigureNote> Notes);

/// <summary>A member's home.</summary>
public sealed record MemberDay(TaskDay Tasks, IReadOnlyList<HomeUpcoming> Upcoming, IReadOnlyList<HomeAttended> Attended, IReadOnlyList<HomeNews> News);

/// <summary>Tasks by due time: those of today (and overdue ones), then those that are arranged but not urgent.</summary>
public sealed class TaskDay(IReadOnlyList<HomeTask> all, InstitutionTime institution)
{
    /// <summary>What is due today or was due before.</summary>
    public IReadOnlyList<HomeTask> Today { get; } = [.. all.Where(t => t.DueAt is { } due && institution.DayOf(due) <= institution.Today)];

    public IReadOnlyList<HomeTask> Later { get; } = [.. all.Where(t => t.DueAt is not { } due || institution.DayOf(due) > institution.Today)];

    /// <summary>The one to do first: the most urgent, or the next arranged one.</summary>
    public HomeTask? First => Today.Count > 0 ? Today[0] : Later.Count > 0 ? Later[0] : null;

    public int MinutesToday => Today.Sum(t => t.Minutes);
}
