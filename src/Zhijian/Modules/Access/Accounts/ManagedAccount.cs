using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Access.Accounts;

/// <summary>
/// Finds an account that a person may manage. Whoever manages an account could act as it, so their own reach must cover
/// every post its owner holds, not only the owner's branch.
/// </summary>
internal sealed class ManagedAccountQuery(ZhijianDb db, Fence fence)
{
    public async Task<Account?> Run(Guid accountId, Actor actor, CancellationToken cancel) =>
        await db.Accounts.FirstOrDefaultAsync(a => a.Id == accountId, cancel) is { } account && await Manages(account, actor, cancel) ? account : null;

    public async Task<bool> Manages(Account account, Actor actor, CancellationToken cancel)
    {
        if (!actor.May(AccessActs.Accounts, account.Path))
        {
            return false;
        }
        if (account.MemberId is not { } member)
        {
            return true;
        }
        var paths = await fence.RowsAs<string>(SystemActors.Directory, "select path from post_holding where member_id = @member and until is null", new { member }, cancel);
        return paths.All(path => actor.May(AccessActs.Accounts, path));
    }
}

/// <summary>Closes or reopens an account.</summary>
internal sealed class CloseAccountAction(ManagedAccountQuery managed, Fence fence, Journal journal, ActorCache actors, TimeProvider clock)
{
    public async Task<Decision<AccountClosed>> Close(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await managed.Run(id, actor, cancel) is not { } account)
        {
            return PlatformRefusals.Missing;
        }
        fence.AfterCommit(Forget);
        return await journal.Record(account.Close(actor.AccountId, clock.GetUtcNow()), actor, cancel);
    }

    public async Task<Decision<AccountReopened>> Reopen(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await managed.Run(id, actor, cancel) is not { } account)
        {
            return PlatformRefusals.Missing;
        }
        fence.AfterCommit(Forget);
        return await journal.Record(account.Reopen(), actor, cancel);
    }

    private Task Forget()
    {
        actors.Forget();
        return Task.CompletedTask;
    }
}
