using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Showing;

/// <summary>How sources are called: two by their meaning, all others as people named them.</summary>
internal static class SourceWords
{
    public static string Name(Words words, string source) => source switch
    {
        Authority.OrganisationsOwn => words["import.source.organisation"],
        Authority.Person => words["import.source.member"],
        _ => source,
    };
}
