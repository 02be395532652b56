using System.Buffers.Text;
using System.Security.Cryptography;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>
/// Somebody gave the right password and owes the second step. The browser holds a random key, the server its hash, for a few minutes: no session, and no page opens with it
/// but the one that asks for the code.
/// </summary>
internal sealed class HalfSignInAction(Fence fence, IHttpContextAccessor http, IConfiguration configuration, TimeProvider clock)
{
    private const int KeyLength = 32;
    private static readonly TimeSpan Holds = TimeSpan.FromMinutes(5);

    public string Cookie { get; } = CookieName(configuration);

    public static string CookieName(IConfiguration configuration) => configuration.GetValue("Zhijian:Https", false) ? "__Host-zj-step" : "zj-step";

    public async Task Begin(Guid accountId, CancellationToken cancel)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyLength));
        using (fence.As(SystemActors.SignIn))
        {
            await fence.Run(
                "insert into account_half_sign_in (id, account_id, hash, opened_at) values (@id, @accountId, @hash, @now)",
                new { id = Guid.CreateVersion7(), accountId, hash = ActorCache.TokenHash(key), now = clock.GetUtcNow() }, cancel);
        }
        http.HttpContext!.Response.Cookies.Append(Cookie, key, Options());
    }

    /// <summary>The account that owes the second step in this browser; null where there is none or its minutes are over.</summary>
    public async Task<HalfSignIn?> Find(CancellationToken cancel)
    {
        if (http.HttpContext!.Request.Cookies[Cookie] is not { Length: > 0 } key)
        {
            return null;
        }
        using var widened = fence.As(SystemActors.SignIn);
        return await fence.Row<HalfSignIn>(
            "select id, account_id as AccountId from account_half_sign_in where hash = @hash and ended_at is null and opened_at > @oldest",
            new { hash = ActorCache.TokenHash(key), oldest = clock.GetUtcNow() - Holds }, cancel);
    }

    public async Task End(Guid id, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.SignIn);
        await fence.Run("update account_half_sign_in set ended_at = @now where id = @id and ended_at is null", new { id, now = clock.GetUtcNow() }, cancel);
        http.HttpContext!.Response.Cookies.Delete(Cookie, Options());
    }

    private CookieOptions Options() => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = Cookie.StartsWith("__Host-", StringComparison.Ordinal) || http.HttpContext!.Request.IsHttps, MaxAge = Holds, Path = "/" };
}

/// <summary>A sign-in that waits for its second step.</summary>
internal sealed class HalfSignIn
{
    public Guid Id { get; set; }

    public Guid AccountId { get; set; }
}
