using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Learning.Rolling;

/// <summary>How a task stands, rolled up the tree from one row for each branch; each number opens its rows. Always by place in the tree, never by who is ahead.</summary>
internal sealed class RollUpQuery(Fence fence, InstitutionTime time)
{
    public const int PageSize = 50;

    /// <summary>Where one looks: the organisation that is named, else the nearest of one's own to the task's; null outside the scope.</summary>
    public async Task<RollPlace?> Place(LearningTask task, Guid? organisation, Actor actor, CancellationToken cancel)
    {
        var own = actor.May(LearningActs.See, task.Path) ? task.OrganisationId
            : actor.Space is { } space && space.Covers(LearningActs.See, space.Path) ? space.OrganisationId
            : actor.Posts.Where(p => p.Covers(LearningActs.See, p.Path)).Select(p => (Guid?)p.OrganisationId).FirstOrDefault();
        return await fence.Row<RollPlace>("select id, name, path, parent_id as ParentId from organisation where id = @id", new { id = organisation ?? own }, cancel) is { } place
            && actor.May(LearningActs.See, place.Path) && place.Path.StartsWith(task.Path, StringComparison.Ordinal) ? place : null;
    }

    /// <summary>
    /// Everything at and below a place, and what stands directly below it; organisations that nobody is asked of are left out. The rows of the place are read once: the segment of the path
    /// after the place's own is the number of the organisation directly below.
    /// </summary>
    public async Task<(RollSums Here, Listing<RollSums> Below)> At(Guid task, RollPlace place, string? after, CancellationToken cancel)
    {
        var number = Cursor.Read(after, 1) is [var text] && int.TryParse(text, out var last) ? last : 0;
        var rows = await fence.Rows<RollSums>(
            """
            with summed as materialized (
              select nullif(split_part(substr(s.path, length(@Path) + 1), '.', 1), '')::int as below, sum(s.assigned)::int as assigned, sum(s.done)::int as done, sum(s.late)::int as late, sum(s.excused)::int as excused
              from learning_sum s where s.task_id = @task and s.path >= @Path and s.path < @Path || '~' group by 1)
            select coalesce(o.id, @Id) as Id, coalesce(o.name, '') as Name, coalesce(c.below, 0) as Number, c.assigned, c.done, c.late, c.excused from summed c left join organisation o on o.number = c.below order by c.below
            """, new { task, place.Id, place.Path }, cancel);
        var here = new RollSums { Assigned = rows.Sum(r => r.Assigned), Done = rows.Sum(r => r.Done), Late = rows.Sum(r => r.Late), Excused = rows.Sum(r => r.Excused) };
        return (here, Listing.Of([.. rows.Where(r => r.Number > number).Take(PageSize + 1)], PageSize, r => Cursor.Of(r.Number)));
    }

    /// <summary>The people behind a number, by their place in the tree.</summary>
    public async Task<Listing<RollRow>> Rows(LearningTask task, string path, RollRows which, string? after, int size, CancellationToken cancel)
    {
        var condition = which switch
        {
            RollRows.Done => "a.done_on <= a.due_on",
            RollRows.Late => "a.done_on > a.due_on",
            RollRows.Open => "a.done_on is null and a.excused_why is null",
            RollRows.Overdue => "a.done_on is null and a.excused_why is null and a.due_on < @today",
            RollRows.Excused => "a.done_on is null and a.excused_why is not null",
            _ => "true",
        };
        var last = Cursor.Read(after, 2) is [var at, var id] && Guid.TryParse(id, out var lastId) ? (at, lastId) : ("", Guid.Empty);
        var rows = await fence.Rows<RollRow>(
            $"""
            select a.member_id as MemberId, m.name, o.name as Organisation, a.organisation_id as OrganisationId, a.path, a.due_on as DueOn, a.done_on as DoneOn, a.study_id is not null as Together, a.excused_why as ExcusedWhy, a.closed
            from learning_assignment a join member m on m.id = a.member_id join organisation o on o.id = a.organisation_id
            where a.task_id = @task and a.path >= @path and a.path < @path || '~' and (a.path, a.member_id) > (@at, @lastId) and {condition} order by a.path, a.member_id limit {size + 1}
            """, new { task = task.Id, path, today = time.Today, at = last.Item1, lastId = last.Item2 }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Path, r.MemberId));
    }

    /// <summary>What a branch studied together for a task, latest first.</summary>
    public Task<List<StudyRow>> Studies(Guid task, Guid organisation, CancellationToken cancel) => fence.Rows<StudyRow>(
        """
        select s.id, s.held_on as HeldOn, s.people, s.note, s.recorded_by_name as RecordedByName, s.undone_at as UndoneAt, s.activity_id as ActivityId, s.version from learning_study s
        where s.task_id = @task and s.organisation_id = @organisation order by s.held_on desc, s.id desc limit 20
        """, new { task, organisation }, cancel);
}

/// <summary>Which people of a task are looked at.</summary>
internal enum RollRows
{
    Assigned,
    Done,
    Late,
    Open,
    Overdue,
    Excused,
}

/// <summary>Where one looks.</summary>
internal sealed class RollPlace
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Path { get; set; } = "";

    public Guid? ParentId { get; set; }
}

/// <summary>How a task stands at one place and below.</summary>
internal sealed class RollSums
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public int Number { get; set; }

    public int Assigned { get; set; }

    public int Done { get; set; }

    public int Late { get; set; }

    public int Excused { get; set; }

    public int Open => Assigned - Done - Late - Excused;

    /// <summary>What is open after the task's date.</summary>
    public int Overdue(DateOnly due, DateOnly today) => due < today ? Open : 0;
}

/// <summary>One person of a task.</summary>
internal sealed class RollRow
{
    public Guid MemberId { get; set; }

    public string Name { get; set; } = "";

    public string Organisation { get; set; } = "";

    public Guid OrganisationId { get; set; }

    public string Path { get; set; } = "";

    public DateOnly DueOn { get; set; }

    public DateOnly? DoneOn { get; set; }

    public bool Together { get; set; }

    public string? ExcusedWhy { get; set; }

    public bool Closed { get; set; }

    public AssignmentState State => AssignmentStates.Of(DueOn, DoneOn, ExcusedWhy);
}

/// <summary>A study that a branch held together.</summary>
internal sealed class StudyRow
{
    public Guid Id { get; set; }

    public DateOnly HeldOn { get; set; }

    public int People { get; set; }

    public string? Note { get; set; }

    public string RecordedByName { get; set; } = "";

    public DateTimeOffset? UndoneAt { get; set; }

    /// <summary>The filed activity at which it was studied.</summary>
    public Guid? ActivityId { get; set; }

    public int Version { get; set; }
}
