using Zhijian.Platform.Writing;

namespace Zhijian.Platform.Storage;

/// <summary>
/// Texts of which a column has to hold one, anywhere and in capitals or small letters. The index of the letters (<c>text_parts</c> of the column) says which rows may,
/// the comparison which do. Both want <see cref="Values"/>.
/// </summary>
public sealed class LettersSought
{
    private readonly IReadOnlyList<NearWay> _ways;
    private readonly IReadOnlyList<Slip> _slips;
    private readonly string _named;

    private LettersSought(IReadOnlyList<NearWay> ways, IReadOnlyList<Slip> slips, string named)
    {
        _ways = ways;
        _slips = slips;
        _named = named;
    }

    /// <summary>Nothing is looked for.</summary>
    public static LettersSought Nothing { get; } = new([], [], "");

    /// <summary>Whether anything is looked for.</summary>
    public bool IsAny => _ways.Count > 0;

    /// <summary>What holds this text.</summary>
    public static LettersSought Of(string text) => new([new(text)], [], "sought");

    /// <summary>What nearly holds it (<see cref="NearTitle"/>), or holds it; of a long text what may, <see cref="NearTitle.Holds"/> says what does. Nothing where the text can't be looked for so.</summary>
    public static LettersSought Near(string text) => new(NearTitle.Ways(text), NearTitle.Slips(text), "near");

    /// <summary>Asks the index alone: every row that holds one of the texts, and few that don't.</summary>
    public string MayHold(string column) => $"({string.Join(" or ", _ways.Select((way, n) => $"text_parts({column}) @> ({Parts(way.Letters, n + 1)})"))})";

    /// <summary>Compares; first with the few texts that stand there whole, then with every slip: an "and" may be asked in any order, and slips are many.</summary>
    public string Holds(string column)
    {
        var like = Like;
        var wholes = $"{column} {like} any(@{_named}Wholes)";
        return _slips.Count > 0 ? $"case when {wholes} then {column} {like} any(@{_named}Likes) else false end" : wholes;
    }

    /// <summary>What <see cref="MayHold"/> and <see cref="Holds"/> are asked with.</summary>
    internal NamedValues Values => new()
    {
        { $"{_named}Texts", _ways.Select(w => w.Whole).ToArray() },
        { $"{_named}Letters", _ways.Select(w => w.Letters).ToArray() },
        { $"{_named}Wholes", _ways.Select(w => w.Whole).Distinct().Select(LikePattern.Holding).ToArray() },
        { $"{_named}Likes", _slips.Select(LikePattern.Holding).Distinct().ToArray() },
    };

    /// <summary>Where nothing has capitals, as in Chinese, the comparison that minds them says the same in a fifth of the time; where only English letters have, one that knows no others in half of it.</summary>
    private string Like
    {
        get
        {
            var withCapitals = _ways.SelectMany(w => w.Whole + w.Letters).Where(c => char.ToUpperInvariant(c) != char.ToLowerInvariant(c)).ToList();
            return withCapitals.Count == 0 ? "like" : withCapitals.TrueForAll(char.IsAscii) ? "collate \"C\" ilike" : "ilike";
        }
    }

    private string Parts(string besides, int at)
    {
        var whole = $"parts_sought((@{_named}Texts)[{at}])";
        return besides.Length == 0 ? whole : $"{whole} || string_to_array(lower((@{_named}Letters)[{at}]), null)";
    }
}
