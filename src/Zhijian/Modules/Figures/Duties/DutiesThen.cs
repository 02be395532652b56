using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Figures.Duties;

/// <summary>What organisations owed on a past day and how much of it was filed by then: pure, from the tree of that day, its rules and the traces of its files.</summary>
internal sealed class DutiesThen(Rulebook rulebook, DateOnly day, DutySources sources)
{
    private readonly ILookup<Guid, SpanThen> _kinds = sources.Kinds.ToLookup(s => s.Id);
    private readonly ILookup<Guid, SpanThen> _groups = sources.Groups.ToLookup(s => s.Id);
    private readonly ILookup<Guid, SpanThen> _committees = sources.Committees.ToLookup(s => s.Id);
    private readonly Dictionary<(Guid, string, DateOnly), int> _filed = sources.Filed.ToDictionary(f => (f.Id, f.Kind, f.Month), f => f.Count);
    private readonly Dictionary<(Guid, string, DateOnly), ExcuseThen> _excuses = sources.Excuses.ToDictionary(e => (e.Id, e.Rule, e.PeriodStart));

    /// <summary>The duties that fall due in the month, of every organisation that existed in it.</summary>
    public IEnumerable<DutyThen> DueIn(DateOnly month)
    {
        var end = month.AddMonths(1).AddDays(-1);
        var rules = rulebook.On(end).Obligations;
        var asked = ReportingPeriod.Month(month.Year, month.Month);
        return from owner in sources.Owners
               let profile = Profile(owner, end < day ? end : day)
               where profile is not null
               from duty in rules.DueIn(profile, asked)
               where duty.DueOn >= sources.FirstDue
               select new DutyThen(owner, Row(owner, duty));
    }

    /// <summary>The organisation as the rules saw it on the day: its kind of that day, since when, its groups and whether it had a committee.</summary>
    private OrganisationProfile? Profile(OwnerThen owner, DateOnly on)
    {
        if (_kinds[owner.Id].Where(k => k.From <= on).MaxBy(k => k.From) is not { } now || now.What == nameof(OrganisationKind.PartyGroup))
        {
            return null;
        }
        var before = _kinds[owner.Id].Where(k => k.From < now.From && k.What != now.What).Max(k => k.Until);
        return new OrganisationProfile(
            Enum.Parse<OrganisationKind>(now.What), before ?? owner.FoundedOn, owner.DissolvedOn <= on ? owner.DissolvedOn : null,
            HasCommittee: _committees[owner.Id].Any(c => c.Holds(on)), Groups: _groups[owner.Id].Count(g => g.Holds(on)));
    }

    private MissingRow Row(OwnerThen owner, Obligation duty)
    {
        var met = 0;
        for (var month = duty.Period.First; month <= duty.Period.Last; month = month.AddMonths(1))
        {
            met += _filed.GetValueOrDefault((owner.Id, duty.Activity.ToString(), month));
        }
        met = Math.Min(met, duty.Count);
        var excuse = _excuses.GetValueOrDefault((owner.Id, duty.Rule.RuleId, duty.Period.First));
        return new MissingRow
        {
            OrganisationId = owner.Id,
            Path = owner.PathToday,
            OrganisationName = owner.Name,
            Kind = duty.Activity.ToString(),
            PeriodKind = duty.Period.Kind.ToString(),
            PeriodStart = duty.Period.First,
            DueOn = duty.DueOn,
            Expected = duty.Count,
            Met = met,
            Excused = excuse is null ? 0 : duty.Count - met,
            Clause = duty.Rule.Clause,
            Pack = duty.Rule.PackId,
            PackVersion = duty.Rule.Version,
            Rule = duty.Rule.RuleId,
            ReasonKey = duty.ReasonKey,
            ReasonValues = [.. duty.ReasonValues.Select(ObligationBook.Text)],
            ExcusedWhy = excuse?.Why,
            ExcusedByName = excuse?.ByName,
        };
    }
}

/// <summary>A duty of a past day, and the organisation of that day's tree that owed it.</summary>
internal sealed record DutyThen(OwnerThen Owner, MissingRow Row);

/// <summary>What the duties of a past day are made of.</summary>
/// <param name="FirstDue">The first duty that was ever opened here: what was due before is not known to have been missing.</param>
internal sealed record DutySources(
    IReadOnlyList<OwnerThen> Owners, IReadOnlyList<SpanThen> Kinds, IReadOnlyList<SpanThen> Groups, IReadOnlyList<SpanThen> Committees,
    IReadOnlyList<FiledThen> Filed, IReadOnlyList<ExcuseThen> Excuses, DateOnly FirstDue);

/// <summary>An organisation of the tree of a past day.</summary>
internal sealed class OwnerThen
{
    public Guid Id { get; set; }

    public Guid? ParentId { get; set; }

    public int Number { get; set; }

    public string Name { get; set; } = "";

    public string PathThen { get; set; } = "";

    public string PathToday { get; set; } = "";

    public bool Stands { get; set; }

    public DateOnly FoundedOn { get; set; }

    /// <summary>Where it had ended by then.</summary>
    public DateOnly? DissolvedOn { get; set; }
}

/// <summary>What was so of an organisation from one day to another: its kind, one of its groups, one of its committee's members.</summary>
internal sealed class SpanThen
{
    public Guid Id { get; set; }

    public string What { get; set; } = "";

    public DateOnly From { get; set; }

    public DateOnly? Until { get; set; }

    public bool Holds(DateOnly on) => From <= on && (Until is null || Until > on);
}

/// <summary>How many records of a kind and month were filed by then for an organisation's duties.</summary>
internal sealed class FiledThen
{
    public Guid Id { get; set; }

    public string Kind { get; set; } = "";

    public DateOnly Month { get; set; }

    public int Count { get; set; }
}

/// <summary>A duty that had been excused by then.</summary>
internal sealed class ExcuseThen
{
    public Guid Id { get; set; }

    public string Rule { get; set; } = "";

    public DateOnly PeriodStart { get; set; }

    public string? Why { get; set; }

    public string? ByName { get; set; }
}
