using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Organisations;

/// <summary>When a change takes effect, why, and by whom it was recorded.</summary>
/// <param name="WarningReason">Why it is done although a rule advises against it.</param>
public sealed record ChangeNote(DateOnly On, string Reason, string? WarningReason, DateOnly Today, DateTimeOffset At, Guid By, string ByName);

/// <summary>
/// The organisations that a change touches, with their histories. Decides each kind of change and carries it out on the rows:
/// every organisation keeps exactly one open version while it exists, versions never overlap, and the path of a day is the chain of parents of that day.
/// </summary>
public sealed class ChangingTree(IEnumerable<Organisation> organisations, IEnumerable<OrganisationVersion> versions, OrganisationRules rules)
{
    private readonly Dictionary<Guid, Organisation> _organisations = organisations.ToDictionary(o => o.Id);
    private readonly List<OrganisationVersion> _versions = [.. versions];
    private readonly List<Organisation> _founded = [];
    private readonly List<OrganisationVersion> _opened = [];
    private readonly List<OrganisationVersion> _removed = [];
    private readonly List<PathMove> _moves = [];
    private readonly List<Organisation> _ended = [];

    public IEnumerable<Organisation> Organisations => _organisations.Values;

    public IReadOnlyList<OrganisationVersion> Versions => _versions;

    /// <summary>Rows to add.</summary>
    public IReadOnlyList<Organisation> Founded => _founded;

    /// <summary>Rows to add.</summary>
    public IReadOnlyList<OrganisationVersion> Opened => _opened;

    /// <summary>Rows to remove: a version that would have lasted no day.</summary>
    public IReadOnlyList<OrganisationVersion> Removed => _removed;

    /// <summary>Places in the tree that changed, in order; every row below follows.</summary>
    public IReadOnlyList<PathMove> Moves => _moves;

    /// <summary>Organisations that exist no longer.</summary>
    public IReadOnlyList<Organisation> Ended => _ended;

    public Organisation? Find(Guid id) => _organisations.GetValueOrDefault(id);

    /// <summary>An organisation begins, under a parent of a kind the rules allow and with the people it is founded with.</summary>
    public Decision<OrganisationFounded> Found(Organisation parent, int number, string name, OrganisationKind kind, Population? population, IReadOnlyList<Guid> memberIds, OrganisationSize size, ChangeNote note)
    {
        if (WhyNotChange(parent, note) is { } closed) { return closed; }
        if (WhyNotUnder(kind, parent.Kind) is { } wrong) { return wrong; }
        if (WhyNotName(name, parent.Id, null) is { } badName) { return badName; }
        if (WhyNot(rules.CheckSize(kind, size, SizeMoment.Creation), note) is { } rule) { return rule; }
        var made = Open(number, parent, kind, name, population, note);
        return new OrganisationFounded(made.Id, made.Path, note.On, note.Reason, note.WarningReason, made.Name, kind, parent.Id, memberIds);
    }

    /// <summary>An organisation gets another name from a day on.</summary>
    public Decision<OrganisationRenamed> Rename(Organisation it, string name, ChangeNote note)
    {
        if (WhyNotChange(it, note) is { } closed) { return closed; }
        if (name == it.Name) { return OrganisationRefusals.SameName; }
        if (WhyNotName(name, it.ParentId, it.Id) is { } badName) { return badName; }
        var before = it.Name;
        it.Name = name;
        Continue(it, note, v => v.Name = name);
        return new OrganisationRenamed(it.Id, it.Path, note.On, note.Reason, note.WarningReason, before, name);
    }

    /// <summary>An organisation stands under another one from a day on, with everything below it.</summary>
    public Decision<OrganisationMoved> Move(Organisation it, Organisation parent, ChangeNote note)
    {
        if (WhyNotMove(it, parent, note) is { } refused) { return refused; }
        var (oldPath, oldParent) = (it.Path, it.ParentId!.Value);
        Place(it, parent, note);
        return new OrganisationMoved(it.Id, it.Path, note.On, note.Reason, note.WarningReason, oldPath, oldParent, parent.Id);
    }

