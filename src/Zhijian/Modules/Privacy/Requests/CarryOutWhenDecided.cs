using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Requests;

/// <summary>The last layer approved: now, and not before, what was asked for takes effect. What has become impossible meanwhile is refused with its reason.</summary>
internal sealed class CarryOutWhenCaseApproved(ZhijianDb db, Journal journal, ChangeByRequestAction people, Vault vault, Words words) : IWhen<CaseApproved>
{
    public async Task Handle(CaseApproved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (!RequestKinds.Has(fact.RecordKind))
        {
            return;
        }
        var request = await db.Set<PersonRequest>().FirstAsync(r => r.Id == fact.SubjectId, cancel);
        var member = await db.Members.FirstAsync(m => m.Id == request.MemberId, cancel);
        var refusal = await CarryOut(request, member, actor, cancel);
        await journal.Also(refusal is null ? request.Grant(now) : request.Refuse(words[refusal], now), actor, cancel);
    }

    private async Task<Refusal?> CarryOut(PersonRequest request, Member member, Actor actor, CancellationToken cancel)
    {
        switch (request.Kind)
        {
            case PersonRequestKind.Correct:
                if (vault.NewValueOf(request, member) is not { } value)
                {
                    return PeopleRefusals.NothingSealed;
                }
                var before = MemberField.Find(request.Field)!.ValueOf(member);
                request.OldValue = before is null ? null : vault.SealOf(request, member, PersonRequest.OldColumn, before);
                return await people.Correct(member, request.Field!, value, actor, cancel);
            case PersonRequestKind.Lift:
                return await people.Lift(member, request.Rule, actor, cancel);
            default:
                return await people.Restrict(member, erasesOptional: request.Kind == PersonRequestKind.Erase, request.Rule, actor, cancel);
        }
    }
}

/// <summary>A layer sent it back: the person reads why (PIPL Art. 50) and may ask again.</summary>
internal sealed class AnswerWhenCaseReturned(ZhijianDb db, Journal journal) : IWhen<CaseReturned>
{
    public async Task Handle(CaseReturned fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (!RequestKinds.Has(fact.RecordKind) || !fact.ToAuthor)
        {
            return;
        }
        var request = await db.Set<PersonRequest>().FirstAsync(r => r.Id == fact.SubjectId, cancel);
        await journal.Also(request.Refuse(string.Join('\n', fact.FieldNotes.Select(n => n.Note).Prepend(fact.Note).Where(n => n.Length > 0)), now), actor, cancel);
    }
}

/// <summary>The person took the request back.</summary>
internal sealed class CloseWhenCaseWithdrawn(ZhijianDb db) : IWhen<CaseWithdrawn>
{
    public async Task Handle(CaseWithdrawn fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (RequestKinds.Has(fact.RecordKind))
        {
            (await db.Set<PersonRequest>().FirstAsync(r => r.Id == fact.SubjectId, cancel)).State = RequestState.Withdrawn;
        }
    }
}

/// <summary>The reviewer took the decision back: what it had done is undone, as far as it can be. What was erased stays erased.</summary>
internal sealed class ReopenWhenDecisionUndone(ZhijianDb db, ChangeByRequestAction people, Vault vault) : IWhen<DecisionUndone>
{
    public async Task Handle(DecisionUndone fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (!RequestKinds.Has(fact.RecordKind))
        {
            return;
        }
        var request = await db.Set<PersonRequest>().FirstAsync(r => r.Id == fact.SubjectId, cancel);
        if (fact.WasApproval && request.State == RequestState.Granted)
        {
            await TakeBack(request, await db.Members.FirstAsync(m => m.Id == request.MemberId, cancel), actor, cancel);
        }
        request.Reopen();
    }

    private async Task TakeBack(PersonRequest request, Member member, Actor actor, CancellationToken cancel)
    {
        switch (request.Kind)
        {
            case PersonRequestKind.Correct:
                await people.PutBack(member, request.Field!, vault.OldValueOf(request, member), actor, cancel);
                break;
            case PersonRequestKind.Lift:
                await people.Restrict(member, erasesOptional: false, request.Rule, actor, cancel);
                break;
            default:
                await people.Lift(member, request.Rule, actor, cancel);
                break;
        }
    }
}
