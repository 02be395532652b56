using System.Collections.Frozen;
using System.Globalization;
using Zhijian.Modules.Standards.Reading;
using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Standards;

/// <summary>
/// One standard list of codes with their names (<c>standards/code-sets.yaml</c> and the lists it names). Each version holds from a day on; a value outside the version of the day is refused.
/// </summary>
public sealed class CodeSet
{
    /// <summary>Every list, in the order of the file.</summary>
    public static IReadOnlyList<CodeSet> Every { get; } = CodeSetReader.Read();

    /// <summary>GB/T 2261.1.</summary>
    public static readonly CodeSet Sex = Find("gb-t-2261.1")!;

    /// <summary>GB/T 3304, 56 ethnic groups.</summary>
    public static readonly CodeSet EthnicGroups = Find("gb-t-3304")!;

    /// <summary>GB/T 4658.</summary>
    public static readonly CodeSet Education = Find("gb-t-4658")!;

    /// <summary>The platform's own list of work posts at a university.</summary>
    public static readonly CodeSet WorkPosts = Find("work-posts")!;

    private readonly FrozenDictionary<string, CodeName> _newest;

    internal CodeSet(string id, BothLanguages name, string standard, IReadOnlyList<CodeSetVersion> versions)
    {
        (Id, Name, Standard, Versions) = (id, name, standard, versions);
        // Later versions win: what a code is called today is what people read.
        _newest = versions.SelectMany(v => v.All).GroupBy(c => c.Code).ToFrozenDictionary(g => g.Key, g => g.Last());
    }

    /// <summary>For example <c>gb-t-3304</c>.</summary>
    public string Id { get; }

    public BothLanguages Name { get; }

    /// <summary>The standard it is taken from, with its year; or that it is the platform's own.</summary>
    public string Standard { get; }

    /// <summary>By the day from which they hold, the earliest first.</summary>
    public IReadOnlyList<CodeSetVersion> Versions { get; }

    /// <summary>Every code any version ever had.</summary>
    public IEnumerable<CodeName> EveryCode => _newest.Values.OrderBy(c => c.Code, StringComparer.Ordinal);

    public static CodeSet? Find(string id) => Every.FirstOrDefault(s => s.Id == id);

    /// <summary>The version that holds on the day; before the first of them, the first.</summary>
    public CodeSetVersion At(DateOnly day) => Versions.LastOrDefault(v => v.From <= day) ?? Versions[0];

    /// <summary>The code's name; a code of older data that the list no longer has is shown as it is.</summary>
    public string NameOf(string code, bool chinese) => _newest.TryGetValue(code, out var name) ? name.In(chinese) : code;
}

/// <summary>The codes of one list from one day on.</summary>
public sealed class CodeSetVersion
{
    private readonly FrozenDictionary<string, CodeName> _byCode;
    private readonly FrozenDictionary<string, string> _byWord;
    private readonly int _longest;

    internal CodeSetVersion(DateOnly from, IReadOnlyList<CodeName> all)
    {
        (From, All) = (from, all);
        _byCode = all.ToFrozenDictionary(c => c.Code);
        Dictionary<string, string> words = new(StringComparer.OrdinalIgnoreCase);
        // A code is always itself: a word that means something else elsewhere never hides it.
        foreach (var word in all.Select(c => (Word: c.Code, c.Code)).Concat(all.SelectMany(c => c.Words.Select(w => (Word: w, c.Code)))))
        {
            words.TryAdd(word.Word, word.Code);
        }
        _byWord = words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _longest = all.Max(c => c.Code.Length);
    }

    /// <summary>The first day on which it holds; the smallest day where it always did.</summary>
    public DateOnly From { get; }

    /// <summary>Every code in the standard's order.</summary>
    public IReadOnlyList<CodeName> All { get; }

    public bool Has(string code) => _byCode.ContainsKey(code);

    /// <summary>The code that was meant: by code (leading zeros may be lost, as spreadsheets lose them), by a name in either language, or by a word people use for it. Null for anything else.</summary>
    public string? Meant(string typed)
    {
        var text = typed.Trim();
        if (_byWord.TryGetValue(text, out var code))
        {
            return code;
        }
        var padded = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text.PadLeft(_longest, '0') : text;
        return _byCode.ContainsKey(padded) ? padded : null;
    }
}

/// <summary>A code and its names.</summary>
/// <param name="Also">Other words by which people mean it.</param>
public sealed record CodeName(string Code, string Zh, string En, IReadOnlyList<string> Also)
{
    public string In(bool chinese) => chinese ? Zh : En;

    /// <summary>All words by which it may be meant.</summary>
    public IEnumerable<string> Words => [Zh, En, .. Also];
}