    /// <summary>Chosen people of an organisation form a new one of the same kind beside it.</summary>
    public Decision<OrganisationSplit> Split(Organisation it, int number, string name, IReadOnlyList<Guid> memberIds, OrganisationSize chosen, OrganisationSize rest, ChangeNote note)
    {
        if (WhyNotChange(it, note) is { } closed) { return closed; }
        if (it.ParentId is not { } parentId || it.Level != SpaceLevel.Branch) { return OrganisationRefusals.CannotSplit.With(it.Kind); }
        var parent = _organisations[parentId];
        if (WhyNotChange(parent, note) is { } parentClosed) { return parentClosed; }
        if (WhyNotName(name, parentId, null) is { } badName) { return badName; }
        if (memberIds.Count == 0) { return OrganisationRefusals.NobodyChosen; }
        if (WhyNot([.. rules.CheckSize(it.Kind, chosen, SizeMoment.Creation), .. rules.CheckSize(it.Kind, rest)], note) is { } rule) { return rule; }
        var made = Open(number, parent, it.Kind, name, it.Population, note);
        return new OrganisationSplit(it.Id, it.Path, note.On, note.Reason, note.WarningReason, made.Id, made.Path, name, memberIds);
    }

    /// <summary>An organisation ends; its people and everything below it go to another one of its level.</summary>
    public Decision<OrganisationMerged> Merge(Organisation it, Organisation into, OrganisationSize together, ChangeNote note)
    {
        if (WhyNotEnd(it, note) is { } closed) { return closed; }
        if (WhyNotReceive(it, into, note) is { } wrong) { return wrong; }
        if (WhyNot(rules.CheckSize(into.Kind, together), note) is { } rule) { return rule; }
        if (HandOver(it, into, note) is { } below) { return below; }
        End(it, note);
        return new OrganisationMerged(it.Id, it.Path, note.On, note.Reason, note.WarningReason, into.Id, into.Path);
    }

    /// <summary>
    /// An organisation becomes one of a higher kind, and rises to the nearest organisation above that may have such a kind below it.
    /// Where a branch has people or groups, they stand in a first branch below it.
    /// </summary>
    public Decision<OrganisationUpgraded> Upgrade(Organisation it, OrganisationKind kind, int number, string? firstBranch, OrganisationSize size, ChangeNote note)
    {
        if (WhyNotChange(it, note) is { } closed) { return closed; }
        if (WhyNot(rules.CheckUpgrade(it.Kind, kind, size.AllMembers), note) is { } rule) { return rule; }
        if (it.ParentId is not { } parentId) { return OrganisationRefusals.RootStays; }
        if (RoofFor(kind, it) is not { } roof) { return OrganisationRefusals.WrongParent.With(kind, _organisations[parentId].Kind).At("Form.Kind"); }
        if (roof.Id != parentId && (WhyNotChange(roof, note) ?? WhyNotName(it.Name, roof.Id, it.Id)) is { } noRoom) { return noRoom; }
        var (before, wasBranch) = (it.Kind, it.Level == SpaceLevel.Branch);
        var below = Below(it).ToList();
        if (!wasBranch && below.Select(b => WhyNotUnder(b.Kind, kind)).FirstOrDefault(r => r is not null) is { } child) { return child; }
        var needsBranch = wasBranch && (size.AllMembers > 0 || below.Count > 0);
        if (needsBranch && string.IsNullOrWhiteSpace(firstBranch)) { return OrganisationRefusals.FirstBranchMissing; }
        if (needsBranch && below.Select(b => WhyNotChange(b, note)).FirstOrDefault(r => r is not null) is { } later) { return later; }
        if (needsBranch && WhyNotName(firstBranch!, it.Id, null) is { } badName) { return badName; }
        it.Kind = kind;
        Continue(it, note, v => v.Kind = kind);
        if (roof.Id != parentId)
        {
            Place(it, roof, note);
        }
        var branch = needsBranch ? Open(number, it, OrganisationKind.Branch, firstBranch!, it.Population, note) : null;
        if (branch is not null)
        {
            below.ForEach(group => Place(group, branch, note));
        }
        return new OrganisationUpgraded(it.Id, it.Path, note.On, note.Reason, note.WarningReason, before, kind, branch?.Id, branch?.Path);
    }

