using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Sessions;

/// <summary>
/// Opens a session for somebody who has just proved who they are, always under a new key: a key that somebody else put into the browser before is worth nothing afterwards.
/// The session that this browser had ends.
/// </summary>
internal sealed class OpenSessionAction(Fence fence, SessionCache cache, IHttpContextAccessor http, TimeProvider clock)
{
    private const int KeyLength = 32;

    public async Task Run(Account account, CancellationToken cancel)
    {
        var context = http.HttpContext!;
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyLength));
        var (id, now) = (Guid.CreateVersion7(), clock.GetUtcNow());
        using (fence.As(SystemActors.SignIn))
        {
            await fence.Run(
                """
                update account_session set ended_at = @now where id = @before and ended_at is null;
                insert into account_session (id, account_id, hash, device, opened_at, proved_at, used_at) values (@id, @account, @hash, @device, @now, @now, @now)
                """,
                new { before = context.Features.Get<SessionState>()?.Id, id, account = account.Id, hash = ActorCache.TokenHash(key), device = Device.Of(context.Request.Headers.UserAgent), now }, cancel);
        }
        fence.AfterCommit(() =>
        {
            cache.Forget();
            return Task.CompletedTask;
        });
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()), new Claim(ActorCache.SessionClaim, key)], IdentityConstants.ApplicationScheme);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
    }
}

/// <summary>What a browser calls itself, as coarse as a person needs to know their devices again.</summary>
internal static class Device
{
    private static readonly (string Mark, string Name)[] Browsers = [("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")];
    private static readonly (string Mark, string Name)[] Systems = [("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")];

    /// <summary>For example <c>Chrome · Android</c>; a hyphen stands for what is not known.</summary>
    public static string Of(string? userAgent) => $"{Known(Browsers, userAgent)} · {Known(Systems, userAgent)}";

    private static string Known((string Mark, string Name)[] names, string? text) => names.FirstOrDefault(n => text?.Contains(n.Mark, StringComparison.Ordinal) == true).Name ?? "-";
}
