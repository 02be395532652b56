using System.Collections.Concurrent;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Sessions;

/// <summary>The sessions as the database has them, known for a second at most: ending one is felt at its next request, here at once and in other processes within that second.</summary>
public sealed class SessionCache(FencedPools pools, SessionLimits limits, TimeProvider clock)
{
    private const int MostKept = 20_000;
    private static readonly TimeSpan Known = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (SessionState State, long At)> _kept = new();

    /// <summary>The session of a key; null where it ended, ran out or never was.</summary>
    public async Task<SessionState?> Find(string key, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (!_kept.TryGetValue(key, out var kept) || clock.GetElapsedTime(kept.At) >= Known)
        {
            if (await Read(key, cancel) is not { } found)
            {
                _kept.TryRemove(key, out _);
                return null;
            }
            Keep(key, found);
            return limits.Hold(found, isPrivileged: false, now) ? found : null;
        }
        return limits.Hold(kept.State, isPrivileged: false, now) ? kept.State : null;
    }

    /// <summary>Notes that a session which still holds was used, at most once a minute.</summary>
    public async Task Used(string key, SessionState session, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (now - session.UsedAt < Minute)
        {
            return;
        }
        var minute = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Minute.Ticks), TimeSpan.Zero);
        Keep(key, session with { UsedAt = minute });
        await using var fence = new Fence(pools);
        using var widened = fence.As(SystemActors.SignIn);
        await fence.Run("update account_session set used_at = @minute where id = @Id and used_at < @minute and ended_at is null", new { session.Id, minute }, cancel);
        await fence.Commit(cancel);
    }

    /// <summary>Every session is asked for anew at its next request.</summary>
    public void Forget() => _kept.Clear();

    private void Keep(string key, SessionState session)
    {
        if (_kept.Count > MostKept)
        {
            _kept.Clear();
        }
        _kept[key] = (session, clock.GetTimestamp());
    }

    private async Task<SessionState?> Read(string key, CancellationToken cancel)
    {
        await using var fence = new Fence(pools);
        using var widened = fence.As(SystemActors.SignIn);
        var row = await fence.Row<Row>(
            "select id, account_id as AccountId, opened_at as OpenedAt, proved_at as ProvedAt, used_at as UsedAt from account_session where hash = @hash and ended_at is null", new { hash = ActorCache.TokenHash(key) }, cancel);
        return row is null ? null : new SessionState(row.Id, row.AccountId, row.OpenedAt, row.ProvedAt, row.UsedAt);
    }

    private sealed class Row
    {
        public Guid Id { get; set; }

        public Guid AccountId { get; set; }

        public DateTimeOffset OpenedAt { get; set; }

        public DateTimeOffset ProvedAt { get; set; }

        public DateTimeOffset UsedAt { get; set; }
    }
}
