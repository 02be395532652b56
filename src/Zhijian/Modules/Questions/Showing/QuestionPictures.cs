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
        var path = Uri.UnescapeDataString(WebUtility.HtmlDecode(place));
        return files.FirstOrDefault(f => string.Equals($"{f.Path.TrimEnd('/')}/{f.Name}", path, StringComparison.Ordinal));
    }

    [GeneratedRegex("""@@PLUGINFILE@@(/[^\s"'<>)]+)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Place();
}
