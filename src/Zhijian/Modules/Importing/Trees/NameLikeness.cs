namespace Zhijian.Modules.Importing.Trees;

/// <summary>
/// Whether one name may be another after a change or a slip. What every organisation is called (党支部, 学院) says nothing; in what is left nearly all signs agree, and every numeral and
/// letter does, since 第一 and 第二 are two branches.
/// </summary>
internal static class NameLikeness
{
    private const double Enough = 0.65;
    private const string Numerals = "一二三四五六七八九十百甲乙丙丁戊";

    /// <summary>Longer ones first.</summary>
    private static readonly string[] Common = ["委员会", "党支部", "党总支", "党小组", "支部", "总支", "党委", "小组", "学院", "直属", "临时", "联合", "系"];

    public static bool IsNear(string one, string other)
    {
        var (a, b) = (Core(one), Core(other));
        return one != other && Telling(a) == Telling(b) && a.Length > 1 && b.Length > 1
            && (a.Contains(b, StringComparison.Ordinal) || b.Contains(a, StringComparison.Ordinal) || Share(a, b) >= Enough);
    }

    private static string Core(string name) => Common.Aggregate(name, (rest, word) => rest.Replace(word, "", StringComparison.Ordinal));

    private static string Telling(string name) => new([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || Numerals.Contains(c, StringComparison.Ordinal))]);

    /// <summary>Pairs of neighbouring signs that both have, twice, by all pairs (Dice).</summary>
    private static double Share(string one, string other)
    {
        var (a, b) = (Pairs(one), Pairs(other));
        return a.Count + b.Count == 0 ? 0 : 2.0 * a.Intersect(b).Count() / (a.Count + b.Count);
    }

    private static HashSet<string> Pairs(string name) => [.. Enumerable.Range(0, Math.Max(0, name.Length - 1)).Select(i => name.Substring(i, 2))];
}
