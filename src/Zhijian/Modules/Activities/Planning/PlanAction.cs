using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>Somebody plans an activity of their organisation, or a series of them.</summary>
internal sealed class PlanAction(ZhijianDb db, Fence fence, Journal journal, Rulebook rulebook, ExpectedQuery expected, IServedTasks served, ConflictsQuery conflicts, TraceBook figures, InstitutionTime time)
{
    private const int LongestSeries = 12;
    internal const int MostPoints = 30;
    internal const int LongestPoint = 200;

    /// <summary>What overlaps the first of the planned ones, after a refusal because of it.</summary>
    public IReadOnlyList<Conflict> Conflicts { get; private set; } = [];

    public async Task<Decision<ActivityPlanned>> Run(PlanInput input, Actor actor, CancellationToken cancel)
    {
        if (await db.Organisations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == input.OrganisationId && o.DissolvedOn == null, cancel) is not { } organisation)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(ActivityActs.Plan, organisation.Path))
        {
            return PlatformRefusals.NotYours;
        }
        if (WhyNot(input) is { } refusal)
        {
            return refusal;
        }
        var partners = await Partners(input.PartnerIds, organisation, cancel);
        if (partners.Count < input.PartnerIds.Distinct().Count(id => id != organisation.Id))
        {
            return ActivityRefusals.PartnerUnknown.With("");
        }
        if (!await db.Members.AnyAsync(m => m.Id == input.HostMemberId, cancel))
        {
            return ActivityRefusals.HostNotFound;
        }
        var task = input.Serves is null ? null : (await served.Open(organisation.Path, input.Kind, cancel)).FirstOrDefault(t => t.Id == input.Serves);
        if (input.Serves is not null && task is null)
        {
            return ActivityRefusals.TaskNotOffered;
        }
        return await PlanSeries(input, task, organisation, partners, actor, cancel);
    }

    private async Task<Decision<ActivityPlanned>> PlanSeries(PlanInput input, ServedTask? task, Organisation organisation, List<Organisation> partners, Actor actor, CancellationToken cancel)
    {
        var series = input.Times > 1 ? Guid.CreateVersion7() : (Guid?)null;
        Decision<ActivityPlanned>? first = null;
        for (var i = 0; i < input.Times; i++)
        {
            var decision = await PlanOne(input, task, organisation, partners, Moved(input, i), series, actor, cancel);
            if (decision.Refusal is not null)
            {
                return decision;
            }
            first ??= decision;
        }
        return first!.Value;
    }

    private async Task<Decision<ActivityPlanned>> PlanOne(PlanInput input, ServedTask? task, Organisation organisation, List<Organisation> partners, DateTimeOffset startsAt, Guid? series, Actor actor, CancellationToken cancel)
    {
        var activity = new Activity
        {
            Path = organisation.Path, OrganisationId = organisation.Id, GroupId = input.GroupId, Kind = input.Kind, Title = input.Title.Trim(), StartsAt = startsAt, EndsAt = startsAt + (input.EndsAt - input.StartsAt),
            Place = Trimmed(input.Place), OnlineLink = Trimmed(input.OnlineLink), HostMemberId = input.HostMemberId, RecorderMemberId = input.RecorderMemberId,
            LinkageKind = input.LinkageKind, OutsidePartners = Trimmed(input.OutsidePartners), Partners = partners.Count, SeriesId = series, ServesTask = task?.Id, ServesTitle = task?.Title,
            CodeSecret = RandomNumberGenerator.GetBytes(32), CreatedBy = actor.MemberId, CreatedAt = time.Now,
        };
        var day = time.DayOf(startsAt);
        var decision = Activity.Plan(activity, organisation, rulebook.On(day).Activities[input.Kind], partners.Count, time.Now);
        if (decision.Refusal is not null)
        {
            return decision;
        }
        Organisation[] all = [organisation, .. partners];
        if (await expected.For(input.Kind, day, all, input.GroupId, input.Invited, cancel) is not { } people)
        {
            return ActivityRefusals.TooManyExpected;
        }
        if (!input.DespiteConflicts)
        {
            Conflicts = await conflicts.Find(null, activity.StartsAt, activity.EndsAt, activity.Place, people.Select(p => p.MemberId), cancel);
            if (Conflicts.Count > 0)
            {
                return ActivityRefusals.OverlapsOthers;
            }
        }
        fence.Admit(activity.Id);
        db.Add(activity);
        db.AddRange(all.Select(o => new ActivityParty { ActivityId = activity.Id, OrganisationId = o.Id, Path = o.Path, IsHost = o == organisation }));
        db.AddRange(Points(input).Select((title, i) => new AgendaItem { ActivityId = activity.Id, Path = activity.Path, Ordinal = i + 1, Title = title }));
        db.AddRange(people.Select(p => p.On(activity.Id)));
        var recorded = await journal.Record(decision, actor, cancel);
        await figures.Planned(new PlannedActivity(activity.Id, activity.Kind, activity.StartsAt, activity.Title, [.. all.Select(o => new Party(o.Id, o.Path))]), cancel);
        return recorded;
    }

    private static Refusal? WhyNot(PlanInput input) =>
        input.Times is < 1 or > LongestSeries ? ActivityRefusals.TooManyInSeries.With(LongestSeries)
        : input.Agenda.Count > MostPoints ? ActivityRefusals.TooManyPoints.With(MostPoints)
        : input.Agenda.Any(p => p.Length > LongestPoint) ? PlatformRefusals.TooLong.With(LongestPoint).At("Form.Agenda")
        : input.OutsidePartners?.Length > 500 ? PlatformRefusals.TooLong.With(500).At("Form.OutsidePartners")
        : input.Kind == ActivityKind.LinkageActivity && !LinkageKinds.All.Contains(input.LinkageKind) ? ActivityRefusals.LinkageKindMissing
        : null;

    /// <summary>An agenda of at least one point: the title itself where nothing was typed.</summary>
    private static List<string> Points(PlanInput input)
    {
        var points = input.Agenda.Select(p => p.Trim()).Where(p => p.Length > 0).ToList();
        return points.Count > 0 ? points : [input.Title.Trim()];
    }

    private async Task<List<Organisation>> Partners(IReadOnlyCollection<Guid> ids, Organisation host, CancellationToken cancel)
    {
        if (ids.Count == 0)
        {
            return [];
        }
        using (fence.As(SystemActors.Directory))
        {
            return await db.Organisations.AsNoTracking().Where(o => ids.Contains(o.Id) && o.Id != host.Id && o.DissolvedOn == null).OrderBy(o => o.Path).ToListAsync(cancel);
        }
    }

    private DateTimeOffset Moved(PlanInput input, int times)
    {
        var local = time.Local(input.StartsAt);
        var day = DateOnly.FromDateTime(local.DateTime);
        return time.At(input.Repeat == Repeat.Weekly ? day.AddDays(7 * times) : day.AddMonths(times), TimeOnly.FromDateTime(local.DateTime));
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>What was typed or suggested for a plan.</summary>
internal sealed record PlanInput
{
    public required Guid OrganisationId { get; init; }

    public required ActivityKind Kind { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public string? Place { get; init; }

    public string? OnlineLink { get; init; }

    public required Guid HostMemberId { get; init; }

    public Guid? RecorderMemberId { get; init; }

    public Guid? GroupId { get; init; }

    public string? LinkageKind { get; init; }

    public string? OutsidePartners { get; init; }

    /// <summary>The learning task that it serves.</summary>
    public Guid? Serves { get; init; }

    public IReadOnlyCollection<Guid> PartnerIds { get; init; } = [];

    public IReadOnlyList<string> Agenda { get; init; } = [];

    /// <summary>Those asked to come, for kinds at which nobody is expected by membership.</summary>
    public IReadOnlyCollection<Guid> Invited { get; init; } = [];

    public Repeat Repeat { get; init; }

    /// <summary>How many there are, this one included.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Plans it although people or the place are taken at that time.</summary>
    public bool DespiteConflicts { get; init; }
}

/// <summary>How a series goes on.</summary>
public enum Repeat
{
    Monthly,
    Weekly,
}

/// <summary>What a joint activity joins.</summary>
internal static class LinkageKinds
{
    public static readonly string?[] All = ["JointBuilding", "JointLearning", "JointActivity"];
}
