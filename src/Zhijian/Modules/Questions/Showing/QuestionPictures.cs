using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using Zhijian.Modules.Questions.Formats;
using Zhijian.Platform.Files;

namespace Zhijian.Modules.Questions.Showing;

/// <summary>
/// Pictures that came inside a question. Its texts name them as Moodle does (<c>@@PLUGINFILE@@/map.png</c>); a page gives each an address below
/// the one of the question, with a name made from its content, so that another edition's picture never stands in its place.
/// </summary>
public static partial class QuestionPictures
{
    private const int LettersOfName = 32;

    /// <summary>What a browser draws and can't run; decided by the content, whatever the file is called.</summary>
    private static readonly FileType[] Kinds = [FileType.Png, FileType.Jpeg, FileType.Gif, FileType.WebP];

    /// <summary>Whether pages show what is of this type.</summary>
    public static bool CanShow(FileType type) => Kinds.Contains(type);

    /// <summary>The text with one more picture at its end; null where its way of writing holds none.</summary>
    /// <param name="extension">With its dot.</param>
    /// <param name="content">Base64.</param>
    /// <param name="words">Read out to those who can't see it.</param>
    public static FormattedText? With(FormattedText text, string extension, string content, string words)
    {
        var number = 1 + text.Files.Count;
        while (text.Files.Any(f => Path.GetFileNameWithoutExtension(f.Name) == $"picture-{number}"))
        {
            number++;
        }
        var file = new EmbeddedFile($"picture-{number}{extension}", "/", content);
        var shown = text.Format switch
        {
            TextFormat.Markdown => $"![{words.Replace('[', '(').Replace(']', ')')}](@@PLUGINFILE@@/{file.Name})",
            TextFormat.Html or TextFormat.Moodle => $"""<p><img src="@@PLUGINFILE@@/{file.Name}" alt="{WebUtility.HtmlEncode(words)}"></p>""",
            _ => null,
        };
        return shown is null ? null : text with { Text = $"{text.Text}\n\n{shown}".Trim(), Files = [.. text.Files, file] };
    }

    /// <summary>The files of a text that was written anew: what it named before and names no more is gone.</summary>
    public static IReadOnlyList<EmbeddedFile> Kept(FormattedText before, string? now)
    {
        var gone = NamesIn(before.Text).Except(NamesIn(now ?? "")).ToHashSet(StringComparer.Ordinal);
        return gone.Count == 0 ? before.Files : [.. before.Files.Where(f => !gone.Contains(PathOf(f)))];
    }

    /// <summary>Whether pages can show everything that came inside a question.</summary>
    public static bool AreAllShown(Question question) => QuestionTexts.FilesOf(question).All(f => Read(f) is not null);

    /// <summary>The text with its pictures found below <paramref name="folder"/>; without one, or where nothing of that name came with it, the picture's words stand there instead.</summary>
    public static string Addressed(FormattedText text, string? folder) =>
        folder is null || text.Files.Count == 0 ? text.Text : Place().Replace(text.Text, place => Named(text.Files, place.Groups[1].Value) is { } file ? $"{folder}/{NameOf(file)}" : place.Value);

    /// <summary>The picture of this name as an answer to a browser; a clear 404 where the question holds none.</summary>
    public static IResult Answer(Question? question, string name) =>
        question is not null && QuestionTexts.FilesOf(question).FirstOrDefault(f => NameOf(f) == name) is { } file && Read(file) is ({ } content, { } type)
            ? Results.File(content, type.MediaType, entityTag: new EntityTagHeaderValue($"\"{name}\""))
            : Results.NotFound();

    private static string NameOf(EmbeddedFile file) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(file.Content)))[..LettersOfName];

    private static (byte[] Content, FileType Type)? Read(EmbeddedFile file)
    {
        var content = new byte[(file.Content.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(file.Content, content, out var length))
        {
            return null;
        }
        Array.Resize(ref content, length);
        return FileType.Of(new MemoryStream(content), file.Name) is { } type && Kinds.Contains(type) ? (content, type) : null;
    }

    /// <summary>Addresses in texts are written for HTML and for addresses at once.</summary>
    private static EmbeddedFile? Named(IEnumerable<EmbeddedFile> files, string place)
    {
        var path = Read(place);
        return files.FirstOrDefault(f => string.Equals(PathOf(f), path, StringComparison.Ordinal));
    }

    private static string Read(string place) => Uri.UnescapeDataString(WebUtility.HtmlDecode(place));

    private static string PathOf(EmbeddedFile file) => $"{file.Path.TrimEnd('/')}/{file.Name}";

    private static IEnumerable<string> NamesIn(string text) => Place().Matches(text).Select(place => Read(place.Groups[1].Value));

    [GeneratedRegex("""@@PLUGINFILE@@(/[^\s"'<>)]+)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Place();
}
