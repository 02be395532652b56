using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Identity.Passwords;

/// <summary>
/// What this institution asks of passwords. Usually as NIST SP 800-63B-4 says: length, nothing that everybody tries, no kinds of characters, no running out.
/// Institutions under level 3 of the classified protection (GB/T 22239-2019, 8.1.4.1: complexity, changed at times) switch <c>Zhijian:Passwords:Level3</c> on.
/// </summary>
public sealed class PasswordPolicy(IConfiguration configuration, Institution institution)
{
    /// <summary>How long a password holds under level 3, in days.</summary>
    public const int RotationDays = 90;

    public bool Level3 { get; } = configuration.GetValue("Zhijian:Passwords:Level3", false);

    /// <summary>Fewest characters: a password that is the only key must be longer.</summary>
    public int Shortest(bool hasSecondFactor) => hasSecondFactor ? PasswordRules.ShortestWithSecond : PasswordRules.ShortestAlone;

    /// <summary>Whether a password ran out and must be changed. One whose day is not known did.</summary>
    public bool IsOver(DateTimeOffset? setAt, DateTimeOffset now) => Level3 && !(now - setAt < TimeSpan.FromDays(RotationDays));

    /// <summary>Why a password won't do; null where it will.</summary>
    internal Refusal? Check(string? password, string? repeated, bool hasSecondFactor, params IEnumerable<string?> ownNames) =>
        PasswordRules.Check(password, repeated, Shortest(hasSecondFactor), Level3, [.. ownNames, institution.Name]);

    /// <summary>What is said beside the field.</summary>
    internal string Hint(Words words, bool hasSecondFactor) => words[Level3 ? "identity.password-hint-level3" : "identity.password-hint", Shortest(hasSecondFactor)];
}
