using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Zhijian.Platform.Files;

/// <summary>
/// The text of a Word or PowerPoint file as simple HTML: headings, paragraphs and tables, slide after slide. Nothing of the file but its letters is taken over, and each is written
/// as a letter. Pictures, fonts and places on the page stay in the file, which can be saved.
/// </summary>
public static partial class OfficeText
{
    /// <summary>Most letters shown; a longer file is cut there.</summary>
    public const int Longest = 100_000;

    private const long MostXml = 40 * FileLimits.Megabyte;

    private const int MostSlides = 300;

    /// <summary>Whether a file of this kind has text that can be shown.</summary>
    public static bool CanShow(string mediaType) => mediaType == FileType.Docx.MediaType || mediaType == FileType.Pptx.MediaType;

    /// <summary>The text as HTML, to be cleaned as any other; null where there is none or it can't be read.</summary>
    /// <param name="file">Can seek; stays open.</param>
    public static string? HtmlOf(Stream file, string mediaType) => Read(file, mediaType, asHtml: true);

    /// <summary>The letters alone, for search.</summary>
    public static string? WordsOf(Stream file, string mediaType) => Read(file, mediaType, asHtml: false);

    private static string? Read(Stream file, string mediaType, bool asHtml)
    {
        if (!CanShow(mediaType))
        {
            return null;
        }
        var text = new Written(asHtml);
        try
        {
            using var package = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var parts = mediaType == FileType.Docx.MediaType
                ? [package.GetEntry("word/document.xml")]
                : package.Entries.Select(e => (Entry: e, Slide: SlideName().Match(e.FullName))).Where(e => e.Slide.Success).OrderBy(e => int.Parse(e.Slide.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Take(MostSlides).Select(e => (ZipArchiveEntry?)e.Entry);
            foreach (var (number, part) in parts.OfType<ZipArchiveEntry>().Index())
            {
                if (mediaType == FileType.Pptx.MediaType)
                {
                    text.Slide(number + 1);
                }
                using var opened = part.Open();
                using var xml = XmlReader.Create(opened, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostXml });
                while (!text.IsFull && xml.Read())
                {
                    text.Take(xml);
                }
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or XmlException)
        {
            return null;
        }
        return text.ToString();
    }

    [GeneratedRegex(@"^ppt/slides/slide(\d{1,4})\.xml$")]
    private static partial Regex SlideName();

    [GeneratedRegex(@"^(?:heading ?)?([1-4])$", RegexOptions.IgnoreCase)]
    private static partial Regex HeadingStyle();

    /// <summary>What has been written so far. Paragraphs stand inside each other where a frame holds text of its own.</summary>
    private sealed class Written(bool asHtml)
    {
        private readonly StringBuilder _text = new();
        private readonly Stack<StringBuilder> _paragraphs = new();
        private int _heading;
        private int _tables;

        public bool IsFull => _text.Length > Longest;

        public void Slide(int number) => _text.Append(asHtml ? $"<h1>{number}</h1>" : "\n");

        public void Take(XmlReader xml)
        {
            switch (xml.NodeType, xml.LocalName)
            {
                case (XmlNodeType.Element, "p") when !xml.IsEmptyElement:
                    _paragraphs.Push(new StringBuilder());
                    _heading = 0;
                    break;
                case (XmlNodeType.Element, "pStyle"):
                    _heading = HeadingStyle().Match(xml.GetAttribute("w:val") ?? "") is { Success: true } style ? style.Groups[1].Value[0] - '0' : 0;
                    break;
                case (XmlNodeType.Element, "tab" or "br"):
                    Letters(" ");
                    break;
                case (XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace, _):
                    Letters(xml.Value);
                    break;
                case (XmlNodeType.EndElement, "p"):
                    Close();
                    break;
                case (XmlNodeType.Element or XmlNodeType.EndElement, "tbl" or "tr" or "tc") when !xml.IsEmptyElement:
                    Table(xml.LocalName, xml.NodeType == XmlNodeType.EndElement);
                    break;
                default:
                    break;
            }
        }

        public override string? ToString() => _text.Length == 0 ? null : _text.ToString();

        private void Letters(string letters)
        {
            if (_paragraphs.TryPeek(out var open))
            {
                open.Append(letters);
            }
        }

        private void Close()
        {
            if (!_paragraphs.TryPop(out var closed) || closed.ToString().Trim() is not { Length: > 0 } letters)
            {
                return;
            }
            if (!asHtml)
            {
                _text.Append(letters).Append('\n');
                return;
            }
            var element = _heading > 0 && _tables == 0 ? $"h{_heading}" : "p";
            _text.Append('<').Append(element).Append('>').Append(WebUtility.HtmlEncode(letters)).Append("</").Append(element).Append('>');
            _heading = 0;
        }

        private void Table(string part, bool ends)
        {
            _tables += part != "tbl" ? 0 : ends ? -1 : 1;
            if (asHtml)
            {
                _text.Append(ends ? "</" : "<").Append(part switch { "tbl" => "table", "tc" => "td", _ => "tr" }).Append('>');
            }
        }
    }
}
