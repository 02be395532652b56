using Zhijian.Platform.Storage;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Organisations;

/// <summary>How organisations are looked for by their name: what was typed stands somewhere in it, or, typed in Latin letters, in its pinyin.</summary>
internal static class NameSought
{
    /// <summary>For <see cref="OrganisationTreeQuery.Rows"/>; wants the values <c>text</c>, <c>texts</c> (<see cref="Texts"/>), <c>spelled</c> and <c>pairs</c>.</summary>
    public static string Condition(string text)
    {
        const string Name = "strpos(v.name, @text) > 0";
        const string Pinyin = "o.spelled ~ any(@spelled)";
        var sought = LettersSought.Of(text);
        // An "or" across two tables would open every organisation with its name: each is asked by itself, and what they say is compared once more.
        // The index of the pairs says which spellings may hold it, as that of the letters does for names.
        var mayBeSpelled = string.Join(" or ", Pairs(text).Select((_, n) => $"text_parts(o.spelled_parts) @> string_to_array((@pairs)[{n + 1}], ',')"));
        return Spelled(text).Length == 0
            ? $"{sought.MayHold("v.name")} and {Name}"
            : $"v.organisation_id in (select s.organisation_id from organisation_version s where {sought.MayHold("s.name")} union all select o.id from organisation o where ({mayBeSpelled}) and {Pinyin}) and ({Name} or {Pinyin})";
    }

    /// <summary>The value of <c>texts</c> for what was typed.</summary>
    public static string[] Texts(string text) => LettersSought.Of(text).Texts;

    /// <summary>The value of <c>spelled</c> for what was typed.</summary>
    public static string[] Spelled(string text) => [.. Ways(text).Select(way => way.Pattern)];

    /// <summary>The value of <c>pairs</c> for what was typed.</summary>
    public static string[] Pairs(string text) => [.. Ways(text).Select(way => string.Join(',', way.Pairs))];

    private static IReadOnlyList<SpelledAnywhere> Ways(string text) => SpelledNeedle.Read(text)?.Anywhere ?? [];
}
