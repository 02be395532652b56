using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Requests;

/// <summary>
/// Shows a reviewer, in the clear and for a minute, what a sealed field holds and what it is asked to hold. Only while the correction waits; the trace is written before
/// the values are shown, and the person is told.
/// </summary>
internal sealed class ShowValuesAction(ZhijianDb db, Journal journal, RequestQuery requests, Vault vault, Postbox postbox, InstitutionTime time)
{
    public async Task<(Decision<RequestValuesShown> Decision, string? Old, string? New)> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await requests.Of(id, actor, cancel) is not { } request || await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.Id == request.MemberId, cancel) is not { } member || member.DataKey is null)
        {
            return (PlatformRefusals.Missing, null, null);
        }
        if (!MayShow(request, actor))
        {
            return (PlatformRefusals.NotYours, null, null);
        }
        var field = MemberField.Find(request.Field)!;
        // Opened first: what can't be opened was not seen by anybody.
        var (before, after) = (field.ValueOf(member), vault.NewValueOf(request, member));
        if (!RequestQuery.IsOwn(request, actor))
        {
            postbox.Deliver(Message.To(member.Id, member.Path, time.Now, $"/requests/{id}", "message.request-values-shown", actor.Name));
        }
        return (await journal.Record<RequestValuesShown>(new RequestValuesShown(member.Id, member.Path, id, field.Name), actor, cancel), before, after);
    }

    /// <summary>Whether there is something sealed to show to this person now.</summary>
    public static bool MayShow(PersonRequest request, Actor actor) =>
        request is { IsCorrection: true, NewValue: not null } && MemberField.Find(request.Field) is { IsSealed: true }
        && (RequestQuery.IsOwn(request, actor) || (request.State == RequestState.Waiting && RequestQuery.Reviews(request, actor) && actor.May(PeopleActs.Reveal, request.Path)));
}
