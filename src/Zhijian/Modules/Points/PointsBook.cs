using Dapper;
using Zhijian.Modules.Points.Posting;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Points;

/// <summary>What a recomputation found: how many postings stand, and how many say something else than the records do.</summary>
public sealed record PointsReport(int Postings, int Differences);

/// <summary>
/// Keeps the ledger in step with what is filed, inside the caller's transaction: after one record as for all of them by the same statements. Repeating a call changes nothing.
/// It reads and writes as the system actor of the points; nobody reads another person's rows by it.
/// </summary>
public sealed class PointsBook(Fence fence, IEnumerable<IDeedSource> sources, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>How long one command on all rows may take.</summary>
    private static readonly TimeSpan AllRowsMayTake = TimeSpan.FromMinutes(30);

    private readonly IReadOnlyList<IDeedSource> _sources = [.. sources.OrderBy(s => s.Deeds[0], StringComparer.Ordinal)];

    /// <summary>What was filed, taken out of the files or changed, of these kinds of deeds.</summary>
    /// <param name="abouts">The activities or tasks.</param>
    /// <param name="members">Whom it may concern; null: everybody.</param>
    public async Task Settle(IReadOnlyCollection<Deed> deeds, Guid[] abouts, Guid[]? members, Actor actor, CancellationToken cancel)
    {
        var asked = _sources.Where(s => s.Deeds.Any(d => deeds.Any(of => of.ToString() == d))).ToList();
        var values = Values(actor);
        values.AddDynamicParams(new { abouts, members, concerned = asked.SelectMany(s => s.Deeds).ToArray() });
        using var widened = fence.As(SystemActors.Points);
        await fence.RunByKeys(PostingSql.LockPeople(asked, some: members is not null), values, cancel);
        await fence.RunByKeys(PostingSql.Settle(asked, some: members is not null), values, cancel);
    }

    /// <summary>Works out everything from what is filed, compares, and, where asked to, posts what differs. Filings wait meanwhile.</summary>
    public async Task<PointsReport> Rebuild(bool write, CancellationToken cancel)
    {
        fence.Patience ??= AllRowsMayTake;
        var values = Values(SystemActors.Points.Actor);
        using var widened = fence.As(SystemActors.Points);
        await fence.Run(PostingSql.LockAll, null, cancel);
        await fence.Run("set local enable_nestloop = off; set local work_mem = '128MB'", null, cancel);
        var (ledger, records) = (await fence.Row<Glance>(PostingSql.GlanceAtLedger, null, cancel), await fence.Row<Glance>(PostingSql.GlanceAtRecords(_sources), values, cancel));
        var report = ledger == records ? new Counted { Postings = ledger!.Postings } : await fence.Row<Counted>(PostingSql.CountAll(_sources), values, cancel) ?? new();
        if (write && report.Differences > 0)
        {
            await fence.Run(PostingSql.SettleAll(_sources), values, cancel);
        }
        await fence.Run("set local enable_nestloop = on; set local work_mem to default", null, cancel);
        return new PointsReport(report.Postings, report.Differences);
    }

    /// <summary>Posts everything into a ledger that is still empty, and what has run out already: for the demonstration.</summary>
    public async Task PostAll(CancellationToken cancel)
    {
        var values = Values(SystemActors.Points.Actor);
        using var widened = fence.As(SystemActors.Points);
        await fence.Run(PostingSql.SettleAll(_sources), values, cancel);
        await fence.Run(PostingSql.Expire, values, cancel);
    }

    /// <summary>Everything the ledger says and everything the records say, as a fingerprint each.</summary>
    public async Task<(string Ledger, string Traces)> Fingerprints(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Points);
        var found = await fence.Row<Fingerprint>(PostingSql.Fingerprints(_sources), Values(SystemActors.Points.Actor), cancel) ?? new();
        return (found.Ledger, found.Traces);
    }

    /// <summary>Posts back what has run out; answers how many.</summary>
    public async Task<int> Expire(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Points);
        return await fence.Run(PostingSql.Expire, Values(SystemActors.Points.Actor), cancel);
    }

    /// <summary>Takes one posting back, because somebody decided it.</summary>
    internal Task ReverseOne(PointsContest contest, Actor actor, CancellationToken cancel) => Reverse("p.id = @posting", contest.About, [contest.MemberId], new { posting = contest.PostingId, reason = contest.Answer }, actor, cancel);

    /// <summary>Takes back what a record earned, from everybody.</summary>
    internal Task ReverseRecord(PointsOfRecordReversed fact, Actor actor, CancellationToken cancel) => Reverse("p.about = @record", fact.SubjectId, null, new { record = fact.SubjectId, reason = fact.Reason }, actor, cancel);

    /// <summary>How many postings of a record stand; a number, nobody's.</summary>
    internal async Task<int> HowMany(Guid about, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Points);
        return await fence.Row<int>(PostingSql.HowMany, new { about }, cancel);
    }

    /// <summary>Who decided first that a record is filed as it is.</summary>
    internal async Task<IReadOnlyList<Guid>> FirstDecided(Guid about, Guid member, IEnumerable<Deed> deeds, CancellationToken cancel)
    {
        var asked = _sources.Where(s => deeds.Any(d => s.Deeds.Contains(d.ToString()))).Select(s => s.FirstDecided).Distinct();
        using var widened = fence.As(SystemActors.Points);
        return await fence.Rows<Guid>(string.Join(" union ", asked), new { about, member }, cancel);
    }

    /// <summary>The page of what a deed was about.</summary>
    internal string? PageOf(Deed deed, Guid about) => _sources.FirstOrDefault(s => s.Deeds.Contains(deed.ToString()))?.Page(about);

    private async Task Reverse(string which, Guid about, Guid[]? members, object more, Actor actor, CancellationToken cancel)
    {
        var values = Values(actor);
        values.AddDynamicParams(more);
        values.AddDynamicParams(new { abouts = new[] { about }, members });
        using (fence.As(SystemActors.Points))
        {
            await fence.Run(PostingSql.LockPeople(_sources, some: members is not null), values, cancel);
            await fence.Run(PostingSql.Reverse(which), values, cancel);
        }
        // What lay above the year's cap may lie below it now.
        await Settle(Enum.GetValues<Deed>(), [about], members, SystemActors.Points.Actor, cancel);
    }

    private DynamicParameters Values(Actor actor)
    {
        var values = new DynamicParameters(RuleSpans.Of(rulebook).Columns());
        values.AddDynamicParams(new { by = actor.Name, decidedBy = actor.MemberId == Guid.Empty ? (Guid?)null : actor.MemberId, now = time.Now, today = time.Today });
        return values;
    }

    private sealed record Glance
    {
        public int Postings { get; init; }

        public long? Mixed { get; init; }

        public decimal? Added { get; init; }
    }

    private sealed class Counted
    {
        public int Postings { get; set; }

        public int Differences { get; set; }
    }

    private sealed class Fingerprint
    {
        public string Ledger { get; set; } = "";

        public string Traces { get; set; } = "";
    }
}
