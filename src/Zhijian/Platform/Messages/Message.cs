using System.Text.Json;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Messages;

/// <summary>A line for one person: what happened, and where to go.</summary>
public sealed class Message
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The path of the receiver's branch.</summary>
    public required string Path { get; set; }

    /// <summary>The receiver.</summary>
    public required Guid MemberId { get; init; }

    public required string TextKey { get; init; }

    /// <summary>What fills the text, as JSON: strings as they are, moments as {"at": …}, days as {"day": …}, texts inside it as {"text": KEY, "values": […]}.</summary>
    public required string Values { get; init; }

    public required string Href { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>When the receiver pressed "all read"; opening a page is never recorded.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>A message in the making. Values may be texts, numbers, moments, days, named values and texts by key; all but texts are written in the reader's language.</summary>
    public static Message To(Guid memberId, string path, DateTimeOffset now, string href, string textKey, params object[] values) => new()
    {
        MemberId = memberId,
        Path = path,
        At = now,
        Href = href,
        TextKey = textKey,
        Values = JsonSerializer.Serialize(values.Select(Kept), KeptJson.Form),
    };

    private static object Kept(object value) => value switch
    {
        DateTimeOffset at => new Dictionary<string, DateTimeOffset> { ["at"] = at },
        DateOnly day => new Dictionary<string, DateOnly> { ["day"] = day },
        Enum named => new Dictionary<string, object> { ["text"] = Words.NameKey(named), ["values"] = Array.Empty<object>() },
        HomeText text => new Dictionary<string, object> { ["text"] = text.Key, ["values"] = text.Values.Select(Kept).ToArray() },
        _ => value,
    };

    /// <summary>The sentence in the reader's language.</summary>
    internal static string Sentence(Words words, string textKey, string values)
    {
        using var read = JsonDocument.Parse(values);
        return Filled(words, textKey, read.RootElement);
    }

    private static string Filled(Words words, string textKey, JsonElement values) => words[textKey, [.. values.EnumerateArray().Select(v => (object?)Said(words, v))]];

    private static string? Said(Words words, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.TryGetProperty("at", out var at) => words.Moment(at.GetDateTimeOffset()),
        JsonValueKind.Object when value.TryGetProperty("day", out var day) => words.Day(DateOnly.Parse(day.GetString()!, System.Globalization.CultureInfo.InvariantCulture)),
        JsonValueKind.Object => Filled(words, value.GetProperty("text").GetString()!, value.GetProperty("values")),
        JsonValueKind.String => value.GetString(),
        _ => value.ToString(),
    };
}
