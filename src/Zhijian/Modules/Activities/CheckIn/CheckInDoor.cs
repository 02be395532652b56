using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.CheckIn;

/// <summary>
/// Judges codes: the digits on the host's screen, or a ticket for somebody who had the right code a moment ago and was still signing in.
/// The secrets never change, so they are kept; whether the roll is open is asked when writing.
/// </summary>
internal sealed class CheckInDoor(FencedPools pools, Rulebook rulebook, InstitutionTime time, IDataProtectionProvider protection)
{
    private static readonly TimeSpan TicketHolds = TimeSpan.FromMinutes(3);
    private readonly RememberedRows<Guid, byte[], byte[]> _secrets = new(
        pools, SystemActors.CheckIns, "select code_secret from activity where id = @activityId", activityId => new { activityId }, secret => secret);

    private readonly IDataProtector _protector = protection.CreateProtector("check-in");

    /// <summary>Null where the code or ticket admits this account now.</summary>
    public async ValueTask<Refusal?> WhyNot(Guid activityId, string? code, Guid accountId, CancellationToken cancel)
    {
        if (code is { Length: > 20 })
        {
            return StillHolds(code, activityId, accountId) ? null : ActivityRefusals.CodeExpired;
        }
        var digits = CheckInCode.Plain(code);
        if (digits.Length != CheckInCode.Digits || await _secrets.Of(activityId, cancel) is not { } secret)
        {
            return ActivityRefusals.CodeWrong;
        }
        return CheckInCode.WhyNot(digits, secret, activityId, time.Now, rulebook.On(time.Today).Attendance.CheckInCode);
    }

    /// <summary>A ticket that stands for a code proven now. For an account it is bound to it; for somebody about to sign in it is not.</summary>
    public string Ticket(Guid activityId, Guid accountId) => WebEncoders.Base64UrlEncode(_protector.Protect(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{activityId:N}|{accountId:N}|{(time.Now + TicketHolds).ToUnixTimeSeconds()}"))));

    private bool StillHolds(string ticket, Guid activityId, Guid accountId)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(_protector.Unprotect(WebEncoders.Base64UrlDecode(ticket))).Split('|');
            return parts[0] == activityId.ToString("N") && (parts[1] == accountId.ToString("N") || parts[1] == Guid.Empty.ToString("N"))
                && long.Parse(parts[2], CultureInfo.InvariantCulture) >= time.Now.ToUnixTimeSeconds();
        }
        catch (Exception problem) when (problem is CryptographicException or FormatException)
        {
            return false;
        }
    }
}
