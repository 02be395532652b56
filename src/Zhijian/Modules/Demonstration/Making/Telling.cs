using System.Globalization;
using System.Text.RegularExpressions;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Tells one activity from plan to closed roll and minutes, each step decided by the rules of its own module.</summary>
internal sealed partial class Telling
{
    private readonly Occasion _occasion;
    private readonly Content _content;
    private readonly RulesInForce _rules;
    private readonly InstitutionTime _time;
    private readonly Rows _rows;
    private readonly bool _brief;
    private readonly DateTimeOffset _now;

    public Telling(Occasion occasion, Content content, RulesInForce rules, InstitutionTime time, Rows rows, int seed, DateTimeOffset now, bool brief)
    {
        _now = now;
        _occasion = occasion;
        _content = content;
        _rules = rules;
        _time = time;
        _rows = rows;
        _brief = brief;
        Dice = Dice.For(seed, $"{occasion.Host.Path}{occasion.Kind}{occasion.Group?.Path}{occasion.Day:yyyyMMdd}{occasion.Ordinal}");
        var (from, until) = Hours(occasion);
        Chair = ChairOf(occasion);
        Recorder = RecorderOf(occasion, Chair);
        PlannedAt = Past(AtWork(occasion.Day, -Dice.Between(6, 12)), Dice.Between(200, 4000));
        Activity = new Activity
        {
            Id = Dice.Id(PlannedAt),
            Path = occasion.Host.Path,
            OrganisationId = occasion.Host.Id,
            GroupId = occasion.Group?.Id,
            Kind = occasion.Kind,
            Title = Filled(occasion.Title ?? occasion.Subject.Title),
            StartsAt = time.At(occasion.Day, from),
            EndsAt = time.At(occasion.Day, until),
            Place = Dice.Pick(occasion.Group is null && occasion.Kind != ActivityKind.BranchCommitteeMeeting ? content.Places : content.SmallPlaces),
            HostMemberId = Chair.Person.Member.Id,
            RecorderMemberId = Recorder.Person.Member.Id,
            LinkageKind = occasion.Kind == ActivityKind.LinkageActivity ? Dice.Pick(["JointBuilding", "JointLearning", "JointActivity"]) : null,
            CodeSecret = Dice.Bytes(32),
            CreatedBy = Planner.Person.Member.Id,
            CreatedAt = PlannedAt,
        };
    }

    public Activity Activity { get; }

    public Occasion Occasion => _occasion;

    public Dice Dice { get; }

    public Holding Chair { get; }

    public Holding Recorder { get; }

    public DateTimeOffset PlannedAt { get; }

    public List<Attendance> Roll { get; } = [];

    public List<AgendaItem> Agenda { get; } = [];

    public List<ActivityParty> ActivityParties { get; } = [];

    public ActivityRule Rule => _rules.Activities[_occasion.Kind];

    public IReadOnlyList<Unit> Parties => [_occasion.Host, .. _occasion.Partners];

    /// <summary>Whoever holds a post that plans for this organisation.</summary>
    private Holding Planner => _occasion.Group is null ? Chair : _occasion.Host.HolderOn(_occasion.Day, PostKind.Secretary, PostKind.DeputySecretary, PostKind.OrganizationCommissioner)!;

    /// <summary>Tells it as far as its stage goes, up to the closed roll.</summary>
    public void Tell()
    {
        Plan();
        if (_occasion.Stage == Stage.Planned)
        {
            return;
        }
        Announce();
        if (_occasion.Stage == Stage.Cancelled)
        {
            Cancel();
            return;
        }
        if (!_brief)
        {
            Answer();
        }
        if (_occasion.Stage != Stage.Announced)
        {
            Hold();
        }
    }

