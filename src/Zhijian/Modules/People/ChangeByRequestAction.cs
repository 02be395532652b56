using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People;

/// <summary>
/// Changes what is kept about a person because their own request was approved. The one door for the module that keeps such requests: it calls only after the last layer of
/// review, inside the same transaction, and says so by the reviewer as actor.
/// </summary>
internal sealed class ChangeByRequestAction(ZhijianDb db, Fence fence, Journal journal, Vault vault, InventedPeople invented, InstitutionTime time)
{
    /// <summary>Why the field can't hold this value, told before anybody reviews it. Judged on a copy: nothing is changed.</summary>
    public async Task<Refusal?> WhyNotCorrect(Guid member, string field, string value, CancellationToken cancel) =>
        await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.Id == member, cancel) is { } copy ? copy.CorrectField(field, value, time.Today, invented.Allowed).Refusal : PlatformRefusals.Missing;

    /// <summary>Puts the field right.</summary>
    public async Task<Refusal?> Correct(Member member, string field, string value, Actor actor, CancellationToken cancel)
    {
        var decision = member.CorrectField(field, value, time.Today, invented.Allowed);
        if (decision.Fact is not { } fact)
        {
            return decision.Refusal;
        }
        if (await IsSomebodyElse(member, cancel))
        {
            db.Entry(member).State = EntityState.Detached;
            return PeopleRefusals.AskUpper;
        }
        await journal.Also(fact, actor, cancel);
        return null;
    }

    /// <summary>Puts back what stood there before an approval that was taken back.</summary>
    public Task PutBack(Member member, string field, string? before, Actor actor, CancellationToken cancel) => journal.Also(member.PutBack(field, before), actor, cancel);

    public async Task<Refusal?> Restrict(Member member, bool erasesOptional, string rule, Actor actor, CancellationToken cancel) => await Record(member.Restrict(erasesOptional, time.Today, rule), actor, cancel);

    public async Task<Refusal?> Lift(Member member, string rule, Actor actor, CancellationToken cancel) => await Record(member.LiftRestriction(rule), actor, cancel);

    private async Task<Refusal?> Record<TFact>(Decision<TFact> decision, Actor actor, CancellationToken cancel)
        where TFact : class, IFact
    {
        if (decision.Fact is { } fact)
        {
            await journal.Also(fact, actor, cancel);
        }
        return decision.Refusal;
    }

    private async Task<bool> IsSomebodyElse(Member member, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Directory);
        return await fence.Row<bool>(
            "select exists(select 1 from member where id <> @id and identity_index = @identity) or exists(select 1 from member where id <> @id and institution_number = @number)",
            new { id = member.Id, identity = member.IdentityNumber is { } known ? PeopleRows.IdentityIndex(vault, known.Plain) : null, number = member.InstitutionNumber }, cancel);
    }
}
