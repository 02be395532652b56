using Zhijian.Platform.Deciding;
using Zhijian.Platform.Limits;

namespace Zhijian.Platform.Identity;

/// <summary>
/// Tries to sign in, by name and by address, so that nobody guesses on. Names are counted whether or not there is such an account:
/// the lock tells nothing about who exists. The account itself keeps its lock in the database over a restart.
/// </summary>
public sealed class SignInBudgets(RequestLimits limits, TimeProvider clock)
{
    private readonly Budget<string> _names = new(limits.SignInTries, TimeSpan.FromMinutes(limits.SignInLockMinutes), clock, locks: true);
    private readonly Budget<string> _addresses = new(limits.WrongPasswordsPerAddress, TimeSpan.FromHours(1), clock);

    /// <summary>Counts a try before the password is looked at, or says why there may be none now.</summary>
    internal Refusal? Try(string name, HttpContext context)
    {
        if (_addresses.Take(Source(context)) is { } wait)
        {
            var refused = TooMany.For(LimitRefusals.WrongPasswords, limits.WrongPasswordsPerAddress, 3600, wait);
            context.Response.Headers.RetryAfter = refused.Seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return refused.Refusal;
        }
        if (_names.Take(Key(name)) is not null)
        {
            _addresses.GiveBack(Source(context));
            return IdentityRefusals.LockedOut;
        }
        return null;
    }

    /// <summary>The password was right: the name starts anew, and the address is not charged.</summary>
    internal void Succeeded(string name, HttpContext context)
    {
        _names.Forget(Key(name));
        _addresses.GiveBack(Source(context));
    }

    /// <summary>The password was right and a second step follows: this try was no wrong one, and earlier wrong ones stay counted, so that whoever knows the password guesses codes no more often.</summary>
    internal void Halfway(string name, HttpContext context)
    {
        _names.GiveBack(Key(name));
        _addresses.GiveBack(Source(context));
    }

    /// <summary>A new password was set by invitation: earlier wrong ones no longer matter.</summary>
    internal void Forget(string name) => _names.Forget(Key(name));

    /// <summary>Long names would only cost memory; no account has one.</summary>
    private static string Key(string name) => name.Trim() is { Length: > 128 } tooLong ? tooLong[..128] : name.Trim().ToUpperInvariant();

    private static string Source(HttpContext context) => RequestLimits.Source(context.Connection.RemoteIpAddress);
}
