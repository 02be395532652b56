using System.Buffers;
using System.Text.Json;

namespace Zhijian.Platform.Texts;

/// <summary>
/// What may be kept as text. A NUL can't be; bytes that stood for no letter arrive as the replacement mark; and signs that turn the direction
/// of writing let one name look like another, or a file like another kind of file.
/// </summary>
public static class KeptText
{
    private static readonly SearchValues<char> Never = SearchValues.Create("\0\uFFFD\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    public static bool Is(string? text) => !text.AsSpan().ContainsAny(Never);

    /// <summary>Whether every text and name of a JSON document may be kept. What is no JSON at all is for its reader to say.</summary>
    public static bool IsInJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 32 });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !Is(reader.GetString()))
                {
                    return false;
                }
            }
            return true;
        }
        catch (Exception unread) when (unread is JsonException or InvalidOperationException)
        {
            return true;
        }
    }
}
