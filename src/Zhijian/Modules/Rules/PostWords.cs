using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Rules;

/// <summary>The post in which somebody acted, as the trace keeps it (<c>KIND@ORGANISATION</c>), in the reader's words.</summary>
public static class PostWords
{
    extension(Words words)
    {
        public string PostOfTrace(string kept)
        {
            var at = kept.IndexOf('@', StringComparison.Ordinal);
            return at > 0 && Enum.TryParse<PostKind>(kept[..at], out var kind) ? $"{words.Name(kind)} · {kept[(at + 1)..]}" : kept;
        }
    }
}
