using System.Collections.Frozen;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Identity.Passwords;

/// <summary>What a password must be (NIST SP 800-63B-4, 3.1.1.2): long enough, not one that everybody tries, not one's own name or the institution's. Pure.</summary>
internal static class PasswordRules
{
    /// <summary>Fewest characters where the password is the only key.</summary>
    public const int ShortestAlone = 15;

    /// <summary>Fewest characters where a second factor is asked for too.</summary>
    public const int ShortestWithSecond = 8;

    /// <summary>Hashing longer ones only costs time; nothing is cut off.</summary>
    public const int Longest = 128;

    /// <summary>Longest that is worth a hash, as it comes: a character may be written in four.</summary>
    public const int MostTyped = 4 * Longest;

    /// <summary>Kinds of characters that level 3 of the classified protection asks for.</summary>
    private const int Kinds = 3;

    /// <summary>Besides a common password or a name there must be at least so much.</summary>
    private const int LeastOfOnesOwn = 4;

    private static readonly string[] Products = ["zhijian", "知践"];

    private static readonly FrozenSet<string> Common = ReadCommon();

    /// <summary>The same characters in the same bytes, however the keyboard makes them.</summary>
    public static string Normal(string password) => ComposedText.Of(password);

    /// <summary>Characters as people count them: one for each code point.</summary>
    public static int LengthOf(string password) => Normal(password).EnumerateRunes().Count();

    /// <param name="shortest">Fewest characters.</param>
    /// <param name="asksKinds">Level 3: several kinds of characters.</param>
    public static Refusal? Check(string? password, string? repeated, int shortest, bool asksKinds, params IEnumerable<string?> ownNames)
    {
        var normal = Normal(password ?? "");
        var length = normal.EnumerateRunes().Count();
        if (length < shortest)
        {
            return IdentityRefusals.PasswordShort.With(shortest);
        }
        if (length > Longest)
        {
            return IdentityRefusals.PasswordLong.With(Longest);
        }
        var simple = normal.Trim().ToLowerInvariant();
        if (IsCommon(simple))
        {
            return IdentityRefusals.PasswordCommon;
        }
        if (ownNames.Concat(Products).Any(n => n is { Length: >= 2 } && simple.Contains(n.ToLowerInvariant(), StringComparison.Ordinal) && simple.Replace(n.ToLowerInvariant(), "", StringComparison.Ordinal).Length < LeastOfOnesOwn))
        {
            return IdentityRefusals.PasswordOwnName;
        }
        if (asksKinds && KindsIn(normal) < Kinds)
        {
            return IdentityRefusals.PasswordPlain.With(Kinds);
        }
        return Normal(repeated ?? "") == normal ? null : IdentityRefusals.PasswordsDiffer;
    }

    /// <summary>One that everybody tries, one written several times over, one or two characters only, or the keyboard from left to right.</summary>
    private static bool IsCommon(string simple) =>
        simple.Distinct().Count() <= 2 || Common.Contains(simple) || IsRun(simple)
        || Enumerable.Range(1, simple.Length / 2).Any(n => simple.Length % n == 0 && simple == string.Concat(Enumerable.Repeat(simple[..n], simple.Length / n)) && (n < LeastOfOnesOwn || Common.Contains(simple[..n]) || IsRun(simple[..n])));

    /// <summary>Each character follows the one before in the alphabet or among the figures, forwards or backwards.</summary>
    private static bool IsRun(string simple) => simple.Length > 2 && (Follows(simple, 1) || Follows(simple, -1));

    private static bool Follows(string simple, int by) => simple.Zip(simple.Skip(1)).All(pair => pair.Second - pair.First == by || (char.IsAsciiDigit(pair.First) && pair.Second - pair.First == (by > 0 ? -9 : 9)));

    private static int KindsIn(string password) => new[] { password.Any(char.IsLower), password.Any(char.IsUpper), password.Any(char.IsDigit), password.Any(c => !char.IsLower(c) && !char.IsUpper(c) && !char.IsDigit(c)) }.Count(has => has);

    private static FrozenSet<string> ReadCommon()
    {
        using var text = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("Zhijian.Platform.Identity.Passwords.common-passwords.txt")!);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet();
    }
}

/// <summary>Hashes passwords as Identity does, always in one form of writing.</summary>
internal sealed class NormalisingHasher(Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Identity.PasswordHasherOptions> options) : Microsoft.AspNetCore.Identity.PasswordHasher<Account>(options)
{
    public override string HashPassword(Account user, string password) => base.HashPassword(user, PasswordRules.Normal(password));

    public override Microsoft.AspNetCore.Identity.PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword) =>
        base.VerifyHashedPassword(user, hashedPassword, PasswordRules.Normal(providedPassword));
}
