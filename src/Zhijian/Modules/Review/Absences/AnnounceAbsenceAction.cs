using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Review.Routing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Absences;

/// <summary>A reviewer announces an absence and who decides meanwhile.</summary>
internal sealed class AnnounceAbsenceAction(ZhijianDb db, Journal journal, ReviewerQuery reviewers, Rulebook rulebook, InstitutionTime time)
{
    public async Task<Decision<AbsenceAnnounced>> Run(Guid? organisationId, PostKind? post, Guid? deputyId, DateOnly? from, DateOnly? until, Actor actor, CancellationToken cancel)
    {
        if (from is not { } first)
        {
            return PlatformRefusals.Required.At("from");
        }
        if (until is not { } last)
        {
            return PlatformRefusals.Required.At("until");
        }
        if (deputyId is not { } chosen || await reviewers.OfMember(chosen, cancel) is not { } deputy)
        {
            return PlatformRefusals.Required.At("deputy");
        }
        var away = await reviewers.Of(actor, cancel);
        if (away.Posts.FirstOrDefault(p => p.OrganisationId == organisationId && p.Kind == post) is not { } held)
        {
            return AbsenceRefusals.NotYourPost;
        }
        var others = await db.ReviewAbsences.Where(a => a.MemberId == actor.MemberId && a.LastDay >= time.Today).ToListAsync(cancel);
        var absence = Absence.Of(away, held, deputy, first, last);
        var decision = absence.Announce(away, deputy, others, rulebook.On(time.Today).ReviewChains.Handling.DelegationMaximumDays, time.Today);
        if (decision.Refusal is null)
        {
            db.Add(absence);
        }
        return await journal.Record(decision, actor, cancel);
    }
}