    /// <summary>An organisation exists no longer from a day on; nobody is left without a branch.</summary>
    public Decision<OrganisationDissolved> Dissolve(Organisation it, Organisation? receiver, OrganisationSize size, ChangeNote note)
    {
        if (WhyNotEnd(it, note) is { } closed) { return closed; }
        if (Below(it).Any(b => b.Kind != OrganisationKind.PartyGroup)) { return OrganisationRefusals.HasOrganisationsBelow; }
        if (receiver is null && size.AllMembers > 0 && it.Kind != OrganisationKind.PartyGroup) { return OrganisationRefusals.ReceiverMissing.With(size.AllMembers); }
        if (receiver is not null && WhyNotReceive(it, receiver, note) is { } wrong) { return wrong; }
        if (HadBelowAfter(it, note) is { } had) { return had; }
        if (receiver is not null && HandOver(it, receiver, note) is { } refused) { return refused; }
        var groups = Below(it).ToList();
        if (groups.Select(g => WhyNotEnd(g, note)).FirstOrDefault(r => r is not null) is { } later) { return later; }
        groups.ForEach(g => End(g, note));
        End(it, note);
        return new OrganisationDissolved(it.Id, it.Path, note.On, note.Reason, note.WarningReason, receiver?.Id, receiver?.Path);
    }

    /// <summary>What the rules say to a change, blocking findings first. Committees are elected afterwards, so nothing is said of them here.</summary>
    private static IReadOnlyList<RuleFinding> Worst(IEnumerable<RuleFinding> findings) =>
        [.. findings.Where(f => f.Severity != Severity.Info && !f.ReasonKey.StartsWith("rules.reason.committee", StringComparison.Ordinal)).OrderBy(f => f.Severity)];

    /// <summary>The findings of the last decision that was asked, so that a page can show them with their clauses.</summary>
    public IReadOnlyList<RuleFinding> Findings { get; private set; } = [];

    private Organisation? RoofFor(OrganisationKind kind, Organisation it)
    {
        for (var above = it.ParentId is { } id ? Find(id) : null; above is not null; above = above.ParentId is { } next ? Find(next) : null)
        {
            if (rules.WhyNotUnder(kind, above.Kind) is null) { return above; }
        }
        return null;
    }

    private IEnumerable<Organisation> Below(Organisation it) => _organisations.Values.Where(o => o.ParentId == it.Id && o.DissolvedOn is null).OrderBy(o => o.Number);

    private OrganisationVersion OpenVersion(Organisation it) => _versions.Single(v => v.OrganisationId == it.Id && v.ValidUntil is null);

    private Refusal? WhyNotChange(Organisation it, ChangeNote note)
    {
        if (it.DissolvedOn is { } dissolved) { return OrganisationRefusals.Dissolved.With(it.Name, dissolved); }
        if (note.On > note.Today) { return OrganisationRefusals.DateInFuture; }
        var open = OpenVersion(it);
        return note.On < open.ValidFrom ? OrganisationRefusals.BeforeLastChange.With(it.Name, open.ValidFrom) : null;
    }

    private Refusal? WhyNotEnd(Organisation it, ChangeNote note)
    {
        if (it.ParentId is null) { return OrganisationRefusals.RootStays; }
        if (WhyNotChange(it, note) is { } closed) { return closed; }
        return it.FoundedOn >= note.On ? OrganisationRefusals.FoundedThatDay.With(it.Name) : null;
    }

    private Refusal? WhyNotUnder(OrganisationKind kind, OrganisationKind parent)
    {
        if (rules.WhyNotUnder(kind, parent) is not { } finding) { return null; }
        Findings = [finding];
        return OrganisationRefusals.WrongParent.With(kind, parent);
    }

