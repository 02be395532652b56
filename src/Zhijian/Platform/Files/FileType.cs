using System.IO.Compression;
using System.Text;

namespace Zhijian.Platform.Files;

/// <summary>
/// What a file is, decided by its content alone; the name only tells a table of text from other text.
/// Whatever a browser or an office program could run (pages, drawings with scripts, programs, macros) is none of the kinds.
/// </summary>
public sealed record FileType(string MediaType, string Extension, params string[] OtherExtensions)
{
    /// <summary>Most entries and most unpacked bytes of an office document; more is a bomb, not a document.</summary>
    private const int MostEntries = 5000;
    private const long MostUnpacked = 400 * FileLimits.Megabyte;

    public static readonly FileType Pdf = new("application/pdf", ".pdf");
    public static readonly FileType Png = new("image/png", ".png");
    public static readonly FileType Jpeg = new("image/jpeg", ".jpg", ".jpeg");
    public static readonly FileType Gif = new("image/gif", ".gif");
    public static readonly FileType WebP = new("image/webp", ".webp");
    public static readonly FileType Docx = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx");
    public static readonly FileType Xlsx = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx");
    public static readonly FileType Pptx = new("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx");
    public static readonly FileType Text = new("text/plain; charset=utf-8", ".txt");
    public static readonly FileType Csv = new("text/csv; charset=utf-8", ".csv");

    public static readonly FileType Mp4 = new("video/mp4", ".mp4", ".m4v");
    public static readonly FileType WebM = new("video/webm", ".webm");
    public static readonly FileType M4a = new("audio/mp4", ".m4a");
    public static readonly FileType Mp3 = new("audio/mpeg", ".mp3");
    public static readonly FileType Subtitles = new("text/vtt; charset=utf-8", ".vtt");

    /// <summary>Of recordings and their subtitles, in addition to <see cref="Accepted"/>.</summary>
    public const string AcceptedRecordings = ".mp4,.m4v,.webm,.m4a,.mp3,.vtt";

    /// <summary>The <c>accept</c> attribute of the file field.</summary>
    public const string Accepted = ".pdf,.png,.jpg,.jpeg,.webp,.gif,.docx,.xlsx,.pptx,.txt,.csv";

    /// <summary>Whether a browser plays it, or shows it beside what it plays.</summary>
    public static bool IsRecording(string mediaType) => mediaType.StartsWith("video/", StringComparison.Ordinal) || mediaType.StartsWith("audio/", StringComparison.Ordinal) || mediaType == Subtitles.MediaType;

