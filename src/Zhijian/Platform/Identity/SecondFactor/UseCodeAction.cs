using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>Takes a code of the app or a recovery code, each once. Whoever asks has counted the try before.</summary>
internal sealed class UseCodeAction(ZhijianDb db, Fence fence, Vault vault, Journal journal, Postbox postbox, TimeProvider clock)
{
    public async Task<bool> Run(Account account, string? typed, Actor who, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.SignIn);
        var code = SecondStep.Plain(typed);
        return code.Length == SecondStep.RecoveryLength ? await OfSet(account, code, who, cancel) : code.Length == TimeCode.Digits && await OfApp(account, code, cancel);
    }

    /// <summary>The database decides who was first, so that two at once can't both use a code.</summary>
    private async Task<bool> OfApp(Account account, string code, CancellationToken cancel)
    {
        var app = await db.Authenticators.AsNoTracking().FirstOrDefaultAsync(a => a.AccountId == account.Id && a.ConfirmedAt != null, cancel);
        return app is not null && TimeCode.StepOf(code, Base32.Read(app.Secret.Plain), clock.GetUtcNow(), app.LastStep) is { } step
            && await fence.Run("update account_authenticator set last_step = @step where id = @Id and last_step < @step", new { app.Id, step }, cancel) == 1;
    }

    private async Task<bool> OfSet(Account account, string code, Actor who, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (await fence.Run("update account_recovery_code set used_at = @now where account_id = @Id and hash = @hash and used_at is null", new { account.Id, hash = RecoveryHash.Of(vault, account.Id, code), now }, cancel) != 1)
        {
            return false;
        }
        account.Tell(postbox, now, "message.recovery-code-used");
        await journal.Record<RecoveryCodeUsed>(new RecoveryCodeUsed(account.Id, account.Path), who, cancel);
        return true;
    }
}

/// <summary>What is kept of a recovery code: made with a key that is not in the database, so that a copy of the database lets nobody try codes at home.</summary>
internal static class RecoveryHash
{
    public static byte[] Of(Vault vault, Guid accountId, string code) => vault.Index(SealedRows.Purpose("account_recovery_code", "hash"), $"{accountId:N}{SecondStep.Plain(code)}");
}

/// <summary>The person reads of what was done to their sign-in, by whomever.</summary>
internal static class TellsOwner
{
    public static void Tell(this Account account, Postbox postbox, DateTimeOffset now, string textKey, params object[] values)
    {
        if (account.MemberId is { } member)
        {
            postbox.Deliver(Message.To(member, account.Path, now, "/me/second-factor", textKey, values));
        }
    }
}
