using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Organisations;

/// <summary>How organisations are looked for by their name: what was typed stands somewhere in it, or, typed in Latin letters, in its pinyin.</summary>
internal static class NameSought
{
    /// <summary>For <see cref="OrganisationTreeQuery.Rows"/>; wants the values <c>text</c> and <c>spelled</c>.</summary>
    public const string Condition = "(strpos(v.name, @text) > 0 or o.spelled ~ any(@spelled))";

    /// <summary>The value of <c>spelled</c> for what was typed.</summary>
    public static string[] Spelled(string text) => [.. SpelledNeedle.Read(text)?.Anywhere ?? []];
}
