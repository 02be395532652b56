using Zhijian.Modules.Standards;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Collecting;

/// <summary>How a value is said to people.</summary>
internal static class AnswerWords
{
    public static string Of(DataElement element, string value, Words words) => element.Type switch
    {
        ElementType.Code => element.CodeSet!.NameOf(value, words.IsChinese),
        ElementType.YesNo => words[value == "yes" ? "collecting.yes" : "collecting.no"],
        ElementType.Day when TypedText.Day(value) is { } day => words.Day(day),
        _ => value,
    };

    /// <summary>Where what is filled in already came from: the source that keeps it, or the form that asked it last.</summary>
    public static string SourceOf(KnownAnswer known, Words words) =>
        known.From is { } form ? words["collecting.known-from-form", form, words.Day(known.On)] : words["collecting.known-from", DataStandard.SourceNames[known.Source].In(words.IsChinese), words.Day(known.On)];
}
