using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Passkeys;

/// <summary>A person adds a passkey, gives it a name, or removes it. After a recent proof of who they are.</summary>
internal sealed class OwnPasskeyAction(ZhijianDb db, Fence fence, Journal journal, IPasskeyHandler<Account> handler, PasskeyChallengesAction challenges, SetUpFactorAction setUp, Postbox postbox, IHttpContextAccessor http, TimeProvider clock)
{
    private const string Purpose = "add";

    /// <summary>What the browser's script hands to the device.</summary>
    public async Task<PasskeyQuestion> Ask(Actor actor, CancellationToken cancel)
    {
        var account = await db.Accounts.AsNoTracking().FirstAsync(a => a.Id == actor.AccountId, cancel);
        var made = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.UserName!, DisplayName = actor.Name }, http.HttpContext!);
        return PasskeyQuestion.Of(made.CreationOptionsJson, challenges.Seal(Purpose, made.AttestationState!));
    }

    public async Task<Decision<SecondFactorSet>> Add(string? answer, string? sealedState, string? name, Actor actor, CancellationToken cancel)
    {
        if (NameProblem(name) is { } refusal)
        {
            return refusal;
        }
        if (answer is not { Length: > 0 and <= CheckPasskeyAction.LongestAnswer } || challenges.Open(Purpose, sealedState) is not { } state)
        {
            return IdentityRefusals.WrongPasskey;
        }
        PasskeyAttestationResult made;
        using (fence.As(SystemActors.SignIn))
        {
            made = await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = http.HttpContext!, CredentialJson = answer, AttestationState = state });
        }
        if (!made.Succeeded || made.UserEntity.Id != actor.AccountId.ToString() || !await challenges.Spend(state, cancel))
        {
            return IdentityRefusals.WrongPasskey;
        }
        var account = await db.Accounts.FirstAsync(a => a.Id == actor.AccountId, cancel);
        if (await db.Passkeys.CountAsync(p => p.AccountId == account.Id, cancel) >= Passkey.Most)
        {
            return IdentityRefusals.ManyPasskeys.With(Passkey.Most);
        }
        db.Add(Passkey.Of(account.Id, made.Passkey, name!.Trim(), clock.GetUtcNow()));
        account.TwoFactorEnabled = true;
        return await setUp.Set(account, new SecondFactorSet(account.Id, account.Path, SecondFactorKind.Passkey), actor, cancel);
    }

    public async Task<Decision<PasskeyRenamed>> Rename(Guid id, string? name, Actor actor, CancellationToken cancel)
    {
        if (await Own(id, actor, cancel) is not { } passkey)
        {
            return PlatformRefusals.Missing;
        }
        if (NameProblem(name) is { } refusal)
        {
            return refusal;
        }
        passkey.Name = name!.Trim();
        return await journal.Record<PasskeyRenamed>(new PasskeyRenamed(actor.AccountId, await PathOf(actor, cancel), passkey.Name), actor, cancel);
    }

    /// <summary>Another factor must be left; the last goes by turning the second step off as a whole.</summary>
    public async Task<Decision<SecondFactorTakenOff>> Remove(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await Own(id, actor, cancel) is not { } passkey)
        {
            return PlatformRefusals.Missing;
        }
        if (!await db.Passkeys.AnyAsync(p => p.AccountId == actor.AccountId && p.Id != id, cancel) && !await db.Authenticators.AnyAsync(a => a.AccountId == actor.AccountId && a.ConfirmedAt != null, cancel))
        {
            return IdentityRefusals.LastFactor;
        }
        db.Remove(passkey);
        var account = await db.Accounts.FirstAsync(a => a.Id == actor.AccountId, cancel);
        account.Tell(postbox, clock.GetUtcNow(), "message.second-factor-off");
        return await journal.Record<SecondFactorTakenOff>(new SecondFactorTakenOff(account.Id, account.Path, SecondFactorKind.Passkey), actor, cancel);
    }

    private static Refusal? NameProblem(string? name) => name?.Trim() switch
    {
        null or "" => PlatformRefusals.Required.At("Form.Name"),
        { Length: > Passkey.LongestName } => PlatformRefusals.TooLong.With(Passkey.LongestName).At("Form.Name"),
        _ => null,
    };

    private Task<Passkey?> Own(Guid id, Actor actor, CancellationToken cancel) => db.Passkeys.FirstOrDefaultAsync(p => p.Id == id && p.AccountId == actor.AccountId, cancel);

    private Task<string> PathOf(Actor actor, CancellationToken cancel) => db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Path).FirstAsync(cancel);
}
