using System.Diagnostics;
using System.Globalization;
using SkiaSharp;

namespace Zhijian.Platform.Files.Guarded;

/// <summary>
/// Draws a document as pictures of its pages, for guarded ones each with the viewer's mark drawn into it. PDF pages come from poppler's pdftoppm, a process of its own that is ended when it takes too long;
/// pictures and text are drawn here. At most two at once.
/// </summary>
public sealed class PageImages(FileShelf shelf)
{
    /// <summary>The longer side of a page, in pixels.</summary>
    private const int Side = 1600;

    /// <summary>More than these are a book, not a sensitive document.</summary>
    public const int MostPages = 200;

    /// <summary>Larger pictures unpack to more memory than a page is worth.</summary>
    private const long MostPixels = 60_000_000;

    private const int LettersInLine = 48;
    private const int LinesOnPage = 46;
    private const int TextWidth = 1130;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly SemaphoreSlim AtOnce = new(2);

    /// <summary>Where a typeface with Chinese letters is looked for; without one the marks carry the sign-in name, and text is shown in what letters there are.</summary>
    private static readonly string[] Fonts = ["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "/usr/share/fonts/truetype/arphic/uming.ttc"];

    private static readonly Lazy<SKTypeface?> Chinese = new(() => Fonts.Where(File.Exists).Select(f => SKTypeface.FromFile(f)).FirstOrDefault(t => t is not null));

    /// <summary>Whether names can be drawn in Chinese on this machine.</summary>
    public static bool DrawsChinese => Chinese.Value is not null;

    /// <summary>Whether a document of this kind has pages that can be drawn.</summary>
    public static bool CanDraw(string mediaType) => mediaType == FileType.Pdf.MediaType || mediaType.StartsWith("image/", StringComparison.Ordinal) || mediaType.StartsWith("text/", StringComparison.Ordinal);

    /// <summary>How many pages a file has; null where they can't be drawn.</summary>
    public async Task<int?> Count(StoredFile file, CancellationToken cancel)
    {
        if (file.MediaType != FileType.Pdf.MediaType)
        {
            return file.MediaType.StartsWith("image/", StringComparison.Ordinal) ? 1 : Math.Clamp((int)Math.Ceiling((await Lines(file, cancel)).Count / (double)LinesOnPage), 1, MostPages);
        }
        var told = await Run("pdfinfo", [shelf.PathTo(file.Place)], cancel);
        var line = told is null ? null : System.Text.Encoding.UTF8.GetString(told).Split('\n').FirstOrDefault(l => l.StartsWith("Pages:", StringComparison.Ordinal));
        return line is not null && int.TryParse(line["Pages:".Length..].Trim(), CultureInfo.InvariantCulture, out var pages) && pages > 0 ? Math.Min(pages, MostPages) : null;
    }

    /// <summary>The words written in a PDF or a text, for search; null where there are none or they can't be read.</summary>
    public async Task<string?> Words(StoredFile file, CancellationToken cancel)
    {
        if (file.MediaType.StartsWith("text/", StringComparison.Ordinal))
        {
            return await File.ReadAllTextAsync(shelf.PathTo(file.Place), cancel);
        }
        var pages = MostPages.ToString(CultureInfo.InvariantCulture);
        return file.MediaType == FileType.Pdf.MediaType && await Run("pdftotext", ["-q", "-enc", "UTF-8", "-l", pages, shelf.PathTo(file.Place), "-"], cancel) is { } told ? System.Text.Encoding.UTF8.GetString(told) : null;
    }

    /// <summary>One page as PNG with the mark drawn in; null where it can't be drawn.</summary>
    /// <param name="page">From 1.</param>
    /// <param name="mark">Empty: the page as it is.</param>
    public async Task<byte[]?> Draw(StoredFile file, int page, string mark, CancellationToken cancel)
    {
        await AtOnce.WaitAsync(cancel);
        try
        {
            using var plain = await Plain(file, page, cancel);
            if (plain is null)
            {
                return null;
            }
            if (mark.Length > 0)
            {
                Mark(plain, mark);
            }
            using var png = plain.Encode(SKEncodedImageFormat.Png, 90);
            return png?.ToArray();
        }
        finally
        {
            AtOnce.Release();
        }
    }

    /// <summary>All pages as one PDF of pictures, each with the mark: what is taken along. Null where one can't be drawn.</summary>
    public async Task<byte[]?> Bind(StoredFile file, string mark, CancellationToken cancel)
    {
        if (await Count(file, cancel) is not { } pages)
        {
            return null;
        }
        using var written = new MemoryStream();
        using (var document = SKDocument.CreatePdf(written, new SKDocumentPdfMetadata { Title = file.Name, Keywords = mark, Producer = "Zhijian", RasterDpi = 150, EncodingQuality = 85 }))
        {
            for (var page = 1; page <= pages; page++)
            {
                if (await Draw(file, page, mark, cancel) is not { } drawn)
                {
                    return null;
                }
                using var image = SKImage.FromEncodedData(drawn);
                // A4 and the like: 72 points to the inch.
                var scale = 842f / Math.Max(image.Width, image.Height);
                using var canvas = document.BeginPage(image.Width * scale, image.Height * scale);
                canvas.DrawImage(image, new SKRect(0, 0, image.Width * scale, image.Height * scale), new SKSamplingOptions(SKFilterMode.Linear));
                document.EndPage();
            }
            document.Close();
        }
        return written.ToArray();
    }

    private async Task<SKBitmap?> Plain(StoredFile file, int page, CancellationToken cancel)
    {
        if (file.MediaType == FileType.Pdf.MediaType)
        {
            var number = page.ToString(CultureInfo.InvariantCulture);
            var png = await Run("pdftoppm", ["-png", "-scale-to", Side.ToString(CultureInfo.InvariantCulture), "-f", number, "-l", number, shelf.PathTo(file.Place)], cancel);
            return png is null ? null : SKBitmap.Decode(png);
        }
        if (file.MediaType.StartsWith("image/", StringComparison.Ordinal))
        {
            return Picture(shelf.PathTo(file.Place));
        }
        return TextPage([.. (await Lines(file, cancel)).Skip((page - 1) * LinesOnPage).Take(LinesOnPage)]);
    }

    private static SKBitmap? Picture(string path)
    {
        using var codec = SKCodec.Create(path);
        if (codec is null || (long)codec.Info.Width * codec.Info.Height > MostPixels)
        {
            return null;
        }
        using var whole = SKBitmap.Decode(codec);
        if (whole is null)
        {
            return null;
        }
        var scale = Math.Min(1f, (float)Side / Math.Max(whole.Width, whole.Height));
        // Wide enough for a mark that can be read, however small the picture.
        var page = new SKBitmap(Math.Max(320, (int)(whole.Width * scale)), Math.Max(240, (int)(whole.Height * scale)));
        using var canvas = new SKCanvas(page);
        canvas.Clear(SKColors.White);
        using var image = SKImage.FromBitmap(whole);
        canvas.DrawImage(image, new SKRect(0, 0, whole.Width * scale, whole.Height * scale), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return page;
    }

    private static SKBitmap TextPage(IReadOnlyList<string> lines)
    {
        var page = new SKBitmap(TextWidth, Side);
        using var canvas = new SKCanvas(page);
        canvas.Clear(SKColors.White);
        using var font = Font(22);
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        for (var i = 0; i < lines.Count; i++)
        {
            canvas.DrawText(lines[i], 40, 60 + (i * 33), SKTextAlign.Left, font, ink);
        }
        return page;
    }

    private async Task<List<string>> Lines(StoredFile file, CancellationToken cancel)
    {
        var text = await File.ReadAllTextAsync(shelf.PathTo(file.Place), cancel);
        return [.. text.ReplaceLineEndings("\n").Split('\n').SelectMany(Wrapped).Take(LinesOnPage * MostPages)];
    }

    private static IEnumerable<string> Wrapped(string line)
    {
        var clean = line.Replace("\t", "    ", StringComparison.Ordinal);
        return clean.Length == 0 ? [""] : clean.Chunk(LettersInLine).Select(c => new string(c));
    }

    /// <summary>Many times and askew over the whole page, light enough to read through and too much to cut away; dark edge and light edge, so that it shows on any ground.</summary>
    private static void Mark(SKBitmap page, string mark)
    {
        using var canvas = new SKCanvas(page);
        using var font = Font(Math.Clamp(Math.Max(page.Width, page.Height) / 62f, 13, 26));
        using var light = new SKPaint { Color = new SKColor(255, 255, 255, 70), IsAntialias = true };
        using var dark = new SKPaint { Color = new SKColor(120, 20, 20, 70), IsAntialias = true };
        var width = font.MeasureText(mark) + (font.Size * 3);
        var reach = (int)Math.Sqrt(((double)page.Width * page.Width) + ((double)page.Height * page.Height));
        canvas.Translate(page.Width / 2f, page.Height / 2f);
        canvas.RotateDegrees(-24);
        var row = 0;
        for (var y = -reach / 2f; y < reach / 2f; y += font.Size * 5, row++)
        {
            for (var x = (-reach / 2f) - (row % 2 * width / 2); x < reach / 2f; x += width)
            {
                canvas.DrawText(mark, x + 1, y + 1, SKTextAlign.Left, font, light);
                canvas.DrawText(mark, x, y, SKTextAlign.Left, font, dark);
            }
        }
    }

    private static SKFont Font(float size) => new(Chinese.Value ?? SKTypeface.Default, size);

    /// <summary>What a program writes to its standard output; null where it is missing, fails, or takes too long.</summary>
    private static async Task<byte[]?> Run(string program, string[] arguments, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        using var process = new Process { StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false } };
        try
        {
            process.Start();
            var complaints = process.StandardError.ReadToEndAsync(limit.Token);
            using var written = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(written, limit.Token);
            await complaints;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 && written.Length > 0 ? written.ToArray() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return null;
        }
    }
}
