using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Sessions;

/// <summary>One of a person's sessions was ended by them.</summary>
[CountsAs(OverviewLine.Sessions)]
public sealed record SessionEnded(Guid SubjectId, string OrganisationPath, string Device) : IFact;

/// <summary>Ends sessions; each is over at its next request.</summary>
internal sealed class EndSessionAction(Fence fence, Journal journal, SessionCache cache, TimeProvider clock)
{
    /// <summary>A person ends one of their own sessions.</summary>
    public async Task<Decision<SessionEnded>> One(Guid id, Actor actor, CancellationToken cancel)
    {
        var device = await fence.Row<string>(
            "update account_session set ended_at = @now where id = @id and account_id = @AccountId and ended_at is null returning device", new { id, actor.AccountId, now = clock.GetUtcNow() }, cancel);
        if (device is null)
        {
            return PlatformRefusals.Missing;
        }
        ForgetAfterwards();
        return await journal.Record<SessionEnded>(new SessionEnded(actor.AccountId, actor.HomePath.Length > 0 ? actor.HomePath : FencedScope.WholeInstitution, device), actor, cancel);
    }

    /// <summary>All sessions of an account end.</summary>
    public async Task All(Guid accountId, CancellationToken cancel)
    {
        using (fence.As(SystemActors.SignIn))
        {
            await fence.Run("update account_session set ended_at = @now where account_id = @accountId and ended_at is null", new { accountId, now = clock.GetUtcNow() }, cancel);
        }
        ForgetAfterwards();
    }

    private void ForgetAfterwards() => fence.AfterCommit(() =>
    {
        cache.Forget();
        return Task.CompletedTask;
    });
}

internal sealed class EndSessionsWhenPasswordChanged(EndSessionAction end) : IWhen<PasswordChanged>
{
    public Task Handle(PasswordChanged fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => end.All(fact.SubjectId, cancel);
}

internal sealed class EndSessionsWhenInvitationUsed(EndSessionAction end) : IWhen<InvitationUsed>
{
    public Task Handle(InvitationUsed fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => end.All(fact.SubjectId, cancel);
}

internal sealed class EndSessionsWhenSignedOutEverywhere(EndSessionAction end) : IWhen<SignedOutEverywhere>
{
    public Task Handle(SignedOutEverywhere fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => end.All(fact.SubjectId, cancel);
}

internal sealed class EndSessionsWhenAccountClosed(EndSessionAction end) : IWhen<AccountClosed>
{
    public Task Handle(AccountClosed fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => end.All(fact.SubjectId, cancel);
}
