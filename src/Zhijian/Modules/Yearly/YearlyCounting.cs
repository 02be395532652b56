using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Yearly;

/// <summary>Things that a line counts: where on the earlier day, where on the later; null where they were not counted.</summary>
/// <param name="Why">Why they are counted on one day only; null where nothing tells.</param>
public readonly record struct YearlyItem(Guid? Before, Guid? Now, YearlyPart? Why, long Count);

/// <summary>What was frozen for one organisation and line the year before.</summary>
public readonly record struct FrozenBefore(long Value, long Own);

/// <summary>
/// Counts all lines for every organisation of a tree: pure, from rows without names. What came and went is told apart by what the rows say of it;
/// what they don't say stays unexplained.
/// </summary>
/// <param name="day">The day that is counted.</param>
/// <param name="before">The last day of the year before.</param>
public sealed class YearlyCounting(YearlyRules rules, DateOnly before, DateOnly day, IReadOnlyList<OrganisationOfTwoDays> tree,
    IReadOnlyList<PeopleOfTwoDays> people)
{
    private static readonly Dictionary<YearlyPart, long> NoMoves = [];

    private readonly Dictionary<string, Guid> _byPath = tree.ToDictionary(o => o.PathThen, o => o.Id);
    private readonly Dictionary<Guid, Guid[]> _upward = [];

    /// <summary>The lines of every organisation that stands on the day, or is the one they are counted for.</summary>
    /// <param name="frozen">What was frozen the year before, by organisation and line.</param>
    /// <param name="filed">Records of the year, by organisation and measure.</param>
    /// <param name="filedBefore">The same of the year before, as it is known today.</param>
    public IReadOnlyDictionary<Guid, IReadOnlyList<YearlyLine>> Lines(IReadOnlyDictionary<(Guid Organisation, string Line), FrozenBefore> frozen,
        IReadOnlyDictionary<(Guid Organisation, string Measure), long> filed, IReadOnlyDictionary<(Guid Organisation, string Measure), long> filedBefore)
    {
        foreach (var organisation in tree)
        {
            // A Party group has no table of its own: it counts at its branch.
            _upward[organisation.Id] = [.. Upward(organisation.Kind == OrganisationKind.PartyGroup ? ParentPath(organisation.PathThen) : organisation.PathThen)];
        }
        var fromBelow = Gathered(frozen);
        var sums = rules.Lines.Where(l => l.Counts is not (YearlyCount.Measure or YearlyCount.Movements)).ToDictionary(l => l.Name, l => Sum(Items(l)));
        return tree.Where((o, i) => (o.Stands || i == 0) && o.Kind != OrganisationKind.PartyGroup).ToDictionary(o => o.Id, o => (IReadOnlyList<YearlyLine>)[.. rules.Lines.Select(rule =>
        {
            FrozenBefore? last = frozen.TryGetValue((o.Id, rule.Name), out var found) ? found : null;
            long? gathered = last is null || !rule.AddsUp ? null : fromBelow.GetValueOrDefault((o.Id, rule.Name));
            if (rule.Counts == YearlyCount.Measure)
            {
                return YearlyExplanation.Of(rule, filed.GetValueOrDefault((o.Id, rule.Measure!)), 0, filedBefore.GetValueOrDefault((o.Id, rule.Measure!)),
                    last?.Value, gathered, NoMoves);
            }
            if (rule.Counts == YearlyCount.Movements)
            {
                var members = sums[YearlyRules.Members].GetValueOrDefault(o.Id) ?? new();
                return YearlyExplanation.Of(rule, rule.Parts.Sum(p => Math.Abs(members.Moves.GetValueOrDefault(p))),
                    rule.Parts.Sum(p => Math.Abs(members.OwnMoves.GetValueOrDefault(p))), null, last?.Value, gathered, NoMoves);
            }
            var sum = sums[rule.Name].GetValueOrDefault(o.Id) ?? new();
            return YearlyExplanation.Of(rule, sum.Value, sum.Own, sum.Before, last?.Value, gathered, sum.Moves);
        })]);
    }

    /// <summary>What a line counts on the two days.</summary>
    public IEnumerable<YearlyItem> Items(YearlyLineRule rule) => rule.Counts switch
    {
        YearlyCount.Organisations => tree.Select(o => OrganisationItem(o, o.StoodBefore && o.KindBefore is { } kind && rule.Kinds.Contains(kind),
            o.Stands && rule.Kinds.Contains(o.Kind))),
        YearlyCount.TermsBegun => tree.Select(o => OrganisationItem(o, o.StoodBefore && IsIn(o.TermBeganBefore, before), o.Stands && IsIn(o.TermBegan, day))),
        YearlyCount.TermsOverdue => tree.Select(o => OrganisationItem(o, o.StoodBefore && o.TermEndBefore < before, o.Stands && o.TermEnd < day)),
        YearlyCount.Admitted => people.Select(p => PeopleItem(p, IsIn(p.JoinDate, before) && IsMember(p, before), IsIn(p.JoinDate, day) && IsMember(p, day))),
        YearlyCount.BecameFull => people.Select(p => PeopleItem(p, IsIn(p.FullMemberDate, before) && p.CategoryOn(before) == MemberCategory.FullMember,
            IsIn(p.FullMemberDate, day) && p.CategoryOn(day) == MemberCategory.FullMember)),
        _ => people.Where(p => Fits(rule, p)).Select(p => PeopleItem(p, rule.Categories.Contains(p.CategoryOn(before)),
            rule.Categories.Contains(p.CategoryOn(day)))),
    };

    private static bool IsIn(DateOnly? date, DateOnly end) => date is { } on && on.Year == end.Year && on <= end;

    private static bool IsMember(PeopleOfTwoDays p, DateOnly on) => p.CategoryOn(on) is MemberCategory.FullMember or MemberCategory.ProbationaryMember;

    private static bool Fits(YearlyLineRule rule, PeopleOfTwoDays p) => (rule.Sex is null || rule.Sex == p.SexCode)
        && (rule.Education.Count == 0 || rule.Education.Any(e => p.EducationCode?.StartsWith(e, StringComparison.Ordinal) == true))
        && (rule.WorkPosts.Count == 0 || (p.WorkPostCode is { } post && rule.WorkPosts.Contains(post)))
        && (rule.JoinedFrom is null || p.JoinDate >= rule.JoinedFrom) && (rule.JoinedBefore is null || p.JoinDate < rule.JoinedBefore);

    private YearlyItem OrganisationItem(OrganisationOfTwoDays o, bool stood, bool stands) => new(stood ? o.Id : null, stands ? o.Id : null,
        stood == stands ? null
        : stands ? o.FoundedOn > before ? YearlyPart.Founded : YearlyPart.KindChanged
        : o.DissolvedOn <= day ? YearlyPart.Dissolved : YearlyPart.KindChanged, 1);

    private YearlyItem PeopleItem(PeopleOfTwoDays p, bool fitted, bool fits)
    {
        var (was, @is) = (fitted ? p.Before : null, fits ? p.Now : null);
        return new(was, @is, (was is null) == (@is is null) ? null
            : p is { Before: not null, Now: not null } ? Became(p)
            : was is null ? IsMember(p, day) && p.JoinDate > before ? YearlyPart.Admitted : YearlyPart.CameIn
            : Left(p.LeaveReason), p.Count);
    }

    private YearlyPart? Became(PeopleOfTwoDays p) => !IsMember(p, before) && IsMember(p, day) ? YearlyPart.Admitted
        : p.CategoryOn(before) != MemberCategory.FullMember && p.CategoryOn(day) == MemberCategory.FullMember ? YearlyPart.BecameFull : null;

    private static YearlyPart? Left(LeaveReason? reason) => reason switch
    {
        LeaveReason.TransferredOut => YearlyPart.TransferredOut,
        LeaveReason.Graduated => YearlyPart.Graduated,
        LeaveReason.Deceased => YearlyPart.Deceased,
        LeaveReason.Removed or LeaveReason.Expelled or LeaveReason.Resigned => YearlyPart.Ended,
        _ => null,
    };

    private Dictionary<Guid, LineSum> Sum(IEnumerable<YearlyItem> items)
    {
        Dictionary<Guid, LineSum> sums = [];
        LineSum At(Guid id) => sums.TryGetValue(id, out var known) ? known : sums[id] = new LineSum();
        foreach (var item in items.GroupBy(i => (i.Before, i.Now, i.Why)).Select(g => new YearlyItem(g.Key.Before, g.Key.Now, g.Key.Why, g.Sum(i => i.Count))))
        {
            var (was, @is) = (Above(item.Before), Above(item.Now));
            foreach (var id in was)
            {
                At(id).Before += item.Count;
            }
            foreach (var id in @is)
            {
                At(id).Value += item.Count;
            }
            if (@is.Length > 0)
            {
                At(@is[0]).Own += item.Count;
            }
            Move(@is.Except(was), @is, item.Now is not null && item.Before is not null ? YearlyPart.MovedIn : item.Why, item.Count);
            Move(was.Except(@is), was, item.Now is not null && item.Before is not null ? YearlyPart.MovedOut : item.Why, -item.Count);
        }
        return sums;

        void Move(IEnumerable<Guid> places, Guid[] line, YearlyPart? why, long count)
        {
            if (why is not { } part)
            {
                return;
            }
            foreach (var id in places)
            {
                var sum = At(id);
                sum.Moves[part] = sum.Moves.GetValueOrDefault(part) + count;
                if (id == line[0])
                {
                    sum.OwnMoves[part] = sum.OwnMoves.GetValueOrDefault(part) + count;
                }
            }
        }
    }

    /// <summary>The organisation itself, then everything above it in this tree; nothing where it is none of it.</summary>
    private Guid[] Above(Guid? id) => id is { } known && _upward.TryGetValue(known, out var line) ? line : [];

    private IEnumerable<Guid> Upward(string path)
    {
        for (var at = path; at.Length > 0; at = ParentPath(at))
        {
            if (_byPath.TryGetValue(at, out var id))
            {
                yield return id;
            }
        }
    }

    /// <summary>The path above a path; empty above the first.</summary>
    public static string ParentPath(string path) => path[..(path.TrimEnd('.').LastIndexOf('.') + 1)];

    /// <summary>What was frozen of the organisations that stand below one this year.</summary>
    private Dictionary<(Guid Organisation, string Line), long> Gathered(IReadOnlyDictionary<(Guid Organisation, string Line), FrozenBefore> frozen)
    {
        Dictionary<(Guid, string), long> sums = [];
        foreach (var ((organisation, line), value) in frozen)
        {
            foreach (var above in Above(organisation))
            {
                sums[(above, line)] = sums.GetValueOrDefault((above, line)) + value.Own;
            }
        }
        return sums;
    }

    private sealed class LineSum
    {
        public long Value { get; set; }

        public long Own { get; set; }

        public long Before { get; set; }

        public Dictionary<YearlyPart, long> Moves { get; } = [];

        public Dictionary<YearlyPart, long> OwnMoves { get; } = [];
    }
}
