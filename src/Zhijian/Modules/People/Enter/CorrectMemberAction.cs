using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People.Enter;

/// <summary>Corrects what is kept about a person.</summary>
internal sealed class CorrectMemberAction(ZhijianDb db, Fence fence, Journal journal, Vault vault, InventedPeople invented, ConsentsQuery consents, InstitutionTime time)
{
    public async Task<(Decision<MemberCorrected> Decision, Member? Member)> Run(Guid id, Func<Member, MemberData> data, int seen, Actor actor, CancellationToken cancel)
    {
        if (await db.Members.FirstOrDefaultAsync(m => m.Id == id, cancel) is not { } member || MemberSight.Of(actor, member.Id, member.Path) is null)
        {
            return (PlatformRefusals.Missing, null);
        }
        if (!actor.May(PeopleActs.Edit, member.Path))
        {
            return (PlatformRefusals.NotYours, null);
        }
        var decision = member.Correct(data(member), seen, time.Today, invented.Allowed);
        if (decision.Fact is { } fact && (fact.Fields.Contains(nameof(Member.IdentityNumber)) || fact.Fields.Contains(nameof(Member.InstitutionNumber))) && await IsSomebodyElse(member, cancel))
        {
            return (PeopleRefusals.AskUpper, null);
        }
        if (decision.Fact is { } corrected && await AgainstWithdrawal(member, corrected, cancel) is { } field)
        {
            return (PeopleRefusals.NeedsConsent.At("Form." + field), null);
        }
        // A form sent as it came corrects nothing and leaves no trace of a correction.
        return (decision.Fact is { Fields.Count: 0 } ? decision : await journal.Record(decision, actor, cancel), member);
    }

    /// <summary>A field that was typed although the person withdrew the consent on which it rests.</summary>
    private async Task<string?> AgainstWithdrawal(Member member, MemberCorrected corrected, CancellationToken cancel)
    {
        var typed = corrected.Fields.Where(f => Consents.PurposeOf(f) is not null && MemberField.Find(f)!.ValueOf(member) is not null).ToList();
        if (typed.Count == 0)
        {
            return null;
        }
        var standing = await consents.Of(member.Id, cancel);
        return typed.FirstOrDefault(f => standing.Of(Consents.PurposeOf(f)!.Value) == ConsentState.Withdrawn);
    }

    private Task<bool> IsSomebodyElse(Member member, CancellationToken cancel) =>
        fence.RowAs<bool>(
            SystemActors.Directory,
            "select exists(select 1 from member where id <> @id and identity_index = @identity) or exists(select 1 from member where id <> @id and institution_number = @number)",
            new { id = member.Id, identity = member.IdentityNumber is { } known ? PeopleRows.IdentityIndex(vault, known.Plain) : null, number = member.InstitutionNumber }, cancel);
}
