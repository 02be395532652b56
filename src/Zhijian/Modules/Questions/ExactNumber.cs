using System.Globalization;

namespace Zhijian.Modules.Questions;

/// <summary>Reads numbers without losing a digit: what a decimal can't hold exactly is no number here, rather than another one.</summary>
internal static class ExactNumber
{
    private const int LongestText = 60;

    /// <summary>A number such as -1.50, .5 or 3e4, without trailing zeros; null where it is none or has too many digits.</summary>
    public static decimal? Read(string? text)
    {
        var typed = text?.Trim();
        if (typed is not { Length: > 0 and <= LongestText } || !decimal.TryParse(typed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            || Digits(typed) is not { } given || given != Digits(value.ToString(CultureInfo.InvariantCulture)))
        {
            return null;
        }
        return Plain(value);
    }

    /// <summary>1.50 and 1.5 are the same number and are written the same.</summary>
    public static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;

    public static string Write(decimal value) => Plain(value).ToString(CultureInfo.InvariantCulture);

    /// <summary>The digits that mean something, and the power of ten of the last.</summary>
    private static (string Digits, int Exponent)? Digits(string text)
    {
        var at = text.IndexOfAny(['e', 'E']);
        var exponent = 0;
        if (at >= 0 && !int.TryParse(text[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return null;
        }
        var mantissa = (at >= 0 ? text[..at] : text).TrimStart('+', '-');
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        exponent -= point >= 0 ? mantissa.Length - point - 1 : 0;
        var bare = digits.TrimEnd('0');
        return bare.Length == 0 ? ("", 0) : (bare, exponent + digits.Length - bare.Length);
    }
}
