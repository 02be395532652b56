namespace Zhijian.Modules.Standards;

/// <summary>Telephone numbers as typed.</summary>
public static class PhoneNumber
{
    public const int LongestFixed = 30;

    /// <summary>A mobile number in its one form: eleven digits of the mainland, or a number with its country code (E.164). Null for anything else.</summary>
    public static string? Mobile(string typed)
    {
        var digits = new string([.. TypedText.HalfWidth(typed).Where(c => char.IsAsciiDigit(c) || c == '+')]);
        var home = digits.StartsWith("+86", StringComparison.Ordinal) ? digits[3..] : digits;
        if (home is ['1', >= '3' and <= '9', ..] && home.Length == 11 && home.All(char.IsAsciiDigit))
        {
            return home;
        }
        return digits is ['+', ..] && digits.Length is >= 8 and <= 16 && digits[1..].All(char.IsAsciiDigit) && !digits.StartsWith("+86", StringComparison.Ordinal) ? digits : null;
    }

    /// <summary>Whether it can be a telephone of any kind: digits and what people put between them.</summary>
    public static bool IsPhone(string text) => text.Length <= LongestFixed && text.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or ' ' or '(' or ')') && text.Any(char.IsAsciiDigit);
}
