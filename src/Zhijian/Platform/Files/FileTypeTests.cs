using System.IO.Compression;
using System.Text;

namespace Zhijian.Platform.Files;

public sealed class FileTypeTests
{
    private static readonly byte[] PngHead = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];

    public static TheoryData<string, byte[], string?> Corpus() => new()
    {
        { "方案.pdf", Latin("%PDF-1.7\n1 0 obj"), "application/pdf" },
        { "图.png", [.. PngHead, 0, 0, 0, 1], "image/png" },
        { "照片.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46], "image/jpeg" },
        { "动图.gif", [.. Latin("GIF89a"), 10, 0, 10, 0, 0, 0, 0, 0x3B], "image/gif" },
        { "图.webp", [.. Latin("RIFF"), 20, 0, 0, 0, .. Latin("WEBPVP8 ")], "image/webp" },
        { "通知.docx", Zip("[Content_Types].xml", "word/document.xml"), FileType.Docx.MediaType },
        { "名单.xlsx", Zip("[Content_Types].xml", "xl/workbook.xml"), FileType.Xlsx.MediaType },
        { "讲稿.pptx", Zip("[Content_Types].xml", "ppt/presentation.xml"), FileType.Pptx.MediaType },
        { "记录.txt", Encoding.UTF8.GetBytes("第一条\n第二条"), FileType.Text.MediaType },
        { "带BOM.txt", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("第一条")], FileType.Text.MediaType },
        { "名单.csv", Encoding.UTF8.GetBytes("姓名,学号\n甲,1"), FileType.Csv.MediaType },
        // The content decides, not the name.
        { "看起来是图.png", Latin("%PDF-1.4"), "application/pdf" },
        { "程序.pdf", [0x4D, 0x5A, 0x90, 0], null },
        { "程序", [0x7F, 0x45, 0x4C, 0x46, 2, 1], null },
        { "网页.txt", Latin("  <html><body>hi"), null },
        { "图.svg", Latin("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), null },
        { "图.txt", Latin("<?xml version='1.0'?><svg/>"), null },
        { "藏着.txt", Latin("hello\n<script>alert(1)</script>"), null },
        { "脚本.txt", Latin("#!/bin/sh\nrm -rf /"), null },
        { "带BOM网页.txt", [0xEF, 0xBB, 0xBF, .. Latin("<!DOCTYPE html>")], null },
        // Two things at once.
        { "双面.gif", Latin("GIF89a/*\x0A*/=1;alert(1)"), null },
        { "双面.pdf", Latin("x%PDF-1.4"), FileType.Text.MediaType },
        { "双面.jpg", [0xFF, 0xD8, 0xFF, 0x00], null },
        { "压缩包.zip", Zip("a.txt"), null },
        { "宏.docx", Zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), null },
        { "爬出去.docx", Zip("[Content_Types].xml", "word/document.xml", "../../etc/passwd"), null },
        { "坏包.docx", [0x50, 0x4B, 0x03, 0x04, 1, 2, 3], null },
        { "程序包.jar", Zip("META-INF/MANIFEST.MF", "A.class"), null },
        { "老文档.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], null },
        { "富文本.txt", Latin("{\\rtf1\\ansi"), null },
        { "国标.txt", [0xB5, 0xDA, 0xD2, 0xBB], null },
        { "零字节.txt", [0x41, 0, 0x42], null },
    };

    [Theory]
    [MemberData(nameof(Corpus))]
    public void The_content_says_what_a_file_is(string name, byte[] content, string? mediaType) =>
        Assert.Equal(mediaType, FileType.Of(new MemoryStream(content), name)?.MediaType);

    [Theory]
    [InlineData("../../etc/passwd", "passwd.txt")]
    [InlineData("C:\\Users\\x\\报告.TXT", "报告.txt")]
    [InlineData("照片\u202Etxt.exe", "照片txt.exe.txt")]
    [InlineData("a\u0000b\r\nc.txt", "abc.txt")]
    [InlineData("  .txt", "txt.txt")]
    [InlineData("", "file.txt")]
    [InlineData("CON.txt", "file-CON.txt")]
    [InlineData("a<b>\"c|d?.txt", "a_b__c_d_.txt")]
    [InlineData("zero\u200Bwidth.txt", "zerowidth.txt")]
    public void A_name_is_made_safe_to_show_and_to_save(string given, string shown) => Assert.Equal(shown, FileName.Cleaned(given, FileType.Text));

    [Fact]
    public void A_long_name_keeps_its_extension_and_no_character_is_cut()
    {
        var cleaned = FileName.Cleaned(new string('长', 95) + "👨‍👩‍👧" + new string('长', 200) + ".JPEG", FileType.Jpeg);

        Assert.True(cleaned.Length <= FileName.Longest);
        Assert.EndsWith(".jpeg", cleaned, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', cleaned);
        Assert.False(char.IsHighSurrogate(cleaned[^6]));
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    internal static byte[] Zip(params string[] names)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("x"u8);
            }
        }
        return bytes.ToArray();
    }
}