    private Refusal? WhyNotName(string name, Guid? parentId, Guid? except)
    {
        if (name.Length is 0) { return PlatformRequired.At("Form.Name"); }
        return _organisations.Values.Any(o => o.ParentId == parentId && o.Id != except && o.DissolvedOn is null && string.Equals(o.Name, name, StringComparison.OrdinalIgnoreCase))
            ? OrganisationRefusals.NameTaken.With(name)
            : null;
    }

    private Refusal? WhyNotMove(Organisation it, Organisation parent, ChangeNote note)
    {
        if (it.ParentId is null) { return OrganisationRefusals.RootStays; }
        if (it.Kind == OrganisationKind.PartyGroup) { return OrganisationRefusals.GroupStays; }
        if (WhyNotChange(it, note) is { } closed) { return closed; }
        if (WhyNotChange(parent, note) is { } parentClosed) { return parentClosed; }
        if (parent.Id == it.ParentId) { return OrganisationRefusals.AlreadyThere; }
        if (parent.Path.StartsWith(it.Path, StringComparison.Ordinal)) { return OrganisationRefusals.BelowItself; }
        if (WhyNotUnder(it.Kind, parent.Kind) is { } wrong) { return wrong; }
        return WhyNotName(it.Name, parent.Id, it.Id);
    }

    private Refusal? WhyNotReceive(Organisation it, Organisation into, ChangeNote note)
    {
        if (into.Id == it.Id) { return OrganisationRefusals.IntoItself; }
        if (into.Path.StartsWith(it.Path, StringComparison.Ordinal)) { return OrganisationRefusals.BelowItself; }
        if (WhyNotChange(into, note) is { } closed) { return closed; }
        var groups = (it.Kind == OrganisationKind.PartyGroup, into.Kind == OrganisationKind.PartyGroup);
        var sameBranch = groups is not (true, true) || it.ParentId == into.ParentId;
        return it.Level == into.Level && groups is (true, true) or (false, false) && sameBranch ? null : OrganisationRefusals.OtherLevel.With(it.Kind, into.Kind);
    }

    /// <summary>What stood below it after the day and has left since would have stood below nothing.</summary>
    private Refusal? HadBelowAfter(Organisation it, ChangeNote note) =>
        _versions.Any(v => v.ParentId == it.Id && v.ValidUntil > note.On) ? OrganisationRefusals.HadOrganisationsBelow.With(note.On) : null;

    /// <summary>Puts what stands below one organisation under another; the refusal that stands in the way, if there is one.</summary>
    private Refusal? HandOver(Organisation it, Organisation into, ChangeNote note)
    {
        var below = Below(it).ToList();
        foreach (var child in below)
        {
            if ((WhyNotChange(child, note) ?? WhyNotUnder(child.Kind, into.Kind) ?? WhyNotName(child.Name, into.Id, child.Id)) is { } refused) { return refused; }
        }
        if (HadBelowAfter(it, note) is { } had) { return had; }
        below.ForEach(child => Place(child, into, note));
        return null;
    }

    private Refusal? WhyNot(IReadOnlyList<RuleFinding> findings, ChangeNote note)
    {
        Findings = Worst(findings);
        if (Findings.FirstOrDefault(f => f.Blocks) is { } blocks)
        {
            return OrganisationRefusals.OfRule(blocks);
        }
        return Findings.Count > 0 && string.IsNullOrWhiteSpace(note.WarningReason) ? OrganisationRefusals.WarningNeedsReason.With(Findings.Count) : null;
    }

    private Organisation Open(int number, Organisation parent, OrganisationKind kind, string name, Population? population, ChangeNote note)
    {
        var made = new Organisation { Number = number, Path = $"{parent.Path}{number}.", ParentId = parent.Id, Kind = kind, Name = name, FoundedOn = note.On, Population = population };
        _organisations.Add(made.Id, made);
        _founded.Add(made);
        Add(new OrganisationVersion
        {
            OrganisationId = made.Id, Path = made.Path, PathThen = made.Path, ValidFrom = note.On, Name = name, Kind = kind, ParentId = parent.Id,
            Reason = note.Reason, WarningReason = note.WarningReason, RecordedAt = note.At, RecordedBy = note.By, RecordedByName = note.ByName,
        });
        return made;
    }

