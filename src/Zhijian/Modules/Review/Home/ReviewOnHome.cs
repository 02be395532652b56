using Dapper;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Review.Home;

/// <summary>What the review puts on home pages: what to decide, what came back, what was handed in, what waits.</summary>
internal sealed class ReviewOnHome(Rulebook rulebook, InstitutionTime time, IEnumerable<IReviewable> reviewables) : ITaskSource, IQueueSource, ISubmissionSource
{
    /// <summary>Nobody plans a day by the exact number beyond it.</summary>
    private const int MostCounted = 200;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now)
    {
        const string Returned =
            """
            select c.id, c.record_kind as RecordKind, c.subject_id as SubjectId, c.title, s.by_name as ByName, s.at, s.note from review_case c
              join review_step s on s.case_id = c.id and s.number = (select max(l.number) from review_step l where l.case_id = c.id)
              where c.author_member_id = @member and c.path = @path and c.state = 'Returned' order by s.at limit 10;
            """;
        if (DecidesIn(actor) is not { } post)
        {
            return new(Returned, async sets => [.. (await sets.ReadAsync<ReturnedRow>()).Select(ToRewrite)]);
        }
        var mine = $"c.state = 'Waiting' and c.waiting_at_organisation_id = @organisation and c.waiting_posts && array['{post}'] and not c.closed_to @> array[@member]::uuid[]";
        return new(
            $"""
            select count(*) as Count, min(waiting_since) as Oldest, (
                select (c.route->'layers'->(c.layer - 1)->>'limitWorkingDays')::int from review_case c where {mine} order by c.waiting_since limit 1) as LimitDays
            from (select c.waiting_since from review_case c where {mine} order by c.waiting_since limit {MostCounted}) w;
            {Returned}
            """,
            async sets =>
            {
                var waiting = await sets.ReadFirstAsync<WaitingRow>();
                var returned = await sets.ReadAsync<ReturnedRow>();
                return [.. waiting.Count > 0 ? [ToDecide(waiting)] : Array.Empty<HomeTask>(), .. returned.Select(ToRewrite)];
            });
    }

    public HomeQuestion<HomeQueued>? Queue(Actor actor, DateTimeOffset now, int most)
    {
        if (DecidesIn(actor) is not { } post)
        {
            return null;
        }
        return new(
            $"""
            select c.id, c.title, o.name as OrganisationName, c.waiting_since as At, c.layer, c.state, c.route->'layers'->(c.layer - 1)->>'kind' as Kind, jsonb_array_length(c.route->'layers') as Layers
            from review_case c join organisation o on o.id = c.organisation_id
            where c.state = 'Waiting' and c.waiting_at_organisation_id = @organisation and c.waiting_posts && array['{post}'] and not c.closed_to @> array[@member]::uuid[]
            order by c.waiting_since, c.id limit {most};
            """,
            async sets => [.. (await sets.ReadAsync<CaseRow>()).Select(r => new HomeQueued(r.Id, r.Title, r.OrganisationName, r.Standing, r.Bars, r.Moment, $"/review?case={r.Id}"))]);
    }

    public HomeQuestion<HomeSubmission>? Submissions(Actor actor, DateTimeOffset now, int most) => actor.Space is null ? null : new(
        $"""
        select c.id, c.title, '' as OrganisationName, c.submitted_at as At, c.layer, c.state, c.route->'layers'->(c.layer - 1)->>'kind' as Kind, jsonb_array_length(c.route->'layers') as Layers
        from review_case c where c.path = @path and c.state in ('Waiting', 'Returned') order by c.submitted_at desc, c.id desc limit {most};
        """,
        async sets => [.. (await sets.ReadAsync<CaseRow>()).Select(r => new HomeSubmission(r.Id, r.Title, r.Standing, r.Bars, r.Moment, $"/review/cases/{r.Id}"))]);

    private HomeTask ToDecide(WaitingRow waiting)
    {
        var due = rulebook.On(time.Today).Calendar.AddWorkingDays(time.DayOf(Utc(waiting.Oldest!.Value)), waiting.LimitDays).Date;
        return new HomeTask(new HomeText("review.task", waiting.Count), (int)Math.Min(waiting.Count * 2, 60), time.LastMinuteOf(due), "/review", new HomeText("review.task-action"), "", "checklist");
    }

    private HomeTask ToRewrite(ReturnedRow row) =>
        new(new HomeText("review.task-returned", row.Title), 5, null, AddressOf(row), new HomeText("review.task-returned-action"), "is-back", "arrow-back-up")
        {
            Detail = new HomeText("review.task-returned-detail", row.ByName, Utc(row.At), row.Note),
        };

    private string AddressOf(ReturnedRow row) => reviewables.FirstOrDefault(r => r.RecordKind == row.RecordKind)?.AddressOf(row.SubjectId) ?? $"/review/cases/{row.Id}";

    /// <summary>The post of the open space, if it decides; parsed, so that only names of posts ever reach the text of a question.</summary>
    private static PostKind? DecidesIn(Actor actor) =>
        actor.Space is { } space && space.Grants.Any(g => g.Act == ReviewActs.Decide) && Enum.TryParse<PostKind>(space.Post, out var post) ? post : null;

    private static DateTimeOffset Utc(DateTime at) => new(DateTime.SpecifyKind(at, DateTimeKind.Utc));

    private sealed class WaitingRow
    {
        public long Count { get; set; }

        public DateTime? Oldest { get; set; }

        public int LimitDays { get; set; }
    }

    private sealed class ReturnedRow
    {
        public Guid Id { get; set; }

        public string RecordKind { get; set; } = "";

        public Guid SubjectId { get; set; }

        public string Title { get; set; } = "";

        public string ByName { get; set; } = "";

        public DateTime At { get; set; }

        public string Note { get; set; } = "";
    }

    private sealed class CaseRow
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public string OrganisationName { get; set; } = "";

        public DateTime At { get; set; }

        public int Layer { get; set; }

        public ReviewState State { get; set; }

        public string Kind { get; set; } = "";

        public int Layers { get; set; }

        public DateTimeOffset Moment => Utc(At);

        public HomeText Standing => State == ReviewState.Waiting ? new HomeText("review.standing-in", new HomeText($"review.layer.{Words.Kebab(Kind)}")) : new HomeText($"review-state.{Words.Kebab(State.ToString())}");

        public IReadOnlyList<string> Bars => [.. Enumerable.Range(1, Layers).Select(l => State == ReviewState.Returned ? l == Layer ? "back" : "" : l < Layer ? "ok" : l == Layer ? "now" : ""), ""];
    }
}
