using Zhijian.Modules.Standards;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Showing;

/// <summary>The sources a list can come from, as the data standard names them.</summary>
internal static class SourceWords
{
    public static IEnumerable<string> All => Authority.Bringing;

    public static string Name(Words words, string source) => DataStandard.SourceNames.TryGetValue(source, out var name) ? name.In(words.IsChinese) : source;
}
