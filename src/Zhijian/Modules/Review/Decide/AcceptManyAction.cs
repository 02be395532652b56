using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Decide;

/// <summary>A reviewer accepts several records whose automatic checks all passed. What needs a closer look stays where it is, and the answer says why.</summary>
internal sealed class AcceptManyAction(AcceptAction accept, Rulebook rulebook, InstitutionTime time)
{
    public async Task<AcceptedMany> Run(IReadOnlyList<(Guid CaseId, int Version)> chosen, bool hasRead, Actor actor, CancellationToken cancel)
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
        var accepted = 0;
        Refusal? first = null;
        foreach (var (caseId, version) in chosen)
        {
            var decision = await accept.RunInBulk(caseId, version, actor, cancel);
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
internal sealed record AcceptedMany(int Count, Refusal? Refusal);

internal static class BulkRefusals
{
    public static readonly Refusal NothingChosen = new("review.nothing-chosen", RefusalKind.BadInput, "chosen");
    public static readonly Refusal TooMany = new("review.too-many-chosen", RefusalKind.BadInput, "chosen");
    public static readonly Refusal NotRead = new("review.checks-not-read", RefusalKind.BadInput, "read");
}
