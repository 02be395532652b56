namespace Zhijian.Modules.Rules;

/// <summary>What an organisation may do by its kind.</summary>
public enum Capability
{
    ApproveMembers,
    ReviewMembers,
    AdmitMembers,
    CollectDues,
    ElectDelegates,
    HoldElections,
    ImposeDiscipline,
    TransferRelations,
}

/// <summary>Whether a kind has a capability.</summary>
public enum CapabilityGrant
{
    No,
    Yes,

    /// <summary>Only where the level above has authorised this very organisation.</summary>
    ByAuthorisation,
}

/// <summary>One kind of organisation: its space, the kinds it may stand under, what it may do, and its term.</summary>
public sealed record OrganisationKindRule(
    OrganisationKind Kind,
    SpaceLevel Space,
    IReadOnlyList<OrganisationKind> Parents,
    IReadOnlyList<Capability> Capabilities,
    IReadOnlyList<Capability> ByAuthorisation,
    IReadOnlyList<PostKind> Posts,
    RuleReference Rule);

/// <summary>What is counted for a size rule.</summary>
public enum SizeOf
{
    FullMembers,
    AllMembers,
    Units,
}

/// <summary>When a size rule is asked.</summary>
public enum SizeMoment
{
    Creation,
    Always,
}

/// <summary>A bound on the size of organisations of some kinds; both bounds include the number itself.</summary>
public sealed record SizeRule(
    IReadOnlyList<OrganisationKind> Kinds,
    SizeOf Of,
    int? Minimum,
    int? Maximum,
    SizeMoment Moment,
    Severity Severity,
    RuleReference Rule);

/// <summary>When a branch must have a committee and how large it is.</summary>
public sealed record CommitteeRule(
    IReadOnlyList<OrganisationKind> Kinds,
    int? RequiredAtFullMembers,
    int Minimum,
    int TypicalMaximum,
    int Maximum,
    Severity Severity,
    RuleReference Rule);

/// <summary>How long the elected body of some kinds serves, how far the end may be moved, and when to remind.</summary>
public sealed record TermRule(
    IReadOnlyList<OrganisationKind> Kinds,
    int Years,
    int MaximumShiftMonths,
    IReadOnlyList<int> ReminderMonths,
    int OverdueEveryDays,
    Severity Severity,
    RuleReference Rule)
{
    /// <summary>The last day of a term that began on this day.</summary>
    public DateOnly EndOf(DateOnly start) => start.AddYears(Years).AddDays(-1);

    /// <summary>Whether a planned end is to be pointed out on a day: from the first reminder on, and as long as it is overdue.</summary>
    public bool Warns(DateOnly plannedEnd, DateOnly today) => plannedEnd.AddMonths(-ReminderMonths.Max()) <= today;

    /// <summary>The latest end that an approved delay may reach.</summary>
    public DateOnly LatestEndOf(DateOnly start) => EndOf(start).AddMonths(MaximumShiftMonths);

    /// <summary>The latest reminder that fell due by the day, for a term planned to end on another: some months before, and after the end one every <see cref="OverdueEveryDays"/> days; null where it is too early.</summary>
    public TermReminder? LastReminder(DateOnly plannedEnd, DateOnly today)
    {
        if (plannedEnd < today)
        {
            return new TermReminder(today.AddDays(-((today.DayNumber - plannedEnd.DayNumber) % OverdueEveryDays)), plannedEnd, 0, "rules.reason.term-overdue", Rule);
        }
        var reached = ReminderMonths.Order().Where(months => plannedEnd.AddMonths(-months) <= today).ToList();
        return reached.Count == 0 ? null : new TermReminder(plannedEnd.AddMonths(-reached[0]), plannedEnd, reached[0], reached[0] == 0 ? "rules.reason.term-ends-today" : "rules.reason.term-ends-in-months", Rule);
    }
}

/// <summary>A day on which to remind of a term's end, and why.</summary>
public sealed record TermReminder(DateOnly On, DateOnly TermEnd, int MonthsBefore, string ReasonKey, RuleReference Rule)
{
    /// <summary>What fills the placeholders of the reason: months before the end, the end.</summary>
    public IReadOnlyList<object> ReasonValues => [MonthsBefore, TermEnd];
}

/// <summary>A kind that may become another, and the usual size for it.</summary>
public sealed record UpgradeRule(OrganisationKind From, OrganisationKind To, int UsualMinimumMembers, Severity Severity, RuleReference Rule);

/// <summary>The figures of an organisation for its size rules; leave out what is not known.</summary>
public sealed record OrganisationSize(int FullMembers, int AllMembers, int Units = 1, int CommitteeMembers = 0);

