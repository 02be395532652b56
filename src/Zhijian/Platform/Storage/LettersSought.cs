using Zhijian.Platform.Writing;

namespace Zhijian.Platform.Storage;

/// <summary>
/// Texts of which a column has to hold one, anywhere and in capitals or small letters. The index of the letters (<c>text_parts</c> of the column) says which rows may,
/// the comparison which do. Wants the values <c>texts</c> and <c>likes</c>, and <c>letters</c> where a text is looked for that may nearly be held.
/// </summary>
public sealed class LettersSought
{
    private readonly IReadOnlyList<(string Whole, string Letters)> _ways;

    private LettersSought(IReadOnlyList<(string Whole, string Letters)> ways) => _ways = ways;

    /// <summary>Nothing is looked for.</summary>
    public static LettersSought Nothing { get; } = new([]);

    /// <summary>Whether anything is looked for.</summary>
    public bool IsAny => _ways.Count > 0;

    /// <summary>The value of <c>texts</c>.</summary>
    public string[] Texts => [.. _ways.Select(w => w.Whole)];

    /// <summary>The value of <c>letters</c>: what each text's row holds besides, somewhere.</summary>
    public string[] Letters => [.. _ways.Select(w => w.Letters)];

    /// <summary>The value of <c>likes</c>.</summary>
    public string[] Likes => [.. _ways.Select(w => w.Whole).Distinct().Select(LikePattern.Holding)];

    /// <summary>What holds this text.</summary>
    public static LettersSought Of(string text) => new([(text, "")]);

    /// <summary>What may nearly hold it (<see cref="NearTitle"/>); <see cref="NearTitle.Holds"/> says what does. Nothing where the text can't be looked for so.</summary>
    public static LettersSought Near(string text) => new(NearTitle.Ways(text));

    /// <summary>Asks the index alone: every row that holds one of the texts, and few that don't.</summary>
    public string MayHold(string column) => $"({string.Join(" or ", _ways.Select((way, n) => $"text_parts({column}) @> ({Parts(way.Letters, n + 1)})"))})";

    private static string Parts(string besides, int at) => besides.Length == 0 ? $"parts_sought((@texts)[{at}])" : $"parts_sought((@texts)[{at}]) || string_to_array(lower((@letters)[{at}]), null)";

    /// <summary>Compares.</summary>
    public string Holds(string column) => $"{column} ilike any(@likes)";
}
