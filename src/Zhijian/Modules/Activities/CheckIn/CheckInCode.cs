using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Activities.CheckIn;

/// <summary>
/// The one-time code on the host's screen: eight digits from the activity's secret and the time window, and nothing that could be guessed from outside.
/// It holds for its own window and, as the rule's grace, for the one before.
/// </summary>
internal static class CheckInCode
{
    public const int Digits = 8;

    /// <summary>How far back a code is still recognised as one that was right once.</summary>
    private const int RememberedWindows = 45;

    public static string Of(byte[] secret, Guid activityId, long window)
    {
        Span<byte> said = stackalloc byte[24];
        activityId.TryWriteBytes(said);
        BitConverter.TryWriteBytes(said[16..], window);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(secret, said, hash);
        var number = BitConverter.ToUInt64(hash) % 100_000_000;
        return number.ToString("D8", CultureInfo.InvariantCulture);
    }

    public static string Now(byte[] secret, Guid activityId, DateTimeOffset now, CheckInCodeRule rule) => Of(secret, activityId, Window(now, rule));

    /// <summary>Seconds until the code changes.</summary>
    public static int Left(DateTimeOffset now, CheckInCodeRule rule) => rule.RenewEverySeconds - (int)(now.ToUnixTimeSeconds() % rule.RenewEverySeconds);

    /// <summary>Null where the code holds now; else whether it once held or never did.</summary>
    public static Refusal? WhyNot(string code, byte[] secret, Guid activityId, DateTimeOffset now, CheckInCodeRule rule)
    {
        var window = Window(now, rule);
        var before = rule.GraceSeconds == 0 ? 0 : 1 + ((rule.GraceSeconds - 1) / rule.RenewEverySeconds);
        for (var back = 0; back <= before; back++)
        {
            if (Same(code, Of(secret, activityId, window - back)))
            {
                return null;
            }
        }
        for (var back = before + 1; back <= RememberedWindows; back++)
        {
            if (Same(code, Of(secret, activityId, window - back)))
            {
                return ActivityRefusals.CodeExpired;
            }
        }
        return ActivityRefusals.CodeWrong;
    }

    /// <summary>What people type, without spaces.</summary>
    public static string Plain(string? typed) => new([.. (typed ?? "").Where(char.IsAsciiDigit)]);

    private static long Window(DateTimeOffset now, CheckInCodeRule rule) => now.ToUnixTimeSeconds() / rule.RenewEverySeconds;

    private static bool Same(string code, string right) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(code), Encoding.ASCII.GetBytes(right));
}
