using Zhijian.Platform.Files;
using Zhijian.Platform.Files.Guarded;

namespace Zhijian.Modules.Library.Authoring;

/// <summary>The words inside files, so that an item is found by them. What can't be read is simply not found by its content.</summary>
internal sealed class FileWordsQuery(PageImages pages, FileShelf shelf)
{
    /// <summary>Most letters taken from all files of an item.</summary>
    private const int Most = 200_000;

    public async Task<string?> Of(IReadOnlyList<StoredFile> files, CancellationToken cancel)
    {
        var words = new System.Text.StringBuilder();
        foreach (var file in files)
        {
            if (words.Length < Most && (OfficeText.CanShow(file.MediaType) ? Office(file) : await pages.Words(file, cancel)) is { } found)
            {
                words.Append(found.AsSpan(0, Math.Min(found.Length, Most - words.Length))).Append('\n');
            }
        }
        return words.Length == 0 ? null : words.Replace("\0", "").ToString();
    }

    private string? Office(StoredFile file)
    {
        using var content = shelf.Open(file.Place);
        return content is null ? null : OfficeText.WordsOf(content, file.MediaType);
    }
}
