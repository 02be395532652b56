using Zhijian.Platform.Writing;

namespace Zhijian.Platform.Storage;

/// <summary>What somebody typed as the pattern of a LIKE: its own signs mean themselves.</summary>
public static class LikePattern
{
    /// <summary>Texts that hold it anywhere; every text where nothing was typed.</summary>
    public static string Holding(string? text) => $"%{Escaped(text)}%";

    /// <summary>Texts that hold each of its words, in any order: a pattern a word.</summary>
    public static string[] HoldingEach(string? text) => [.. (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Holding)];

    /// <summary>Texts that hold what such a slip leaves.</summary>
    public static string Holding(Slip slip) => $"%{Escaped(slip.Before)}{(slip.AnyBetween ? "_" : "")}{Escaped(slip.Behind)}%";

    private static string? Escaped(string? text) => text?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
