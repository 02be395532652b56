using System.Text.Json;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

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

    /// <summary>What fills the text, as JSON: strings as they are, moments as {"at": …}.</summary>
    public required string Values { get; init; }

    public required string Href { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>When the receiver pressed "all read"; opening a page is never recorded.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>A message in the making. Values may be texts, numbers and moments (<see cref="DateTimeOffset"/>), which are written in the reader's language.</summary>
    public static Message To(Guid memberId, string path, DateTimeOffset now, string href, string textKey, params object[] values) => new()
    {
        MemberId = memberId,
        Path = path,
        At = now,
        Href = href,
        TextKey = textKey,
        Values = JsonSerializer.Serialize(values.Select(v => v is DateTimeOffset at ? new Dictionary<string, DateTimeOffset> { ["at"] = at } : v), KeptJson.Form),
    };

    /// <summary>The sentence in the reader's language.</summary>
    internal static string Sentence(Words words, string textKey, string values)
    {
        using var read = JsonDocument.Parse(values);
        object?[] filled = [.. read.RootElement.EnumerateArray().Select(v => v.ValueKind switch
        {
            JsonValueKind.Object => words.Moment(v.GetProperty("at").GetDateTimeOffset()),
            JsonValueKind.String => v.GetString(),
            _ => (object)v.ToString(),
        })];
        return words[textKey, filled];
    }
}
