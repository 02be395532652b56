using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.Passwords;
using Zhijian.Platform.Identity.Sessions;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>A person sets their second factor up, asks for new recovery codes, or turns it off. All of it after a recent proof of who they are.</summary>
internal sealed class SetUpFactorAction(ZhijianDb db, Fence fence, Vault vault, Journal journal, Postbox postbox, IPasswordHasher<Account> hasher, SignInBudgets budgets, OpenSessionAction open, ActorCache actors, IHttpContextAccessor http, TimeProvider clock)
{
    /// <summary>Shows a new secret for an app.</summary>
    public async Task<Decision<AuthenticatorBegun>> Begin(Actor actor, CancellationToken cancel)
    {
        var account = await Own(actor, cancel);
        var now = clock.GetUtcNow();
        var app = await db.Authenticators.FirstOrDefaultAsync(a => a.AccountId == account.Id, cancel);
        if (app is null)
        {
            db.Add(app = new Authenticator { AccountId = account.Id, Secret = Authenticator.NewSecret(), BegunAt = now });
        }
        return await journal.Record(app.Begin(account, now), actor, cancel);
    }

    /// <summary>The first code of the app. Answers with the recovery codes where there were none yet; this session goes on, the others end.</summary>
    public async Task<(Decision<SecondFactorSet> Decision, IReadOnlyList<string> Codes)> Confirm(string? code, Actor actor, CancellationToken cancel)
    {
        var account = await Own(actor, cancel);
        var now = clock.GetUtcNow();
        if (await db.Authenticators.FirstOrDefaultAsync(a => a.AccountId == account.Id, cancel) is not { } app)
        {
            return (IdentityRefusals.SetUpOver, []);
        }
        var decision = app.Confirm(account, code, now);
        if (decision.Fact is null)
        {
            return (decision, []);
        }
        return (await Set(account, decision, actor, cancel), await CodesLeft(account.Id, cancel) > 0 ? [] : await NewCodes(account.Id, cancel));
    }

    /// <summary>Records that an account has one factor more: the person is told, and their other sessions end.</summary>
    public async Task<Decision<SecondFactorSet>> Set(Account account, Decision<SecondFactorSet> set, Actor actor, CancellationToken cancel)
    {
        account.Tell(postbox, clock.GetUtcNow(), "message.second-factor-set");
        ForgetAfterwards();
        var decision = await journal.Record(set, actor, cancel);
        if (decision.Fact is not null)
        {
            await open.Run(account, cancel);
        }
        return decision;
    }

    /// <summary>A new set of ten; the former is worth nothing from now on.</summary>
    public async Task<(Decision<RecoveryCodesMade> Decision, IReadOnlyList<string> Codes)> MakeCodes(Actor actor, CancellationToken cancel)
    {
        var account = await Own(actor, cancel);
        if (!account.TwoFactorEnabled)
        {
            return (IdentityRefusals.NoSecondFactor, []);
        }
        account.Tell(postbox, clock.GetUtcNow(), "message.recovery-codes-made");
        var codes = await NewCodes(account.Id, cancel);
        return (await journal.Record<RecoveryCodesMade>(new RecoveryCodesMade(account.Id, account.Path), actor, cancel), codes);
    }

    /// <summary>Takes the app off; a passkey must be left.</summary>
    public async Task<Decision<SecondFactorTakenOff>> TakeAppOff(Actor actor, CancellationToken cancel)
    {
        var account = await Own(actor, cancel);
        if (await db.Authenticators.FirstOrDefaultAsync(a => a.AccountId == account.Id && a.ConfirmedAt != null, cancel) is not { } app)
        {
            return PlatformRefusals.Missing;
        }
        if (!await db.Passkeys.AnyAsync(p => p.AccountId == account.Id, cancel))
        {
            return IdentityRefusals.LastFactor;
        }
        db.Remove(app);
        account.Tell(postbox, clock.GetUtcNow(), "message.second-factor-off");
        return await journal.Record<SecondFactorTakenOff>(new SecondFactorTakenOff(account.Id, account.Path, SecondFactorKind.Authenticator), actor, cancel);
    }

