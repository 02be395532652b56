using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Points.Own;

/// <summary>A person's own ledger. There is no way to ask for another's: whoever asks is whose ledger it is, and the database shows them no other rows.</summary>
internal sealed class OwnPointsQuery(Fence fence, Rulebook rulebook, InstitutionTime time)
{
    public const int PageSize = 30;

    private const string Lines =
        """
        select p.id, p.deed, p.rule, p.rule_version as RuleVersion, p.clause, p.points, p.per_deed as PerDeed, p.yearly_cap as YearlyCap, p.about, p.title, p.done_on as DoneOn, p.valid_until as ValidUntil,
          p.posted_by_name as PostedBy, p.posted_at as PostedAt, r.cause, r.reason, r.posted_by_name as ReversedBy, r.posted_at as ReversedAt, c.id as ContestId, c.state as ContestState, c.reason as ContestReason, c.answer, c.decided_by_name as DecidedBy
        from points_posting p
        left join lateral (select x.cause, x.reason, x.posted_by_name, x.posted_at from points_posting x where x.closes = p.id and x.kind = 'Reversed' limit 1) r on true
        left join points_contest c on c.posting_id = p.id and c.member_id = p.member_id
        """;

    /// <summary>What is valid today, and for each kind of deed what this year's earned.</summary>
    public async Task<OwnPoints> Of(Actor actor, CancellationToken cancel)
    {
        var today = time.Today;
        var found = await fence.Rows<DeedSum>(
            """
            select p.deed, coalesce(sum(p.points) filter (where p.valid_until >= @today), 0)::int as Valid, coalesce(sum(p.points) filter (where p.done_on >= @first), 0)::int as ThisYear,
              coalesce(sum(p.points) filter (where p.valid_until = @last), 0)::int as RunsOut
            from points_posting p where p.member_id = @member and p.kind = 'Earned' and (select x.id from points_posting x where x.closes = p.id and x.kind = 'Reversed' limit 1) is null group by p.deed
            """, new { member = actor.MemberId, today, first = new DateOnly(today.Year, 1, 1), last = new DateOnly(today.Year, 12, 31) }, cancel);
        var rules = rulebook.On(today).Points;
        return new OwnPoints(found.Sum(s => s.Valid), found.Sum(s => s.RunsOut), today.Year,
            [.. rules.Deeds.Values.OrderBy(r => r.Deed).Select(r => new OwnDeed(r, found.Find(s => s.Deed == r.Deed)?.ThisYear ?? 0))]);
    }

    /// <summary>The postings of one's own deeds, latest deed first.</summary>
    public async Task<Listing<OwnLine>> Postings(Actor actor, string? after, int size, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var on, var id] && DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && Guid.TryParse(id, out var lastId) ? (day, lastId) : ((DateOnly, Guid)?)null;
        var rows = await fence.Rows<OwnLine>(
            $"""
            {Lines} where p.member_id = @member and p.kind = 'Earned' and (@day::date is null or (p.done_on, p.id) < (@day, @lastId)) order by p.done_on desc, p.id desc limit {size + 1}
            """, new { member = actor.MemberId, day = last?.Item1, lastId = last?.Item2 }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.DoneOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), r.Id));
    }

    /// <summary>One of one's own.</summary>
    public Task<OwnLine?> One(Guid id, Actor actor, CancellationToken cancel) => fence.Row<OwnLine>($"{Lines} where p.member_id = @member and p.kind = 'Earned' and p.id = @id", new { member = actor.MemberId, id }, cancel);

    private sealed class DeedSum
    {
        public Deed Deed { get; set; }

        public int Valid { get; set; }

        public int ThisYear { get; set; }

        public int RunsOut { get; set; }
    }
}

/// <summary>How one's own ledger stands.</summary>
/// <param name="Valid">What is valid today.</param>
/// <param name="RunsOut">Of that, what is valid through the end of this year.</param>
internal sealed record OwnPoints(int Valid, int RunsOut, int Year, IReadOnlyList<OwnDeed> Deeds);

/// <summary>What this year's deeds of a kind earned, of what the rule allows at most.</summary>
internal sealed record OwnDeed(PointsRule Rule, int ThisYear);

/// <summary>One posting with what became of it, as its own member reads it.</summary>
public sealed class OwnLine
{
    public Guid Id { get; set; }

    public Deed Deed { get; set; }

    public string Rule { get; set; } = "";

    public string RuleVersion { get; set; } = "";

    public string Clause { get; set; } = "";

    public int Points { get; set; }

    public int PerDeed { get; set; }

    public int YearlyCap { get; set; }

    public Guid About { get; set; }

    public string Title { get; set; } = "";

    public DateOnly DoneOn { get; set; }

    public DateOnly ValidUntil { get; set; }

    public string PostedBy { get; set; } = "";

    public DateTimeOffset PostedAt { get; set; }

    public ReversalCause? Cause { get; set; }

    public string? Reason { get; set; }

    public string? ReversedBy { get; set; }

    public DateTimeOffset? ReversedAt { get; set; }

    public Guid? ContestId { get; set; }

    public ContestState? ContestState { get; set; }

    public string? ContestReason { get; set; }

    public string? Answer { get; set; }

    public string? DecidedBy { get; set; }

    public PostingState StateOn(DateOnly day) => Cause is not null ? PostingState.Reversed : ValidUntil < day ? PostingState.Expired : PostingState.Valid;

    public ContestablePosting Contestable(DateOnly day) => new(Id, StateOn(day), ContestId is not null, Deed, $"points@{RuleVersion}:{Rule}", About, Title, DoneOn);
}
