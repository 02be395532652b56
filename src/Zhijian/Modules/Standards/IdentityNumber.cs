using System.Globalization;

namespace Zhijian.Modules.Standards;

/// <summary>What is wrong with an identity number.</summary>
public enum IdentityProblem
{
    Length,
    IllegalCharacter,
    Region,
    BirthDate,
    BirthDateTooEarly,
    BirthDateInFuture,
    CheckDigit,
}

/// <summary>
/// A citizen's identity number after GB 11643-1999: region, birth date, sequence (odd for men) and a check character after ISO 7064 MOD 11-2.
/// </summary>
public sealed record IdentityNumber(string Text, DateOnly Birth, bool IsMale)
{
    private static readonly DateOnly Earliest = new(1900, 1, 1);
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private const string CheckCharacters = "10X98765432";
    private static readonly HashSet<string> Provinces =
        ["11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"];

    /// <summary>The region of invented people; no province has it.</summary>
    public const string InventedRegion = "99";

    /// <summary>GB/T 2261.1.</summary>
    public string SexCode => IsMale ? "1" : "2";

    /// <summary>The sequence 000 is never given; worth a second look, not wrong by the check character.</summary>
    public bool HasOddSequence => Text[14..17] == "000";

    /// <summary>Reads a number as typed. <paramref name="inventedPeople"/> lets the region 99 through, in tests and demonstrations only.</summary>
    public static IdentityProblem? Read(string typed, DateOnly today, bool inventedPeople, out IdentityNumber? number)
    {
        number = null;
        var text = Normalised(typed);
        if (text.Length != 18)
        {
            return IdentityProblem.Length;
        }
        if (!text[..17].All(char.IsAsciiDigit) || !(char.IsAsciiDigit(text[17]) || text[17] == 'X'))
        {
            return IdentityProblem.IllegalCharacter;
        }
        if (!Provinces.Contains(text[..2]) && !(inventedPeople && text[..2] == InventedRegion))
        {
            return IdentityProblem.Region;
        }
        if (!DateOnly.TryParseExact(text[6..14], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birth))
        {
            return IdentityProblem.BirthDate;
        }
        if (birth < Earliest)
        {
            return IdentityProblem.BirthDateTooEarly;
        }
        if (birth > today)
        {
            return IdentityProblem.BirthDateInFuture;
        }
        if (CheckCharacter(text) != text[17])
        {
            return IdentityProblem.CheckDigit;
        }
        number = new IdentityNumber(text, birth, (text[16] - '0') % 2 == 1);
        return null;
    }

    /// <summary>The eighteenth character of the first seventeen.</summary>
    public static char CheckCharacter(string first17)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            sum += (first17[i] - '0') * Weights[i];
        }
        return CheckCharacters[sum % 11];
    }

    /// <summary>Outer spaces gone, full-width characters as half-width ones, capital X.</summary>
    public static string Normalised(string typed) => TypedText.HalfWidth(typed).ToUpperInvariant();
}