    /// <summary>Closes the open version on the day and opens the next; a version that began that very day is rewritten, the trace keeps both reasons.</summary>
    private void Continue(Organisation it, ChangeNote note, Action<OrganisationVersion> change) => change(Following(OpenVersion(it), note));

    private OrganisationVersion Following(OrganisationVersion version, ChangeNote note)
    {
        if (version.ValidFrom >= note.On)
        {
            version.Reason = version.Reason == note.Reason ? version.Reason : $"{version.Reason}\n{note.Reason}";
            version.WarningReason = note.WarningReason ?? version.WarningReason;
            return version;
        }
        var next = new OrganisationVersion
        {
            OrganisationId = version.OrganisationId, Path = version.Path, PathThen = version.PathThen, ValidFrom = note.On, ValidUntil = version.ValidUntil, Name = version.Name, Kind = version.Kind, ParentId = version.ParentId,
            Reason = note.Reason, WarningReason = note.WarningReason, RecordedAt = note.At, RecordedBy = note.By, RecordedByName = note.ByName,
        };
        version.ValidUntil = note.On;
        Add(next);
        return next;
    }

    private void Place(Organisation it, Organisation parent, ChangeNote note)
    {
        var move = new PathMove(it.Path, $"{parent.Path}{it.Number}.");
        Continue(it, note, v => v.ParentId = parent.Id);
        // What stood below it on that day or later follows; what had left before did not move.
        foreach (var version in _versions.Where(v => move.Concerns(v.PathThen) && (v.ValidUntil is null || v.ValidUntil > note.On)).ToList())
        {
            var following = version.OrganisationId == it.Id || version.ValidFrom >= note.On ? version : Following(version, note);
            following.PathThen = move.Of(following.PathThen);
        }
        foreach (var version in _versions.Where(v => move.Concerns(v.Path)))
        {
            version.Path = move.Of(version.Path);
        }
        foreach (var organisation in _organisations.Values.Where(o => move.Concerns(o.Path)))
        {
            organisation.Path = move.Of(organisation.Path);
        }
        it.ParentId = parent.Id;
        _moves.Add(move);
    }

    private void End(Organisation it, ChangeNote note)
    {
        var open = OpenVersion(it);
        if (open.ValidFrom == note.On)
        {
            // Changed and ended on one day: the change lasted no day.
            _versions.Remove(open);
            if (!_opened.Remove(open))
            {
                _removed.Add(open);
            }
        }
        else
        {
            open.ValidUntil = note.On;
        }
        it.DissolvedOn = note.On;
        _ended.Add(it);
    }

    private void Add(OrganisationVersion version)
    {
        _versions.Add(version);
        _opened.Add(version);
    }

    private static Refusal PlatformRequired => Platform.Storage.PlatformRefusals.Required;
}

/// <summary>A place in the tree that became another.</summary>
public sealed record PathMove(string Old, string New)
{
    public bool Concerns(string path) => path.StartsWith(Old, StringComparison.Ordinal);

    public string Of(string path) => New + path[Old.Length..];
}

/// <summary>Why the tree can't be changed so.</summary>
public static class OrganisationRefusals
{
    public static readonly Refusal ReasonMissing = new("organisation.reason-missing", RefusalKind.BadInput, "Form.Reason");
    /// <summary>A connected system may found and rename; what else changes in the tree people decide.</summary>
    public static readonly Refusal DecidedByPeople = new("organisation.decided-by-people", RefusalKind.NotAllowedNow);
    public static readonly Refusal DateInFuture = new("organisation.date-in-future", RefusalKind.BadInput, "Form.On");

    /// <summary>Values: the organisation's name, the day of its last change.</summary>
    public static readonly Refusal BeforeLastChange = new("organisation.before-last-change", RefusalKind.BadInput, "Form.On");

