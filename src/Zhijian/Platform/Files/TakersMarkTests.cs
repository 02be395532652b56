using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.Records;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Platform.Files;

/// <summary>A copy that somebody saves names them, and is the same picture, document or page as before.</summary>
public sealed class TakersMarkTests(World world) : IClassFixture<World>
{
    private const string Remark = TakersMark.Head + "由 张敏 于 2026-12-01 保存 [0123456789abcdef0123456789abcdef]";

    /// <summary>What the smallest GIF says: one black pixel.</summary>
    private static readonly byte[] Gif = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B];

    [Fact]
    public void A_picture_with_the_mark_shows_the_same_pixels()
    {
        foreach (var (picture, type) in new[] { (Drawn(SKEncodedImageFormat.Png), FileType.Png), (Drawn(SKEncodedImageFormat.Jpeg), FileType.Jpeg), (Gif, FileType.Gif) })
        {
            var copy = Copy(picture, type);
            Assert.True(copy.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Remark)) > 0, type.MediaType);
            Assert.Equal(type, FileType.Of(new MemoryStream(copy), "x"));
            using var before = SKBitmap.Decode(picture);
            using var after = SKBitmap.Decode(copy);
            Assert.Equal(before.Pixels, after.Pixels);
        }
    }

    [Fact]
    public void An_office_document_with_the_mark_opens_and_says_it_as_the_archives_remark()
    {
        var plain = new MemoryStream();
        using (var document = WordprocessingDocument.Create(plain, DocumentFormat.OpenXml.WordprocessingDocumentType.Document))
        {
            document.AddMainDocumentPart().Document = new(new DocumentFormat.OpenXml.Wordprocessing.Body(new DocumentFormat.OpenXml.Wordprocessing.Paragraph(new DocumentFormat.OpenXml.Wordprocessing.Run(new DocumentFormat.OpenXml.Wordprocessing.Text("记录")))));
        }
        var copy = new MemoryStream(Copy(plain.ToArray(), FileType.Docx));
        using (var archive = new ZipArchive(copy, ZipArchiveMode.Read, leaveOpen: true))
        {
            Assert.Equal(Remark, archive.Comment);
        }
        using var opened = WordprocessingDocument.Open(copy, isEditable: false);
        Assert.Equal("记录", opened.MainDocumentPart!.Document!.InnerText);
        // One that says something of its own already is left as it is.
        Assert.Equal(copy.ToArray(), Copy(copy.ToArray(), FileType.Docx));
    }

    [Fact]
    public void Kinds_without_room_and_heads_without_a_body_are_taken_as_they_are()
    {
        byte[] text = Encoding.UTF8.GetBytes("第一条\n第二条");
        Assert.Equal(text, Copy(text, FileType.Text));
        Assert.Equal(text, Copy(text, FileType.Csv));
        Assert.Equal([0x89, 0x50], Copy([0x89, 0x50], FileType.Png));
        Assert.Equal([0xFF, 0xD8, 0xFF, 0xE0, 0, 99], Copy([0xFF, 0xD8, 0xFF, 0xE0, 0, 99], FileType.Jpeg));
        // A name that is too long ends before a character, not within one.
        var marked = TakersMark.In(new MemoryStream(Gif), FileType.Gif.MediaType, new string('长', 200));
        Assert.Equal(Gif.Length + 255 + 4, marked.Length);
        Assert.Equal('G', marked.ReadByte());
    }

    [Fact]
    public async Task Any_part_of_the_copy_is_the_part_of_the_whole()
    {
        var picture = Drawn(SKEncodedImageFormat.Png);
        var whole = Copy(picture, FileType.Png);
        await using var parts = TakersMark.In(new MemoryStream(picture), FileType.Png.MediaType, Remark);
        Assert.Equal(whole.Length, parts.Length);
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var from = random.Next(whole.Length);
            var buffer = new byte[random.Next(1, whole.Length - from + 1)];
            parts.Seek(from, SeekOrigin.Begin);
            await parts.ReadExactlyAsync(buffer);
            Assert.Equal(whole[from..(from + buffer.Length)], buffer);
        }
        parts.Seek(0, SeekOrigin.End);
        Assert.Equal(0, await parts.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whoever_saves_a_records_document_is_named_in_their_copy_and_a_program_gets_the_bytes_it_can_compare()
    {
        var activity = await world.Held("名字在副本里");
        var pdf = PdfOf("会议记录");
        using var program = await world.Program(world.University.Secretary);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(pdf), "file", "记录.pdf" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity.Id}/attachments") { Content = form, Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() } } };
        var address = (await program.SendAsync(request)).Headers.Location!;
        Assert.Equal(pdf, await program.GetByteArrayAsync(address));

        var file = await world.Read(db => db.StoredFiles.SingleAsync(f => f.SubjectId == activity.Id));
        var browser = await world.SignedIn(world.University.Secretary);
        await browser.Open($"/files/activity/{activity.Id}/{file.Id}");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains(world.University.Secretary.Id.ToString("N"), browser.Text, StringComparison.Ordinal);
        Assert.Contains(TakersMark.Head, browser.Text, StringComparison.Ordinal);
        // The shelf's own bytes are what was brought.
        Assert.Equal(pdf.Length, file.Size);

        var copy = Path.Combine(TestFolder.New("marked"), "copy.pdf");
        await File.WriteAllBytesAsync(copy, Copy(pdf, FileType.Pdf), TestContext.Current.CancellationToken);
        using var reader = Process.Start(new ProcessStartInfo("pdfinfo", [copy]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Assert.Contains("Pages:           1", await reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(await reader.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_copy_that_has_no_room_inside_is_called_after_its_taker()
    {
        var activity = await world.Held("名字在文件名里");
        var text = Encoding.UTF8.GetBytes("第一条\n第二条");
        using var program = await world.Program(world.University.Secretary);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(text), "file", "条目.txt" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity.Id}/attachments") { Content = form, Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() } } };
        await program.SendAsync(request, TestContext.Current.CancellationToken);
        var file = await world.Read(db => db.StoredFiles.SingleAsync(f => f.SubjectId == activity.Id));

        var browser = await world.SignedIn(world.University.Secretary);
        using var saved = await browser.Raw(new(HttpMethod.Get, $"/files/activity/{activity.Id}/{file.Id}"));
        Assert.Equal(text, await saved.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var day = await world.Inside(s => Task.FromResult(s.GetRequiredService<InstitutionTime>().Today));
        Assert.Equal($"条目（{world.University.Secretary.DisplayName} {day:yyyy-MM-dd} 保存）.txt", saved.Content.Headers.ContentDisposition!.FileNameStar);
    }

    [Fact]
    public void A_name_with_strange_letters_stays_a_name_of_a_file()
    {
        var taker = Actor.Nobody with { Name = "张/三:\"" };
        var name = TakersMark.InName("表.csv", taker, new DateOnly(2026, 12, 1), new Words(new InstitutionTime(TimeProvider.System)) { Language = TextFiles.Chinese });
        Assert.Equal("表（张_三__ 2026-12-01 保存）.csv", name);
    }

    private static byte[] Copy(byte[] content, FileType type)
    {
        using var stream = TakersMark.In(new MemoryStream(content), type.MediaType, Remark);
        var copy = new MemoryStream();
        stream.CopyTo(copy, 7);
        return copy.ToArray();
    }

    private static byte[] Drawn(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(60, 40);
        for (var i = 0; i < 60; i++) { bitmap.SetPixel(i, i % 40, new SKColor((byte)(i * 4), 120, 30)); }
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    private static byte[] PdfOf(string text)
    {
        using var stream = new MemoryStream();
        using (var document = SKDocument.CreatePdf(stream))
        {
            using var paint = new SKPaint();
            using var font = new SKFont();
            document.BeginPage(200, 100).DrawText(text, 20, 50, SKTextAlign.Left, font, paint);
            document.EndPage();
            document.Close();
        }
        return stream.ToArray();
    }
}