/// <summary>Kinds, parents, sizes, committees, terms and upgrades of organisations on a day's rules.</summary>
public sealed record OrganisationRules(
    IReadOnlyDictionary<OrganisationKind, OrganisationKindRule> Kinds,
    IReadOnlyList<SizeRule> Sizes,
    IReadOnlyList<CommitteeRule> Committees,
    IReadOnlyList<TermRule> Terms,
    IReadOnlyList<UpgradeRule> Upgrades)
{
    public OrganisationKindRule this[OrganisationKind kind] => Kinds[kind];

    /// <summary>What is asked of those who take a post.</summary>
    public IReadOnlyList<PostRule> PostRules { get; init; } = [];

    /// <summary>Why a kind may not stand under another (or at the root, where <paramref name="parent"/> is null); null when it may.</summary>
    public RuleFinding? WhyNotUnder(OrganisationKind kind, OrganisationKind? parent)
    {
        var rule = Kinds[kind];
        if (parent is null)
        {
            return rule.Parents.Count == 0 ? null : new RuleFinding(Severity.Block, "rules.reason.needs-parent", [kind], rule.Rule);
        }

        return rule.Parents.Contains(parent.Value)
            ? null
            : new RuleFinding(Severity.Block, rule.Parents.Count == 0 ? "rules.reason.only-root" : "rules.reason.wrong-parent", [kind, parent.Value], rule.Rule);
    }

    /// <summary>The kinds that may be founded under this one.</summary>
    public IReadOnlyList<OrganisationKind> ChildrenOf(OrganisationKind parent) =>
        [.. Kinds.Values.Where(rule => rule.Parents.Contains(parent)).Select(rule => rule.Kind).Order()];

    /// <summary>Whether a kind may do something by itself, or only where authorised.</summary>
    public CapabilityGrant May(OrganisationKind kind, Capability capability)
    {
        var rule = Kinds[kind];
        if (rule.Capabilities.Contains(capability)) { return CapabilityGrant.Yes; }
        return rule.ByAuthorisation.Contains(capability) ? CapabilityGrant.ByAuthorisation : CapabilityGrant.No;
    }

    /// <summary>What the size rules have to say, worst first. At creation the rules of creation are asked too.</summary>
    public IReadOnlyList<RuleFinding> CheckSize(OrganisationKind kind, OrganisationSize size, SizeMoment moment = SizeMoment.Always) =>
    [
        .. Sizes.Where(rule => rule.Kinds.Contains(kind) && (rule.Moment == SizeMoment.Always || moment == SizeMoment.Creation))
            .SelectMany(rule => Check(rule, kind, size))
            .Concat(Committees.Where(rule => rule.Kinds.Contains(kind)).SelectMany(rule => Check(rule, size)))
            .OrderBy(finding => finding.Severity),
    ];

    /// <summary>What stands against turning one kind into another: not foreseen at all blocks; a small size warns.</summary>
    public IReadOnlyList<RuleFinding> CheckUpgrade(OrganisationKind from, OrganisationKind to, int allMembers)
    {
        var rule = Upgrades.FirstOrDefault(upgrade => upgrade.From == from && upgrade.To == to);
        if (rule is null) { return [new RuleFinding(Severity.Block, "rules.reason.no-such-upgrade", [from, to], Kinds[from].Rule)]; }
        return allMembers >= rule.UsualMinimumMembers
            ? []
            : [new RuleFinding(rule.Severity, "rules.reason.upgrade-small", [allMembers, rule.UsualMinimumMembers], rule.Rule)];
    }

    /// <summary>The term of this kind's elected body, or null where there is none.</summary>
    public TermRule? Term(OrganisationKind kind) => Terms.FirstOrDefault(rule => rule.Kinds.Contains(kind));

    private static IEnumerable<RuleFinding> Check(SizeRule rule, OrganisationKind kind, OrganisationSize size)
    {
        var (count, word) = rule.Of switch
        {
            SizeOf.FullMembers => (size.FullMembers, "full-members"),
            SizeOf.AllMembers => (size.AllMembers, "members"),
            _ => (size.Units, "units"),
        };
        if (count < rule.Minimum) { yield return new RuleFinding(rule.Severity, $"rules.reason.too-few-{word}", [count, rule.Minimum, kind], rule.Rule); }
        if (count > rule.Maximum) { yield return new RuleFinding(rule.Severity, $"rules.reason.too-many-{word}", [count, rule.Maximum, kind], rule.Rule); }
    }

    private static IEnumerable<RuleFinding> Check(CommitteeRule rule, OrganisationSize size)
    {
        var has = size.CommitteeMembers > 0;
        if (!has && rule.RequiredAtFullMembers <= size.FullMembers)
        {
            yield return new RuleFinding(rule.Severity, "rules.reason.committee-required", [size.FullMembers, rule.RequiredAtFullMembers], rule.Rule);
        }

        if (has && size.CommitteeMembers < rule.Minimum)
        {
            yield return new RuleFinding(rule.Severity, "rules.reason.committee-small", [size.CommitteeMembers, rule.Minimum], rule.Rule);
        }

        if (size.CommitteeMembers > rule.Maximum)
        {
            yield return new RuleFinding(rule.Severity, "rules.reason.committee-large", [size.CommitteeMembers, rule.Maximum], rule.Rule);
        }
        else if (size.CommitteeMembers > rule.TypicalMaximum)
        {
            yield return new RuleFinding(Severity.Info, "rules.reason.committee-larger-than-usual", [size.CommitteeMembers, rule.TypicalMaximum], rule.Rule);
        }
    }
}
