namespace Zhijian.Modules.Standards;

/// <summary>What is wrong with a unified social credit code.</summary>
public enum CreditCodeProblem
{
    Length,
    IllegalCharacter,

    /// <summary>The check character of the organisation code inside (GB 11714).</summary>
    OrganisationCheck,
    CheckCharacter,
}

/// <summary>
/// The unified social credit code of a legal person or organisation after GB 32100-2015: registration authority 1, category 1, region 6, organisation code 9 (with its own
/// check character after GB 11714) and a check character; 18 characters without I, O, S, V and Z.
/// </summary>
public static class CreditCode
{
    private const int Length = 18;
    private const string Characters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly int[] Weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    private static readonly int[] OrganisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];
    private const int OrganisationStart = 8;

    /// <summary>Reads a code as typed; <paramref name="code"/> is its one form.</summary>
    public static CreditCodeProblem? Read(string typed, out string? code)
    {
        code = null;
        var text = TypedText.HalfWidth(typed).ToUpperInvariant();
        if (text.Length != Length)
        {
            return CreditCodeProblem.Length;
        }
        if (text.Any(c => !Characters.Contains(c, StringComparison.Ordinal)))
        {
            return CreditCodeProblem.IllegalCharacter;
        }
        if (CheckCharacter(text) != text[^1])
        {
            return CreditCodeProblem.CheckCharacter;
        }
        if (OrganisationCheck(text[OrganisationStart..]) != text[OrganisationStart + OrganisationWeights.Length])
        {
            return CreditCodeProblem.OrganisationCheck;
        }
        code = text;
        return null;
    }

    /// <summary>The eighteenth character of the first seventeen.</summary>
    public static char CheckCharacter(string first17)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += Characters.IndexOf(first17[i], StringComparison.Ordinal) * Weights[i];
        }
        return Characters[(Characters.Length - (sum % Characters.Length)) % Characters.Length];
    }

    /// <summary>The ninth character of an organisation code's first eight (GB 11714).</summary>
    public static char OrganisationCheck(string first8)
    {
        var sum = 0;
        for (var i = 0; i < OrganisationWeights.Length; i++)
        {
            sum += (char.IsAsciiDigit(first8[i]) ? first8[i] - '0' : first8[i] - 'A' + 10) * OrganisationWeights[i];
        }
        return (11 - (sum % 11)) switch { 11 => '0', 10 => 'X', var digit => (char)('0' + digit) };
    }
}
