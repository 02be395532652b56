using System.Text;

namespace Zhijian.Platform.Writing;

/// <summary>A name as it is spelled in pinyin.</summary>
/// <param name="Syllables">Syllables without tones, parted by a space: <c>zhang san</c>. Empty where nothing in the name can be spelled.</param>
/// <param name="Also">Another way to read it, where a character has several; null where there is one way.</param>
public sealed record SpelledName(string Syllables, string? Also);

/// <summary>Spells names of people and organisations, so that they are found by what is typed in Latin letters.</summary>
public static class Spelling
{
    /// <summary>A person's name: the surname as surnames are read (单 Shàn, 尉迟 Yùchí). Null where the table of readings was not built in.</summary>
    public static SpelledName? OfPerson(string name) => Readings.Known is { } readings ? Spell(name, readings, isPerson: true) : null;

    /// <summary>Any other name. Null where the table of readings was not built in.</summary>
    public static SpelledName? OfName(string name) => Readings.Known is { } readings ? Spell(name, readings, isPerson: false) : null;

    internal static SpelledName Spell(string name, Readings readings, bool isPerson)
    {
        List<Rune> runes = [.. name.EnumerateRunes()];
        List<Syllable> spelled = [];
        for (var at = 0; at < runes.Count;)
        {
            at += Latin(runes, at, spelled) is > 0 and var letters ? letters
                : isPerson && at == 0 && Surname(runes, readings, spelled) is > 0 and var surname ? surname
                : Word(runes, at, readings, spelled) is > 0 and var word ? word
                : Character(runes[at], readings, spelled);
        }
        var also = spelled.Any(s => s.Other is not null && !s.IsSurname) ? spelled.Select(s => s.IsSurname ? s.Usual : s.Other ?? s.Usual)
            : spelled.Any(s => s.Other is not null) ? spelled.Select(s => s.Other ?? s.Usual) : null;
        return new SpelledName(string.Join(' ', spelled.Select(s => s.Usual)), also is null ? null : string.Join(' ', also));
    }

    /// <summary>Letters and digits that stand together are one syllable; answers how many there are.</summary>
    private static int Latin(List<Rune> runes, int at, List<Syllable> into)
    {
        var until = at;
        while (until < runes.Count && runes[until].IsAscii && Rune.IsLetterOrDigit(runes[until]))
        {
            until++;
        }
        if (until > at)
        {
            into.Add(new(Text(runes, at, until - at).ToLowerInvariant(), null, false));
        }
        return until - at;
    }

    /// <summary>The surname at the beginning, where it has a reading of its own and is not all of the name.</summary>
    private static int Surname(List<Rune> runes, Readings readings, List<Syllable> into)
    {
        for (var length = Math.Min(2, runes.Count - 1); length > 0; length--)
        {
            if (readings.OfSurname(Text(runes, 0, length)) is { } read)
            {
                into.AddRange(read.Select((syllable, i) => new Syllable(syllable, length == 1 ? readings.Of(runes[i].ToString()).FirstOrDefault(r => r != syllable) : null, true)));
                return length;
            }
        }
        return 0;
    }

    private static int Word(List<Rune> runes, int at, Readings readings, List<Syllable> into)
    {
        for (var length = Math.Min(Readings.LongestWord, runes.Count - at); length > 1; length--)
        {
            if (readings.OfWord(Text(runes, at, length)) is { } read)
            {
                into.AddRange(read.Select(syllable => new Syllable(syllable, null, false)));
                return length;
            }
        }
        return 0;
    }

    private static int Character(Rune character, Readings readings, List<Syllable> into)
    {
        if (readings.Of(character.ToString()) is { Count: > 0 } all)
        {
            into.Add(new(all[0], all.Count > 1 ? all[1] : null, into.Count == 0));
        }
        return 1;
    }

    private static string Text(List<Rune> runes, int from, int length)
    {
        StringBuilder text = new();
        for (var i = from; i < from + length; i++)
        {
            text.Append(runes[i].ToString());
        }
        return text.ToString();
    }

    /// <param name="Other">How it may be read as well.</param>
    /// <param name="IsSurname">At the beginning, where the usual reading is almost always the right one.</param>
    private sealed record Syllable(string Usual, string? Other, bool IsSurname);
}
