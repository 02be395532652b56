using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>What a plan starts with, so that little has to be typed: the last activity of the kind, the people who may host, the groups.</summary>
internal sealed class PlanSuggestionQuery(Fence fence, Rulebook rulebook, InstitutionTime time)
{
    private static readonly TimeOnly UsualStart = new(14, 30);
    private static readonly TimeSpan UsualLength = TimeSpan.FromMinutes(90);

    /// <summary>Suggestions for the organisation of the open space. <paramref name="from"/> names an activity whose agenda and partners are copied too.</summary>
    public async Task<PlanSuggestion> For(HeldPost space, ActivityKind? kind, Guid? from, DateOnly? month, Actor actor, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            """
            select kind from organisation where id = @OrganisationId;
            select id, name from (
              select id, name from member where organisation_id = @OrganisationId and left_on is null
              union select m.id, m.name from post_holding h join member m on m.id = h.member_id where h.organisation_id = @OrganisationId and h."from" <= @today and (h.until is null or h.until > @today)
            ) p order by name limit 300;
            select id, name from organisation where parent_id = @OrganisationId and kind = 'PartyGroup' and dissolved_on is null order by name;
            with last as (
              select * from activity where path = @Path and state <> 'Cancelled' and not is_history and (id = @from or (@from::uuid is null and kind = @kind)) order by starts_at desc limit 1)
            select l.id, l.kind, l.title, l.starts_at as StartsAt, l.ends_at as EndsAt, l.place, l.online_link as OnlineLink, l.host_member_id as HostMemberId, l.group_id as GroupId,
              l.linkage_kind as LinkageKind, l.outside_partners as OutsidePartners,
              (select string_agg(title, chr(10) order by ordinal) from agenda_item where activity_id = l.id) as Agenda
            from last l;
            """,
            new { space.OrganisationId, space.Path, today = time.Today, kind = kind?.ToString(), from }, cancel);
        var organisationKind = Enum.Parse<OrganisationKind>(await sets.ReadFirstAsync<string>());
        var people = (await sets.ReadAsync<NamedChoice>()).ToList();
        if (actor.MemberId != Guid.Empty && people.All(p => p.Id != actor.MemberId))
        {
            people.Insert(0, new NamedChoice { Id = actor.MemberId, Name = actor.Name });
        }
        var groups = (await sets.ReadAsync<NamedChoice>()).ToList();
        var last = await sets.ReadFirstOrDefaultAsync<LastActivity>();
        var chosen = kind ?? (last is not null ? Enum.Parse<ActivityKind>(last.Kind) : null);
        var partners = from is null || last is null ? [] : await PartnerNames(last.Id, cancel);
        var (startsAt, endsAt) = When(last, month);
        return new PlanSuggestion(
            rulebook.On(time.Today).Activities.HeldBy(organisationKind), chosen, people, groups, startsAt, endsAt, last,
            people.FirstOrDefault(p => p.Id == last?.HostMemberId)?.Id ?? (actor.MemberId == Guid.Empty ? null : actor.MemberId), partners);
    }

    /// <summary>Who may host an activity: the members and post holders of its organisation, and its present host.</summary>
    public async Task<IReadOnlyList<NamedChoice>> People(Activity activity, CancellationToken cancel) => await fence.Rows<NamedChoice>(
        """
        select id, name from (
          select id, name from member where organisation_id = @OrganisationId and left_on is null
          union select m.id, m.name from post_holding h join member m on m.id = h.member_id where h.organisation_id = @OrganisationId and h.until is null
          union select member_id, name from attendance where activity_id = @Id and member_id = @HostMemberId) p
        order by name limit 300
        """,
        new { activity.Id, activity.OrganisationId, activity.HostMemberId }, cancel);

    private async Task<IReadOnlyList<string>> PartnerNames(Guid id, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Directory))
        {
            return await fence.Rows<string>("select o.name from activity_party p join organisation o on o.id = p.organisation_id where p.activity_id = @id and not p.is_host order by o.name", new { id }, cancel);
        }
    }

    /// <summary>The day and time of last month, moved to the wanted month and to a working day; in this month never before tomorrow.</summary>
    private (DateTimeOffset From, DateTimeOffset Until) When(LastActivity? last, DateOnly? month)
    {
        var lastLocal = last is null ? (DateTimeOffset?)null : time.Local(last.StartsAt);
        var from = lastLocal is { } l ? TimeOnly.FromDateTime(l.DateTime) : UsualStart;
        var length = last is null ? UsualLength : last.EndsAt - last.StartsAt;
        var day = (month, lastLocal) switch
        {
            ({ } m, { } at) => new DateOnly(m.Year, m.Month, Math.Min(at.Day, DateTime.DaysInMonth(m.Year, m.Month))),
            ({ } m, null) => new DateOnly(m.Year, m.Month, 15),
            (null, { } at) => DateOnly.FromDateTime(at.DateTime).AddMonths(1),
            _ => time.Today.AddDays(3),
        };
        var wantsPast = month is { } asked && (asked.Year, asked.Month).CompareTo((time.Today.Year, time.Today.Month)) < 0;
        if (!wantsPast && day <= time.Today)
        {
            day = time.Today.AddDays(1);
        }
        day = rulebook.On(time.Today).Calendar.OnOrAfter(day).Date;
        var start = time.At(day, from);
        return (start, start + length);
    }
}

/// <summary>What a plan starts with.</summary>
internal sealed record PlanSuggestion(
    IReadOnlyList<ActivityRule> Kinds,
    ActivityKind? Kind,
    IReadOnlyList<NamedChoice> People,
    IReadOnlyList<NamedChoice> Groups,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    LastActivity? Last,
    Guid? HostMemberId,
    IReadOnlyList<string> Partners);

/// <summary>The last activity of the kind, from which values are taken over.</summary>
internal sealed class LastActivity
{
    public Guid Id { get; set; }

    public string Kind { get; set; } = "";

    public string Title { get; set; } = "";

    public DateTimeOffset StartsAt { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    public string? Place { get; set; }

    public string? OnlineLink { get; set; }

    public Guid HostMemberId { get; set; }

    public Guid? GroupId { get; set; }

    public string? LinkageKind { get; set; }

    public string? OutsidePartners { get; set; }

    public string? Agenda { get; set; }
}