    private void Plan()
    {
        _rows.Act(Activity.Plan(Activity, _occasion.Host.Organisation, Rule, _occasion.Partners.Count, PlannedAt), Planner.Acting(), PlannedAt);
        _rows.Add(Activity);
        ActivityParties.AddRange(Parties.Select(p => new ActivityParty { ActivityId = Activity.Id, OrganisationId = p.Id, Path = p.Path, IsHost = p == _occasion.Host }));
        _rows.AddRange(ActivityParties);
        foreach (var item in _occasion.Subject.Items)
        {
            Agenda.Add(_rows.Add(new AgendaItem { Id = Dice.Id(PlannedAt), ActivityId = Activity.Id, Path = Activity.Path, Ordinal = Agenda.Count + 1, Title = Filled(item.Title) }));
        }
        var seen = new HashSet<Guid>();
        foreach (var party in Parties)
        {
            Expect(party, seen);
        }
        Roll.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path) is var paths and not 0 ? paths : string.CompareOrdinal(a.Name, b.Name));
        _rows.AddRange(Roll);
    }

    private void Expect(Unit party, HashSet<Guid> seen)
    {
        var people = party.PeopleOn(_occasion.Day).ToList();
        var expected = Rule.Expected(people.Select(p => p.Member), _occasion.Group?.Id);
        var (wanted, voters) = (expected.Expected.ToHashSet(), expected.Voters.ToHashSet());
        foreach (var (person, member) in people.Where(p => wanted.Contains(p.Member.MemberId) && seen.Add(p.Member.MemberId)))
        {
            Roll.Add(new Attendance
            {
                ActivityId = Activity.Id, MemberId = member.MemberId, Path = party.Path, OrganisationId = party.Id, Name = person.Member.Name, IsObserver = false, Votes = voters.Contains(member.MemberId),
            });
        }
    }

    private void Announce()
    {
        var at = Past(AtWork(_occasion.Day, -Dice.Between(2, 5)), 60);
        at = at > PlannedAt ? at : PlannedAt.AddMinutes(20);
        _rows.Act(Activity.Announce(Roll.Count, at), Planner.Acting(), at);
        Activity.Version++;
        foreach (var attendance in Roll)
        {
            attendance.NotifiedAt = at;
            attendance.Version++;
        }
    }

    private void Cancel()
    {
        var at = Past(Activity.AnnouncedAt!.Value.AddHours(20), 2);
        _rows.Act(Activity.Cancel("场地临时检修，改期另行通知。", at), Planner.Acting(), at);
        Activity.Version++;
    }

    /// <summary>Most say that they come, some ask for leave, a few say nothing.</summary>
    private void Answer()
    {
        var until = Activity.StartsAt < _now ? Activity.StartsAt : _now;
        var between = Math.Max(4, (int)(until - Activity.AnnouncedAt!.Value).TotalMinutes - 60);
        foreach (var attendance in Roll)
        {
            var at = Activity.AnnouncedAt.Value.AddMinutes(Dice.Between(3, between));
            var actor = new Actor { AccountId = attendance.MemberId, MemberId = attendance.MemberId, Name = attendance.Name };
            switch (Dice.Below(100))
            {
                case < 62:
                    _rows.Act(attendance.AnswerComing(Activity, at), actor, at);
                    break;
                case < 68 when attendance.MemberId != Activity.HostMemberId && attendance.MemberId != Activity.RecorderMemberId:
                    var leave = Dice.Pick(_content.LeaveReasons);
                    _rows.Act(attendance.AskLeave(Activity, leave.Reason, _rules.Attendance.Leave, at, leave.Kind), actor, at);
                    JudgeLeave(attendance, at);
                    break;
                case < 82:
                    _rows.Act(attendance.Read(Activity, at), actor, at);
                    break;
                default:
                    continue;
            }
            attendance.Version++;
        }
    }

    private void JudgeLeave(Attendance attendance, DateTimeOffset asked)
    {
        // In what is still to come, some leaves wait for an answer.
        if (_occasion.Stage == Stage.Announced && Dice.Percent(60))
        {
            return;
        }
        var at = asked.AddMinutes(Dice.Between(5, 55));
        _rows.Act(attendance.JudgeLeave(Activity, granted: true, Activity.HostMemberId, at), Chair.Acting(), at);
        attendance.Version++;
    }

    private void Hold()
    {
        var opened = Activity.StartsAt.AddMinutes(-15);
        var host = Chair.Acting();
        _rows.Act(Activity.OpenRoll(Roll.Count, _occasion.Day, _occasion.Day, opened), host, opened);
        Activity.Version++;
        var away = Roll.Count / 5;
        foreach (var attendance in Roll)
        {
            if (attendance.HasLeave)
            {
                away--;
            }
            else if (away > 0 && attendance.MemberId != Activity.HostMemberId && attendance.MemberId != Activity.RecorderMemberId && Dice.Percent(3))
            {
                away--;
            }
            else
            {
                Arrive(attendance, host);
            }
        }
        if (_brief)
        {
            var marked = Activity.StartsAt.AddMinutes(5);
            _rows.Act(Activity.MarkOthersPresent(Roll, marked), host, marked);
        }
        var closed = Activity.EndsAt.AddMinutes(-Dice.Between(5, 30));
        _rows.Act(Activity.CloseRoll(Roll, closed), host, closed);
        Activity.Version++;
        foreach (var attendance in Roll)
        {
            attendance.Version++;
        }
    }

    private void Arrive(Attendance attendance, Actor host)
    {
        if (_brief)
        {
            return;
        }
        var at = Activity.StartsAt.AddMinutes(Dice.Between(-13, 9)).AddSeconds(Dice.Below(60));
        if (_occasion.Group is null && Dice.Percent(70))
        {
            attendance.Status = AttendanceStatus.Present;
            attendance.MarkedAt = at;
            attendance.MarkedBy = PresenceBy.Code;
            _rows.Act<MemberCheckedIn>(new MemberCheckedIn(Activity.Id, attendance.Path, attendance.MemberId), new Actor { AccountId = attendance.MemberId, MemberId = attendance.MemberId, Name = attendance.Name }, at);
            return;
        }
        _rows.Act(Activity.Mark(attendance, AttendanceStatus.Present, PresenceBy.Roll, at, at), host, at);
    }

    /// <summary>What the recorder writes: what was said, decided and is to be done. Votes and tasks get their rows here, the draft fills them.</summary>
    public MinutesDraft Minutes(Meeting meeting, string? morePoint = null)
    {
        var items = new List<MinutesItem>();
        for (var i = 0; i < Agenda.Count; i++)
        {
            var text = _occasion.Subject.Items[i];
            var points = Agenda[i].Discussion ?? string.Join('\n', text.Points.Select(Filled));
            items.Add(new MinutesItem(
                Agenda[i].Id,
                Agenda[i].Title,
                i == 0 && morePoint is not null ? $"{points}\n{morePoint}" : points,
                text.Resolution is null ? null : Agenda[i].Resolution ?? Filled(text.Resolution),
                [.. Motions(meeting, Agenda[i], text)],
                [.. Tasks(meeting, Agenda[i], text)]));
        }
        return new MinutesDraft(items);
    }

    private IEnumerable<MotionDraft> Motions(Meeting meeting, AgendaItem item, ItemText text)
    {
        if (text.Motion is null || Rule.Policy is not { } policy)
        {
            yield break;
        }
        var motion = meeting.Motions.Find(m => m.AgendaItemId == item.Id);
        if (motion is null)
        {
            var counts = meeting.Counts;
            var others = Dice.Percent(20) ? Math.Min(Dice.Between(1, 2), Math.Max(0, counts.VotersPresent - (counts.Voters / 2) - 1)) : 0;
            var no = others > 1 ? 1 : 0;
            motion = new Motion
            {
                Id = Dice.Id(Activity.EndsAt), ActivityId = Activity.Id, AgendaItemId = item.Id, Path = Activity.Path, Ordinal = 1, Text = text.Motion,
                Yes = counts.VotersPresent - others, No = no, Abstain = others - no, Passed = false, Policy = policy.Name, Rule = "",
            };
            meeting.Motions.Add(_rows.Add(motion));
        }
        yield return new MotionDraft(motion.Id, motion.Text, motion.Policy, motion.Yes, motion.No, motion.Abstain);
    }

    private IEnumerable<FollowUpDraft> Tasks(Meeting meeting, AgendaItem item, ItemText text)
    {
        var task = meeting.FollowUps.Find(f => f.AgendaItemId == item.Id);
        if (task is null && text.Task is not null && (!_brief || Dice.Percent(30)))
        {
            task = new FollowUp
            {
                Id = Dice.Id(Activity.EndsAt), ActivityId = Activity.Id, AgendaItemId = item.Id, Path = Activity.Path, Text = text.Task, OwnerMemberId = Dice.Pick(Present).MemberId, DueOn = _occasion.Day.AddDays(Dice.Between(7, 21)),
            };
            meeting.FollowUps.Add(_rows.Add(task));
        }
        if (task is not null)
        {
            yield return new FollowUpDraft(task.Id, task.Text, task.OwnerMemberId, task.DueOn);
        }
    }

    /// <summary>Most tasks are done by now, a few are open, one or the other is overdue.</summary>
    public void FinishTasks(Meeting meeting, DateTimeOffset now)
    {
        var today = _time.DayOf(now);
        foreach (var task in meeting.FollowUps)
        {
            var day = task.DueOn.AddDays(-Dice.Below(6));
            if (day < today && Dice.Percent(task.DueOn < today.AddDays(-30) ? 100 : 90))
            {
                task.DoneAt = _time.At(day, new TimeOnly(Dice.Between(9, 20), Dice.Below(60)));
                task.Version++;
            }
        }
    }

    private List<Attendance> Present => Roll.FindAll(a => a.IsPresent && a.OrganisationId == Activity.OrganisationId) is { Count: > 0 } present ? present : Roll.FindAll(a => a.IsPresent);

    /// <summary>The moment itself, or one before now where it has not come yet.</summary>
    private DateTimeOffset Past(DateTimeOffset at, int minutesAgo) => at < _now.AddMinutes(-minutesAgo) ? at : _now.AddMinutes(-minutesAgo);

    /// <summary>A working hour so many days before or after.</summary>
    private DateTimeOffset AtWork(DateOnly day, int days) => _time.At(day.AddDays(days), new TimeOnly(Dice.Between(9, 17), Dice.Below(60)));

    private string Filled(string text) => Placeholder().Replace(text, found => found.Value switch
    {
        "{name}" => Present is { Count: > 0 } present ? Dice.Pick(present).Name : Chair.Person.Member.Name,
        "{month}" => $"{_occasion.Day.Month}月",
        "{partner}" => _occasion.Partners.Count > 0 ? _occasion.Partners[0].Name : "",
        _ => Dice.Between(int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture),
    });

    /// <summary>Hours that never overlap within one organisation's day.</summary>
    private static (TimeOnly From, TimeOnly Until) Hours(Occasion occasion)
    {
        var (from, minutes) = occasion.Kind switch
        {
            ActivityKind.GeneralBranchMeeting => (new TimeOnly(9, 0), 90),
            ActivityKind.PartyLecture => (new TimeOnly(10, 40), 80),
            ActivityKind.BranchCommitteeMeeting => (new TimeOnly(12, 30), 50),
            ActivityKind.ThemePartyDay => (new TimeOnly(14, 30), 90),
            ActivityKind.LinkageActivity => (new TimeOnly(16, 20), 90),
            ActivityKind.GroupMeeting => (new TimeOnly(18, 20), 50),
            ActivityKind.OrganizationalLifeMeeting => (new TimeOnly(8, 0), 150),
            _ => (new TimeOnly(19, 30), 80),
        };
        from = occasion.At ?? from;
        return (from, from.AddMinutes(minutes));
    }

    private static Holding ChairOf(Occasion occasion) =>
        occasion.Group?.HolderOn(occasion.Day, PostKind.GroupLeader)
        ?? occasion.Host.HolderOn(occasion.Day, PostKind.Secretary, PostKind.DeputySecretary, PostKind.OrganizationCommissioner)!;

    private static Holding RecorderOf(Occasion occasion, Holding chair)
    {
        var recorder = occasion.Host.HolderOn(occasion.Day, PostKind.PublicityCommissioner, PostKind.OrganizationCommissioner)!;
        return occasion.Group is not null || recorder.Person == chair.Person ? chair : recorder;
    }

    [GeneratedRegex(@"\{(?:(\d+)-(\d+)|name|month|partner)\}")]
    private static partial Regex Placeholder();
}
