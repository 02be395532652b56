using System.Globalization;
using System.Numerics;

namespace Zhijian.Modules.Rules;

/// <summary>An exact fraction such as 4/5; votes are never counted with decimals.</summary>
public readonly record struct Fraction(int Numerator, int Denominator)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    /// <summary>Reads <c>4/5</c>; refuses zero, negative and improper fractions above one.</summary>
    public static bool TryParse(string text, out Fraction fraction)
    {
        fraction = default;
        var parts = text.Split('/');
        if (parts.Length != 2
            || !int.TryParse(parts[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
            || !int.TryParse(parts[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            || numerator <= 0 || denominator <= 0 || numerator > denominator)
        {
            return false;
        }

        fraction = new Fraction(numerator, denominator);
        return true;
    }
}

/// <summary>Whether the bound itself is enough: “以上” includes it, “超过” does not.</summary>
public enum ThresholdOperator
{
    AtLeast,
    MoreThan,
}

/// <summary>A share that must be reached, such as “at least 4/5” or “more than 1/2”.</summary>
public readonly record struct Threshold(ThresholdOperator Operator, Fraction Share)
{
    /// <summary>Whether <paramref name="count"/> out of <paramref name="total"/> is enough. Nobody out of nobody never is.</summary>
    public bool IsMet(int count, int total)
    {
        if (count <= 0 || total <= 0) { return false; }
        var left = (long)count * Share.Denominator;
        var right = (long)total * Share.Numerator;
        return Operator == ThresholdOperator.AtLeast ? left >= right : left > right;
    }

    /// <summary>The smallest number that is enough out of <paramref name="total"/>; at least one.</summary>
    public int Needed(int total)
    {
        var product = (long)Math.Max(total, 0) * Share.Numerator;
        var needed = Operator == ThresholdOperator.AtLeast
            ? (product + Share.Denominator - 1) / Share.Denominator
            : (product / Share.Denominator) + 1;
        return (int)Math.Max(needed, 1);
    }

    /// <summary>Whether this threshold asks for at least as much as <paramref name="other"/> whatever the total.</summary>
    public bool IsAtLeastAsStrictAs(Threshold other)
    {
        var mine = (BigInteger)Share.Numerator * other.Share.Denominator;
        var theirs = (BigInteger)other.Share.Numerator * Share.Denominator;
        return mine > theirs || (mine == theirs && (Operator == ThresholdOperator.MoreThan || other.Operator == ThresholdOperator.AtLeast));
    }

    public override string ToString() => $"{Operator} {Share}";

    /// <summary>Reads <c>AtLeast 1/2</c>.</summary>
    public static bool TryParse(string text, out Threshold threshold)
    {
        threshold = default;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2
            || !Enum.TryParse<ThresholdOperator>(parts[0], out var comparison)
            || !Enum.IsDefined(comparison)
            || !Fraction.TryParse(parts[1], out var share))
        {
            return false;
        }

        threshold = new Threshold(comparison, share);
        return true;
    }
}
