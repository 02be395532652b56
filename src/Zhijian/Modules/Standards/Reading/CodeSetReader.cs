using System.Globalization;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Standards.Reading;

/// <summary>Reads <c>standards/code-sets.yaml</c> and the lists it names.</summary>
internal static class CodeSetReader
{
    public static IReadOnlyList<CodeSet> Read() => [.. StandardFile.Yaml<List<SetEntry>>("code-sets").Select(s => s.Made())];

    /// <summary>Columns <c>code,zh,en</c>, then other words for it, parted by a stroke.</summary>
    private static List<CodeName> List(string file)
    {
        using var text = StandardFile.Open(file + ".csv");
        List<CodeName> all = [];
        text.ReadLine();
        while (text.ReadLine() is { } line)
        {
            var fields = line.Split(',', 4);
            all.Add(new CodeName(fields[0], fields[1], fields[2], fields.Length > 3 ? fields[3].Split('/', StringSplitOptions.RemoveEmptyEntries) : []));
        }
        return all;
    }

    private sealed class SetEntry
    {
        public string Id { get; set; } = "";

        public BothLanguages Name { get; set; } = new();

        public string Standard { get; set; } = "";

        public List<VersionEntry> Versions { get; set; } = [];

        public CodeSet Made() => new(Id, Name, Standard, [.. Versions.Select(v => v.Made()).OrderBy(v => v.From)]);
    }

    private sealed class VersionEntry
    {
        /// <summary>The day from which it holds; left out where it always did.</summary>
        public string? From { get; set; }

        /// <summary>The list's file, without its ending.</summary>
        public string? File { get; set; }

        /// <summary>Instead of a file: the codes are the platform's own names, and what people read stands in the texts <c>TEXTS.NAME</c>.</summary>
        public string? Texts { get; set; }

        public List<string> Codes { get; set; } = [];

        public CodeSetVersion Made() => new(
            From is null ? DateOnly.MinValue : DateOnly.ParseExact(From, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            File is not null ? List(File) : [.. Codes.Select(c => new CodeName(c, Named(TextFiles.Chinese, c), Named(TextFiles.English, c), []))]);

        private string Named(string language, string code) => TextFiles.Find(language, $"{Texts}.{Words.Kebab(code)}");
    }
}