    /// <summary>The kind of the content, or null where it is none that is taken. The stream can seek and is left somewhere.</summary>
    /// <param name="recordings">Whether video, audio and subtitles are taken where it belongs.</param>
    public static FileType? Of(Stream content, string name, bool recordings = false)
    {
        var head = Read(content, 0, 64);
        if (recordings && Recording(head) is { } recording)
        {
            return recording;
        }
        return head switch
        {
            [0x25, 0x50, 0x44, 0x46, 0x2D, ..] => Pdf,
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, _, _, _, _, 0x49, 0x48, 0x44, 0x52, ..] => Png,
            [0xFF, 0xD8, 0xFF, >= 0xC0, ..] => Jpeg,
            [0x47, 0x49, 0x46, 0x38, 0x37 or 0x39, 0x61, _, _, _, _, ..] => IsGif(content, head) ? Gif : null,
            [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x45, 0x42, 0x50, 0x56, 0x50, 0x38, ..] => WebP,
            [0x50, 0x4B, 0x03, 0x04, ..] => Office(content),
            _ => PlainText(content, name) is { } text ? recordings && StartsSubtitles(head) ? Subtitles : text : null,
        };
    }

    /// <summary>By the first bytes: the brand of an MPEG-4 file, the head of Matroska with the word webm, ID3 or a frame of MPEG audio.</summary>
    private static FileType? Recording(byte[] head) => head switch
    {
        [_, _, _, _, 0x66, 0x74, 0x79, 0x70, 0x4D, 0x34, 0x41, ..] => M4a,
        [_, _, _, _, 0x66, 0x74, 0x79, 0x70, ..] => Mp4,
        [0x1A, 0x45, 0xDF, 0xA3, ..] => head.AsSpan().IndexOf("webm"u8) >= 0 ? WebM : null,
        [0x49, 0x44, 0x33, < 0x10, ..] => Mp3,
        [0xFF, 0xFB or 0xF3 or 0xF2, ..] => Mp3,
        _ => null,
    };

    private static bool StartsSubtitles(byte[] head) => head.AsSpan(head is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0).StartsWith("WEBVTT"u8);

    /// <summary>A GIF has real dimensions and ends with its trailer; a script dressed as one (GIF89a/*…) has neither.</summary>
    private static bool IsGif(Stream content, byte[] head) =>
        content.Length >= 14 && (head[6] | head[7] << 8) is > 0 and <= 20000 && (head[8] | head[9] << 8) is > 0 and <= 20000 && Read(content, content.Length - 1, 1) is [0x3B];

    /// <summary>Documents of the office kinds are packages with known parts, without macros, without names that climb out, and not bombs.</summary>
    private static FileType? Office(Stream content)
    {
        try
        {
            content.Position = 0;
            using var package = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            var names = package.Entries.Select(e => e.FullName).ToList();
            var unsafeName = names.Any(n => n.StartsWith('/') || n.Contains('\\', StringComparison.Ordinal) || n.Split('/').Contains("..") || n.Contains("vbaProject", StringComparison.OrdinalIgnoreCase));
            if (unsafeName || names.Count > MostEntries || IsBomb(package.Entries) || !names.Contains("[Content_Types].xml"))
            {
                return null;
            }
            return names.Contains("word/document.xml") ? Docx
                : names.Contains("xl/workbook.xml") ? Xlsx
                : names.Contains("ppt/presentation.xml") ? Pptx
                : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Each is looked at by itself first: claimed sizes can be so large that their sum is none.</summary>
    private static bool IsBomb(IEnumerable<ZipArchiveEntry> entries) => entries.Any(e => e.Length is < 0 or > MostUnpacked) || entries.Sum(e => e.Length) > MostUnpacked;

    private static FileType? PlainText(Stream content, string name)
    {
        content.Position = 0;
        using var reader = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var start = new StringBuilder();
        var buffer = new char[8192];
        try
        {
            for (int read; (read = reader.Read(buffer)) > 0;)
            {
                if (buffer.AsSpan(0, read).ContainsAnyExcept(Printable))
                {
                    return null;
                }
                if (start.Length < 4096)
                {
                    start.Append(buffer, 0, read);
                }
            }
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        if (LooksLikeMarkupOrScript(start.ToString()))
        {
            return null;
        }
        return name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? Csv : Text;
    }

    private static bool LooksLikeMarkupOrScript(string start)
    {
        var first = start.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        string[] marks = ["<html", "<svg", "<script", "<!doctype", "<iframe", "<body", "javascript:", "<?xml", "<?php"];
        return first.StartsWith("#!", StringComparison.Ordinal) || first.StartsWith("%!PS", StringComparison.Ordinal) || first.StartsWith("{\\rtf", StringComparison.Ordinal)
            || (first.Length > 1 && first[0] == '<' && (char.IsAsciiLetter(first[1]) || first[1] is '!' or '?' or '%'))
            || marks.Any(m => first.Contains(m, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Everything but control characters that no text file needs.</summary>
    private static readonly System.Buffers.SearchValues<char> Printable =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => !char.IsControl(c) || c is '\t' or '\r' or '\n' or '\f')]);

    private static byte[] Read(Stream content, long from, int count)
    {
        content.Position = from;
        var bytes = new byte[Math.Min(count, content.Length - from)];
        content.ReadExactly(bytes);
        return bytes;
    }
}
