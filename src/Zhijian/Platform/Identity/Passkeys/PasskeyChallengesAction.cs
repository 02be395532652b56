using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Passkeys;

/// <summary>
/// What the server must remember between asking a passkey and its answer travels sealed through the browser, holds for five minutes and is answered once: asking writes no row,
/// so that nobody fills the database by asking.
/// </summary>
internal sealed class PasskeyChallengesAction(IDataProtectionProvider protection, Fence fence, TimeProvider clock)
{
    private static readonly TimeSpan Holds = TimeSpan.FromMinutes(5);
    private readonly IDataProtector _protector = protection.CreateProtector("passkey-challenge");

    public string Seal(string purpose, string state) => _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{purpose}\n{clock.GetUtcNow().UtcTicks}\n{state}"));

    /// <summary>The state that was sealed; null where it is not ours, is for something else, or is too old.</summary>
    public string? Open(string purpose, string? sealedState)
    {
        try
        {
            var parts = _protector.Unprotect(sealedState ?? "").Split('\n', 3);
            return parts.Length == 3 && parts[0] == purpose && clock.GetUtcNow().UtcTicks - long.Parse(parts[1], CultureInfo.InvariantCulture) < Holds.Ticks ? parts[2] : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>False where it was answered before. The database decides who was first.</summary>
    public async Task<bool> Spend(string state, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.SignIn);
        return await fence.Run("insert into spent_challenge (hash, spent_at) values (@hash, @now) on conflict do nothing", new { hash = SHA256.HashData(Encoding.UTF8.GetBytes(state)), now = clock.GetUtcNow() }, cancel) == 1;
    }
}

/// <summary>Which websites a passkey may have answered for: this one, and no page that frames another.</summary>
internal static class PasskeyOrigin
{
    /// <summary>The origin must be the address under which people have the page open; without https only on their own machine (WebAuthn level 3, 7.1 steps 9 to 11).</summary>
    public static ValueTask<bool> Is(PasskeyOriginValidationContext asked) => ValueTask.FromResult(
        !asked.CrossOrigin && Uri.TryCreate(asked.Origin, UriKind.Absolute, out var origin) && origin.Authority == Authority(asked.HttpContext.Request.Host.Value, origin)
        && (origin.Scheme == Uri.UriSchemeHttps || (origin.Scheme == Uri.UriSchemeHttp && origin.IsLoopback)));

    /// <summary>A port that is the scheme's own is left out on both sides.</summary>
    private static string? Authority(string? host, Uri origin) => Uri.TryCreate($"{origin.Scheme}://{host}", UriKind.Absolute, out var here) ? here.Authority : null;
}
