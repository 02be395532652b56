using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People.Consenting;

/// <summary>Gives or withdraws one's own consent to one purpose: one button each, on the same page.</summary>
internal sealed class ChangeConsentAction(ZhijianDb db, Journal journal, ConsentsQuery consents, InstitutionTime time)
{
    public const string Page = "/me/consents";

    public async Task<Decision<ConsentGiven>> Give(ConsentPurpose purpose, int wording, Actor actor, CancellationToken cancel)
    {
        if (await Own(actor, cancel) is not { } own)
        {
            return PlatformRefusals.Missing;
        }
        var decision = (await consents.Of(own.Id, cancel)).Give(purpose, wording, own);
        if (decision.Fact is { } fact)
        {
            Write(own, purpose, fact.Wording, given: true);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<ConsentWithdrawn>> Withdraw(ConsentPurpose purpose, Actor actor, CancellationToken cancel)
    {
        if (await Own(actor, cancel) is not { } own)
        {
            return PlatformRefusals.Missing;
        }
        var decision = (await consents.Of(own.Id, cancel)).Withdraw(purpose, own);
        if (decision.Fact is { } fact)
        {
            Write(own, purpose, fact.Wording, given: false);
        }
        return await journal.Record(decision, actor, cancel);
    }

    private Task<Member?> Own(Actor actor, CancellationToken cancel) => db.Members.FirstOrDefaultAsync(m => m.Id == actor.MemberId, cancel);

    private void Write(Member own, ConsentPurpose purpose, int wording, bool given) =>
        db.Add(new ConsentEntry { MemberId = own.Id, Path = own.Path, Purpose = purpose, Wording = wording, Given = given, At = time.Now, Page = Page });
}
