using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>The data keys of authenticator secrets, wrapped anew when the master key changes.</summary>
internal sealed class AuthenticatorDataKeys(Fence fence, Vault vault) : IHoldsDataKeys
{
    private const int AtOnce = 1000;

    public Task<long> CountOthers(int master, CancellationToken cancel) =>
        fence.Row<long>("select count(*) from account_authenticator where substr(data_key, 2, 4) <> @master", new { master = Envelope.BytesOf(master) }, cancel);

    public async Task<int> RewrapSome(CancellationToken cancel)
    {
        var found = await fence.Rows<KeptKey>(
            "select account_id as AccountId, data_key as DataKey from account_authenticator where substr(data_key, 2, 4) <> @master limit @AtOnce",
            new { master = Envelope.BytesOf(vault.File.Open().Newest.Number), AtOnce }, cancel);
        if (found.Count == 0)
        {
            return 0;
        }
        var changed = await fence.Run(
            "update account_authenticator a set data_key = w.fresh from unnest(@ids, @before, @fresh) as w(id, before, fresh) where a.account_id = w.id and a.data_key = w.before",
            new { ids = found.Select(f => f.AccountId).ToArray(), before = found.Select(f => f.DataKey).ToArray(), fresh = found.Select(f => vault.Rewrap(f.AccountId, f.DataKey)).ToArray() }, cancel);
        await fence.Commit(cancel);
        return changed;
    }

    private sealed class KeptKey
    {
        public Guid AccountId { get; set; }

        public byte[] DataKey { get; set; } = [];
    }
}