    /// <summary>Takes everything off. The password is the only key then, and must be long enough for that (NIST SP 800-63B-4, 3.1.1.2).</summary>
    public async Task<Decision<SecondFactorTurnedOff>> TurnOff(string? password, Actor actor, CancellationToken cancel)
    {
        var account = await Own(actor, cancel);
        if (!account.TwoFactorEnabled)
        {
            return IdentityRefusals.NoSecondFactor;
        }
        if (budgets.Try(account.UserName!, http.HttpContext!) is { } locked)
        {
            return locked.At("Form.Current");
        }
        if (account.PasswordHash is null || string.IsNullOrEmpty(password) || hasher.VerifyHashedPassword(account, account.PasswordHash, password) == PasswordVerificationResult.Failed)
        {
            return IdentityRefusals.WrongPassword;
        }
        budgets.Succeeded(account.UserName!, http.HttpContext!);
        if (PasswordRules.LengthOf(password) < PasswordRules.ShortestAlone)
        {
            return IdentityRefusals.PasswordShortAlone.With(PasswordRules.ShortestAlone);
        }
        await RemoveAll(account, cancel);
        account.Tell(postbox, clock.GetUtcNow(), "message.second-factor-off");
        var decision = await journal.Record<SecondFactorTurnedOff>(new SecondFactorTurnedOff(account.Id, account.Path), actor, cancel);
        if (decision.Fact is not null)
        {
            await open.Run(account, cancel);
        }
        return decision;
    }

    /// <summary>An administrator takes the factors of somebody who lost them. The caller has seen to it that the actor may do this to the account.</summary>
    public async Task<Decision<SecondFactorReset>> Reset(Account account, string? reason, Actor actor, CancellationToken cancel)
    {
        var why = reason?.Trim() ?? "";
        if (account.Id == actor.AccountId)
        {
            return IdentityRefusals.NotOwnFactor;
        }
        if (!account.TwoFactorEnabled)
        {
            return IdentityRefusals.NoSecondFactor;
        }
        if (why.Length is 0 or > LongestReason)
        {
            return (why.Length == 0 ? PlatformRefusals.Required : PlatformRefusals.TooLong.With(LongestReason)).At("Form.Reason");
        }
        using (fence.As(SystemActors.SignIn))
        {
            await RemoveAll(account, cancel);
        }
        account.SecurityStamp = Guid.NewGuid().ToString("N");
        account.Tell(postbox, clock.GetUtcNow(), "message.second-factor-reset", actor.Name, why);
        return await journal.Record<SecondFactorReset>(new SecondFactorReset(account.Id, account.Path, why), actor, cancel);
    }

    /// <summary>Longest reason of a reset, in characters.</summary>
    public const int LongestReason = 200;

    /// <summary>How many recovery codes are not used yet.</summary>
    public Task<int> CodesLeft(Guid accountId, CancellationToken cancel) =>
        fence.Row<int>("select count(*)::int from account_recovery_code where account_id = @accountId and used_at is null", new { accountId }, cancel);

    private async Task<IReadOnlyList<string>> NewCodes(Guid accountId, CancellationToken cancel)
    {
        var codes = SecondStep.NewRecoveryCodes();
        await fence.Run(
            """
            delete from account_recovery_code where account_id = @accountId;
            insert into account_recovery_code (id, account_id, hash, made_at) select id, @accountId, hash, @now from unnest(@ids, @hashes) as n(id, hash)
            """,
            new { accountId, now = clock.GetUtcNow(), ids = codes.Select(_ => Guid.CreateVersion7()).ToArray(), hashes = codes.Select(c => RecoveryHash.Of(vault, accountId, c)).ToArray() }, cancel);
        return codes;
    }

    private async Task RemoveAll(Account account, CancellationToken cancel)
    {
        await fence.Run(
            """
            delete from account_authenticator where account_id = @Id;
            delete from account_recovery_code where account_id = @Id;
            delete from account_passkey where account_id = @Id
            """, new { account.Id }, cancel);
        account.TwoFactorEnabled = false;
        ForgetAfterwards();
    }

    private Task<Account> Own(Actor actor, CancellationToken cancel) => db.Accounts.FirstAsync(a => a.Id == actor.AccountId, cancel);

    private void ForgetAfterwards() => fence.AfterCommit(() =>
    {
        actors.Forget();
        return Task.CompletedTask;
    });
}

internal sealed class EndSessionsWhenSecondFactorSet(EndSessionAction end) : IWhen<SecondFactorSet>
{
    public Task Handle(SecondFactorSet fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => end.All(fact.SubjectId, cancel);
}

internal sealed class EndSessionsWhenSecondFactorTurnedOff(EndSessionAction end) : IWhen<SecondFactorTurnedOff>
{
    public Task Handle(SecondFactorTurnedOff fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => end.All(fact.SubjectId, cancel);
}

internal sealed class EndSessionsWhenSecondFactorReset(EndSessionAction end) : IWhen<SecondFactorReset>
{
    public Task Handle(SecondFactorReset fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => end.All(fact.SubjectId, cancel);
}
