using Zhijian.Platform.Storage;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Organisations;

/// <summary>How organisations are looked for by their name: what was typed stands somewhere in it, or, typed in Latin letters, in its pinyin.</summary>
internal sealed class NameSought
{
    private readonly string _text;
    private readonly LettersSought _letters;
    private readonly IReadOnlyList<SpelledAnywhere> _ways;

    private NameSought(string text)
    {
        _text = text;
        _letters = LettersSought.Of(text);
        _ways = SpelledNeedle.Read(text)?.Anywhere ?? [];
    }

    public static NameSought Of(string text) => new(text);

    /// <summary>For <see cref="OrganisationTreeQuery.Called"/>.</summary>
    public string Condition
    {
        get
        {
            const string Name = "strpos(v.name, @text) > 0";
            const string Pinyin = "o.spelled ~ any(@spelled)";
            // An "or" across two tables would open every organisation with its name: each is asked by itself, and what they say is compared once more.
            // The index of the pairs says which spellings may hold it, as that of the letters does for names.
            var mayBeSpelled = string.Join(" or ", _ways.Select((_, n) => $"text_parts(o.spelled_parts) @> string_to_array((@pairs)[{n + 1}], ',')"));
            return _ways.Count == 0
                ? $"{_letters.MayHold("v.name")} and {Name}"
                : $"v.organisation_id in (select s.organisation_id from organisation_version s where {_letters.MayHold("s.name")} union all select o.id from organisation o where ({mayBeSpelled}) and {Pinyin}) and ({Name} or {Pinyin})";
        }
    }

    /// <summary>What <see cref="Condition"/> is asked with.</summary>
    public NamedValues Values => _letters.Values.And(new NamedValues
    {
        { "text", _text }, { "spelled", _ways.Select(way => way.Pattern).ToArray() }, { "pairs", _ways.Select(way => string.Join(',', way.Pairs)).ToArray() },
    });
}
