using System.Collections.Frozen;

namespace Zhijian.Modules.People;

/// <summary>One standard list of codes with their names, from <c>standards/*.csv</c>. A value outside the list is refused.</summary>
public sealed class CodeSet
{
    /// <summary>GB/T 2261.1.</summary>
    public static readonly CodeSet Sex = Read("gb-t-2261.1");

    /// <summary>GB/T 3304, 56 ethnic groups.</summary>
    public static readonly CodeSet EthnicGroups = Read("gb-t-3304");

    /// <summary>GB/T 4658.</summary>
    public static readonly CodeSet Education = Read("gb-t-4658");

    /// <summary>GB/T 4762.</summary>
    public static readonly CodeSet PoliticalStatus = Read("gb-t-4762");

    /// <summary>The platform's own list of work posts at a university.</summary>
    public static readonly CodeSet WorkPosts = Read("work-posts");

    private readonly FrozenDictionary<string, CodeName> _byCode;

    private CodeSet(List<CodeName> all)
    {
        All = all;
        _byCode = all.ToFrozenDictionary(c => c.Code);
    }

    /// <summary>Every code in the standard's order.</summary>
    public IReadOnlyList<CodeName> All { get; }

    public bool Has(string code) => _byCode.ContainsKey(code);

    /// <summary>The code's name; a code of older data that the list no longer has is shown as it is.</summary>
    public string NameOf(string code, bool chinese) => _byCode.TryGetValue(code, out var name) ? chinese ? name.Zh : name.En : code;

    private static CodeSet Read(string file)
    {
        using var text = new StreamReader(typeof(CodeSet).Assembly.GetManifestResourceStream($"Zhijian.standards.{file}.csv")!);
        List<CodeName> all = [];
        text.ReadLine();
        while (text.ReadLine() is { } line)
        {
            var fields = line.Split(',', 3);
            all.Add(new CodeName(fields[0], fields[1], fields[2]));
        }
        return new CodeSet(all);
    }
}

/// <summary>A code and its names.</summary>
public sealed record CodeName(string Code, string Zh, string En);
