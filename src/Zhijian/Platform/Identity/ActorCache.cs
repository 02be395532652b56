using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Platform.Identity.Sessions;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity;

/// <summary>Finds who an account is today: member, home branch, posts with their grants. Answered by the module that knows posts.</summary>
public interface IActorSource
{
    Task<ActorSnapshot?> Find(Guid accountId, Fence fence, CancellationToken cancel);
}

/// <summary>An account as it stands now.</summary>
/// <param name="IsPrivileged">Reviews or administers: stricter rules hold for the sign-in and the session.</param>
/// <param name="PasswordSetAt">When the password was chosen; null where that is not known.</param>
public sealed record ActorSnapshot(Actor Actor, bool IsPrivileged, bool HasSecondFactor, DateTimeOffset? PasswordSetAt);

/// <summary>
/// The actor of a request, kept for at most five seconds: a change made in this process is seen at once (<see cref="Forget"/>),
/// one made by another process within that time.
/// </summary>
public sealed class ActorCache(IServiceScopeFactory scopes, FencedPools pools, SessionCache sessions, SessionLimits limits, SecondFactorRule secondFactor, TimeProvider clock)
{
    /// <summary>Tells the sessions and tokens of an account apart.</summary>
    public const string SessionClaim = "zj:session";
    public const string SpaceCookie = "zj-space";
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Guid, (ActorSnapshot? Snapshot, long At)> _kept = new();
    private readonly ConcurrentDictionary<string, (Guid AccountId, long At)> _tokens = new();

    public async Task<Actor> Find(HttpContext context, CancellationToken cancel)
    {
        if (context.User.FindFirstValue(ClaimTypes.NameIdentifier) is not { } text || !Guid.TryParse(text, out var accountId))
        {
            return Actor.Nobody;
        }
        var snapshot = await Find(accountId, cancel);
        if (snapshot is null)
        {
            return Actor.Nobody;
        }
        if (context.Features.Get<SessionState>() is { } session)
        {
            if (!limits.Hold(session, snapshot.IsPrivileged, clock.GetUtcNow()))
            {
                return Actor.Nobody;
            }
            await sessions.Used(context.User.FindFirstValue(SessionClaim)!, session, cancel);
            // Who must do something before anything else has no post until it is done. Programs' tokens were made by somebody who had.
            if (secondFactor.DutyOf(snapshot, clock.GetUtcNow()) is not SignInDuty.None and var duty)
            {
                return snapshot.Actor with { Posts = [], Space = null, Duty = duty };
            }
        }
        return InSpace(snapshot.Actor, context.Request.Cookies[SpaceCookie]);
    }

    public async Task<ActorSnapshot?> Find(Guid accountId, CancellationToken cancel)
    {
        if (_kept.TryGetValue(accountId, out var kept) && clock.GetElapsedTime(kept.At) < Fresh)
        {
            return kept.Snapshot;
        }
        await using var scope = scopes.CreateAsyncScope();
        await using var fence = new Fence(pools);
        using var widened = fence.As(SystemActors.SignIn);
        var snapshot = await scope.ServiceProvider.GetRequiredService<IActorSource>().Find(accountId, fence, cancel);
        _kept[accountId] = (snapshot, clock.GetTimestamp());
        return snapshot;
    }

    /// <summary>The account of a token, or null.</summary>
    public async Task<Guid?> FindByToken(string token, CancellationToken cancel)
    {
        if (_tokens.TryGetValue(token, out var kept) && clock.GetElapsedTime(kept.At) < Fresh)
        {
            return kept.AccountId;
        }
        await using var fence = new Fence(pools);
        using var widened = fence.As(SystemActors.SignIn);
        var found = await fence.Row<Guid?>("select account_id from account_token where hash = @hash and revoked_at is null", new { hash = TokenHash(token) }, cancel);
        if (found is { } accountId)
        {
            _tokens[token] = (accountId, clock.GetTimestamp());
        }
        else
        {
            _tokens.TryRemove(token, out _);
        }
        return found;
    }

    /// <summary>Everything is asked anew at the next request: after posts, accounts or tokens changed.</summary>
    public void Forget()
    {
        _kept.Clear();
        _tokens.Clear();
    }

    /// <summary>The same after a commit.</summary>
    public Task ForgetAll()
    {
        Forget();
        return Task.CompletedTask;
    }

    internal static byte[] TokenHash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static Actor InSpace(Actor actor, string? space) => space switch
    {
        "member" => actor with { Space = null },
        _ when Guid.TryParse(space, out var id) && actor.Posts.FirstOrDefault(p => p.Id == id) is { } chosen => actor with { Space = chosen },
        _ => actor with { Space = actor.Posts.Count > 0 ? actor.Posts[0] : null },
    };
}
