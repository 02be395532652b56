using Zhijian.Platform.Deciding;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Oversight.Keeping;

/// <summary>Holds what concerns a person or a body: an inquiry, a lawsuit or an audit needs it although its term is over (PIPL Art. 47, para. 2).</summary>
internal sealed class PlaceHoldAction(HoldQuery holds, HeldSubjectQuery subjects, Journal journal, TimeProvider clock)
{
    public const int LongestReason = 500;

    /// <param name="who">An institution number, or the full name of a person or body.</param>
    public async Task<Decision<HoldPlaced>> Run(string? who, string? reason, Actor actor, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(who))
        {
            return PlatformRefusals.Required.At("Form.Who");
        }
        if (string.IsNullOrWhiteSpace(reason))
        {
            return PlatformRefusals.Required.At("Form.Reason");
        }
        if (reason.Trim().Length > LongestReason)
        {
            return PlatformRefusals.TooLong.At("Form.Reason").With(LongestReason);
        }
        if (await subjects.Find(who.Trim(), cancel) is not [var subject] || !actor.May(OversightActs.Keep, subject.Path))
        {
            return HoldRefusals.NotOne.At("Form.Who");
        }
        var id = Guid.CreateVersion7();
        return await holds.Place(id, subject.MemberId, subject.OrganisationId, subject.Path, subject.Name, reason.Trim(), actor.MemberId, actor.Name, clock.GetUtcNow(), cancel)
            ? await journal.Record<HoldPlaced>(new HoldPlaced(subject.MemberId ?? subject.OrganisationId!.Value, subject.Path), actor, cancel)
            : HoldRefusals.AlreadyHeld.At("Form.Who");
    }
}