    /// <summary>Values: the organisation's name.</summary>
    public static readonly Refusal FoundedThatDay = new("organisation.founded-that-day", RefusalKind.BadInput, "Form.On");

    /// <summary>Value: the day.</summary>
    public static readonly Refusal HadOrganisationsBelow = new("organisation.had-organisations-below", RefusalKind.BadInput, "Form.On");

    /// <summary>Values: the organisation's name, the day it ended.</summary>
    public static readonly Refusal Dissolved = new("organisation.dissolved");

    public static readonly Refusal RootStays = new("organisation.root-stays");
    public static readonly Refusal GroupStays = new("organisation.group-stays");
    public static readonly Refusal SameName = new("organisation.same-name", RefusalKind.BadInput, "Form.Name");
    public static readonly Refusal NameTaken = new("organisation.name-taken", RefusalKind.BadInput, "Form.Name");

    /// <summary>Values: the kind, the parent's kind.</summary>
    public static readonly Refusal WrongParent = new("organisation.wrong-parent", RefusalKind.BadInput, "Form.Target");

    public static readonly Refusal AlreadyThere = new("organisation.already-there", RefusalKind.BadInput, "Form.Target");
    public static readonly Refusal BelowItself = new("organisation.below-itself", RefusalKind.BadInput, "Form.Target");
    public static readonly Refusal IntoItself = new("organisation.into-itself", RefusalKind.BadInput, "Form.Target");

    /// <summary>Values: both kinds.</summary>
    public static readonly Refusal OtherLevel = new("organisation.other-level", RefusalKind.BadInput, "Form.Target");

    /// <summary>Value: how many people would be left without a branch.</summary>
    public static readonly Refusal ReceiverMissing = new("organisation.receiver-missing", RefusalKind.BadInput, "Form.Target");

    public static readonly Refusal HasOrganisationsBelow = new("organisation.has-organisations-below");
    public static readonly Refusal CannotSplit = new("organisation.cannot-split");
    public static readonly Refusal NobodyChosen = new("organisation.nobody-chosen", RefusalKind.BadInput, "Form.Members");

    /// <summary>Value: the entries that fit nobody or several people.</summary>
    public static readonly Refusal UnclearPeople = new("organisation.unclear-people", RefusalKind.BadInput, "Form.People");

    public static readonly Refusal NotOfThisOrganisation = new("organisation.not-of-this-organisation", RefusalKind.BadInput, "Form.Members");
    public static readonly Refusal FirstBranchMissing = new("organisation.first-branch-missing", RefusalKind.BadInput, "Form.Name");
    public static readonly Refusal WarningNeedsReason = new("organisation.warning-needs-reason", RefusalKind.BadInput, "Form.WarningReason");

    /// <summary>Values: members, minimum.</summary>
    public static readonly Refusal TooFewFullMembers = new("organisation.too-few-full-members", RefusalKind.NotAllowedNow, "Form.Members");

    /// <summary>Values: the kind, the wanted kind.</summary>
    public static readonly Refusal NoSuchUpgrade = new("organisation.no-such-upgrade", RefusalKind.BadInput, "Form.Kind");

    /// <summary>Another module's rows must be settled first; the preview says which.</summary>
    public static readonly Refusal SomethingStandsInTheWay = new("organisation.something-stands-in-the-way");

    /// <summary>Value: the rule.</summary>
    public static readonly Refusal RuleForbids = new("organisation.rule-forbids");

    /// <summary>The refusal of a blocking rule.</summary>
    internal static Refusal OfRule(RuleFinding finding) => (finding.ReasonKey switch
    {
        "rules.reason.too-few-full-members" => TooFewFullMembers,
        "rules.reason.no-such-upgrade" => NoSuchUpgrade,
        _ => RuleForbids,
    }).With(finding.ReasonKey.EndsWith("too-few-full-members", StringComparison.Ordinal) || finding.ReasonKey.EndsWith("no-such-upgrade", StringComparison.Ordinal) ? [.. finding.ReasonValues] : [finding.Rule.ToString()]);
}
