using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Decide;

/// <summary>A reviewer accepts several records whose automatic checks all passed. What needs a closer look stays where it is, and the answer says why.</summary>
internal sealed class AcceptManyAction(ZhijianDb db, AcceptAction accept, Rulebook rulebook, InstitutionTime time, Words words)
{
    /// <summary>The records of a batch that are drawn for a closer look; the same batch always draws the same ones, so that trying again changes nothing.</summary>
    private List<Guid> Drawn(List<Guid> batch, Actor actor) =>
        [.. batch.OrderBy(id => Convert.ToHexString(SHA256.HashData([.. id.ToByteArray(), .. actor.MemberId.ToByteArray(), .. BitConverter.GetBytes(time.Today.DayNumber)])), StringComparer.Ordinal)
            .Take(rulebook.On(time.Today).ReviewChains.Handling.SpotChecks(batch.Count))];

    public async Task<AcceptedMany> Run(IReadOnlyList<(Guid CaseId, int Version)> chosen, bool hasRead, IReadOnlyCollection<Guid> lookedAt, Actor actor, CancellationToken cancel)
    {
        var most = rulebook.On(time.Today).ReviewChains.Handling.BulkMaximum;
        if (chosen.Count == 0)
        {
            return new AcceptedMany(0, BulkRefusals.NothingChosen);
        }
        if (chosen.Count > most)
        {
            return new AcceptedMany(0, BulkRefusals.TooMany.With(most));
        }
        if (!hasRead)
        {
            return new AcceptedMany(0, BulkRefusals.NotRead);
        }
        // What can't be taken in a batch at all is refused below, each with its own reason.
        var ids = chosen.Select(c => c.CaseId).Distinct().ToArray();
        var batch = await db.ReviewCases.Where(c => ids.Contains(c.Id) && c.AllChecksPassed && !c.HoldsSensitiveData).Select(c => c.Id).ToListAsync(cancel);
        var drawn = Drawn(batch, actor);
        if (!drawn.All(lookedAt.Contains))
        {
            return new AcceptedMany(0, BulkRefusals.NotLookedAt.With(drawn.Count)) { Drawn = drawn };
        }
        var accepted = 0;
        Refusal? first = null;
        foreach (var (caseId, version) in chosen)
        {
            var decision = await accept.RunInBulk(caseId, version, drawn.Contains(caseId) ? words["review.spot-checked"] : null, actor, cancel);
            if (decision.Refusal == PlatformRefusals.Stale)
            {
                // The transaction is gone, and with it what was accepted before.
                return new AcceptedMany(0, PlatformRefusals.Stale);
            }
            accepted += decision.Fact is null ? 0 : 1;
            first ??= decision.Refusal;
        }
        return new AcceptedMany(accepted, first);
    }
}

/// <summary>How many were accepted at once, and why the first of the others was not.</summary>
internal sealed record AcceptedMany(int Count, Refusal? Refusal)
{
    /// <summary>The records that have to be looked at first.</summary>
    public IReadOnlyList<Guid> Drawn { get; init; } = [];
}

internal static class BulkRefusals
{
    public static readonly Refusal NothingChosen = new("review.nothing-chosen", RefusalKind.BadInput, "chosen");
    public static readonly Refusal TooMany = new("review.too-many-chosen", RefusalKind.BadInput, "chosen");

    /// <summary>The value is how many were drawn.</summary>
    public static readonly Refusal NotLookedAt = new("review.not-looked-at", RefusalKind.BadInput, "looked");
    public static readonly Refusal NotRead = new("review.checks-not-read", RefusalKind.BadInput, "read");
}
