using System.Collections.Frozen;
using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Identity.Passwords;

/// <summary>What a password must be: long enough, not one that everybody tries, not one's own name. No rules about kinds of characters.</summary>
internal static class PasswordRules
{
    public const int Shortest = 8;

    /// <summary>What is advised where the password is the only key (NIST SP 800-63B).</summary>
    public const int Advised = 15;

    /// <summary>Hashing longer ones only costs time.</summary>
    public const int Longest = 128;

    private static readonly FrozenSet<string> Common = ReadCommon();

    public static Refusal? Check(string? password, string? repeated, params IEnumerable<string?> ownNames)
    {
        if (password is not { Length: >= Shortest })
        {
            return IdentityRefusals.PasswordShort.With(Shortest);
        }
        if (password.Length > Longest)
        {
            return IdentityRefusals.PasswordLong.With(Longest);
        }
        var simple = password.Trim().ToLowerInvariant();
        if (Common.Contains(simple) || simple.Distinct().Count() <= 2)
        {
            return IdentityRefusals.PasswordCommon;
        }
        if (ownNames.Any(n => n is { Length: >= 3 } && simple.Contains(n.ToLowerInvariant(), StringComparison.Ordinal) && simple.Length - n.Length < 4))
        {
            return IdentityRefusals.PasswordOwnName;
        }
        return repeated == password ? null : IdentityRefusals.PasswordsDiffer;
    }

    private static FrozenSet<string> ReadCommon()
    {
        using var text = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("Zhijian.Platform.Identity.Passwords.common-passwords.txt")!);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet();
    }
}
