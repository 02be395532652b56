using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Showing;

/// <summary>Everything the page of one activity shows, in two round trips: by what right, then the rows.</summary>
internal sealed class ActivityPageQuery(ActivityQuery activities, Fence fence, Rulebook rulebook, InstitutionTime time)
{
    public async Task<ActivitySheet?> Find(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open)
        {
            return null;
        }
        using var sets = await fence.Sets(
            """
            select member_id as MemberId, organisation_id as OrganisationId, path, name, is_observer as IsObserver, votes, notified_at as NotifiedAt, read_at as ReadAt, answer, answered_at as AnsweredAt,
              leave_kind as LeaveKind, leave_reason as LeaveReason, leave_granted_at as LeaveGrantedAt, leave_declined as LeaveDeclined, status, marked_at as MarkedAt, marked_by as MarkedBy, version
            from attendance where activity_id = @id order by path, is_observer, name;
            select id, ordinal, title from agenda_item where activity_id = @id order by ordinal;
            select fact, at, actor_name as ActorName, body from journal where subject_id = @id and fact <> 'MemberCheckedIn' and fact <> 'NoticeRead' and fact <> 'NoticeAnswered' and fact <> 'PresenceMarked' order by id desc limit 30;
            select id, number from activity_record where activity_id = @id and addendum_to is null;
            """,
            new { id }, cancel);
        var roll = (await sets.ReadAsync<RollRow>()).Select(r => r.ToAttendance(id)).ToList();
        var agenda = (await sets.ReadAsync<AgendaRow>()).ToList();
        var trail = (await sets.ReadAsync<TrailRow>()).ToList();
        var record = await sets.ReadFirstOrDefaultAsync<NumberRow>();
        var (organisations, host) = await Names(open.Activity, roll, cancel);
        var rules = rulebook.On(time.DayOf(open.Activity.StartsAt));
        return new ActivitySheet(open, roll, agenda, trail, record?.Number, organisations, host, QuorumOf(rules, open.Activity.Kind, roll), rules) { RecordId = record?.Id };
    }

    /// <summary>Whether enough voters are there, by the rule pack of the day.</summary>
    internal static QuorumResult QuorumOf(RulesInForce rules, ActivityKind kind, IEnumerable<Attendance> roll)
    {
        var rule = rules.Activities[kind];
        var voters = roll.Where(a => a.Votes).ToList();
        var present = voters.Count(a => a.Status is { } status && (rule.Policy is { } policy ? rules.Attendance.IsPresentForVote(status, policy) : rules.Attendance.Statuses[status].CountsForQuorum));
        return rule.Quorum(voters.Count, present);
    }

    private async Task<(IReadOnlyList<PartyRow> Organisations, string? Host)> Names(Activity activity, List<Attendance> roll, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Directory))
        {
            using var sets = await fence.Sets(
                """
                select p.organisation_id as OrganisationId, p.is_host as IsHost, o.name, o.kind from activity_party p join organisation o on o.id = p.organisation_id where p.activity_id = @Id order by p.is_host desc, o.path;
                select name from member where id = @HostMemberId;
                """,
                new { activity.Id, activity.HostMemberId }, cancel);
            var parties = (await sets.ReadAsync<PartyRow>()).ToList();
            return (parties, roll.FirstOrDefault(a => a.MemberId == activity.HostMemberId)?.Name ?? await sets.ReadFirstOrDefaultAsync<string>());
        }
    }

    private sealed class NumberRow
    {
        public Guid Id { get; set; }

        public string Number { get; set; } = "";
    }

    internal sealed class AgendaRow
    {
        public Guid Id { get; set; }

        public int Ordinal { get; set; }

        public string Title { get; set; } = "";
    }

    internal sealed class TrailRow
    {
        public string Fact { get; set; } = "";

        public DateTimeOffset At { get; set; }

        public string ActorName { get; set; } = "";

        public string Body { get; set; } = "{}";
    }

    internal sealed class PartyRow
    {
        public Guid OrganisationId { get; set; }

        public bool IsHost { get; set; }

        public string Name { get; set; } = "";

        public string Kind { get; set; } = "";
    }

    private sealed class RollRow
    {
        public Guid MemberId { get; set; }

        public Guid OrganisationId { get; set; }

        public string Path { get; set; } = "";

        public string Name { get; set; } = "";

        public bool IsObserver { get; set; }

        public bool Votes { get; set; }

        public DateTimeOffset? NotifiedAt { get; set; }

        public DateTimeOffset? ReadAt { get; set; }

        public string? Answer { get; set; }

        public DateTimeOffset? AnsweredAt { get; set; }

        public string? LeaveKind { get; set; }

        public string? LeaveReason { get; set; }

        public DateTimeOffset? LeaveGrantedAt { get; set; }

        public bool LeaveDeclined { get; set; }

        public string? Status { get; set; }

        public DateTimeOffset? MarkedAt { get; set; }

        public string? MarkedBy { get; set; }

        public int Version { get; set; }

        public Attendance ToAttendance(Guid activityId) => new()
        {
            ActivityId = activityId, MemberId = MemberId, OrganisationId = OrganisationId, Path = Path, Name = Name, IsObserver = IsObserver, Votes = Votes, NotifiedAt = NotifiedAt, ReadAt = ReadAt,
            Answer = Answer is null ? null : Enum.Parse<AttendanceAnswer>(Answer), AnsweredAt = AnsweredAt, LeaveKind = LeaveKind is null ? null : Enum.Parse<LeaveKind>(LeaveKind), LeaveReason = LeaveReason, LeaveGrantedAt = LeaveGrantedAt, LeaveDeclined = LeaveDeclined,
            Status = Status is null ? null : Enum.Parse<AttendanceStatus>(Status), MarkedAt = MarkedAt, MarkedBy = MarkedBy, Version = Version,
        };
    }
}

/// <summary>What the page of one activity shows.</summary>
internal sealed record ActivitySheet(
    OpenActivity Open,
    IReadOnlyList<Attendance> Roll,
    IReadOnlyList<ActivityPageQuery.AgendaRow> Agenda,
    IReadOnlyList<ActivityPageQuery.TrailRow> Trail,
    string? Number,
    IReadOnlyList<ActivityPageQuery.PartyRow> Organisations,
    string? HostName,
    QuorumResult Quorum,
    RulesInForce Rules)
{
    public Activity Activity => Open.Activity;

    public Guid? RecordId { get; init; }

    public RollCounts Counts { get; } = RollCounts.Of(Roll);

    /// <summary>The viewer's own line, if they are on the roll.</summary>
    public Attendance? Own => Roll.FirstOrDefault(a => a.MemberId == Open.Viewer.MemberId);
}
