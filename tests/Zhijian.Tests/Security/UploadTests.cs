using System.IO.Compression;
using System.Text;
using Zhijian.Platform.Files;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>Files that are two things at once, lie about themselves, or grow when opened: each is refused or taken for something no browser or office program runs.</summary>
public sealed class UploadTests
{
    private const long Bound = 64 * 1024 * 1024;

    private static readonly (string Name, byte[] Content)[] Honest =
    [
        ("a.pdf", Latin("%PDF-1.7\n1 0 obj<<>>endobj\n")), ("a.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0]),
        ("a.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46]), ("a.gif", [.. Latin("GIF89a"), 1, 0, 1, 0, 0, 0, 0, 0x3B]), ("a.webp", [.. Latin("RIFF"), 20, 0, 0, 0, .. Latin("WEBPVP8 ")]),
        ("a.docx", Package("word/document.xml")), ("a.xlsx", Package("xl/workbook.xml")), ("a.pptx", Package("ppt/presentation.xml")), ("a.txt", Encoding.UTF8.GetBytes("第一条\n")), ("a.csv", Encoding.UTF8.GetBytes("姓名,学号\n")),
    ];

    private static readonly string[] Active =
    [
        "<script>hit()</script>", "<svg xmlns='http://www.w3.org/2000/svg' onload='hit()'/>", "<html><body onload=hit()>", "<?php system($_GET[0]); ?>", "<%@ page %>", "#!/bin/sh\nid\n", "*/=1;hit()//", "<iframe src=javascript:hit()>", "MZ\u0090\0", "\u007fELF\u0002\u0001",
        "/JavaScript /JS (app.alert(1))", "=cmd|'/c calc'!A0", "PK\u0003\u0004META-INF/MANIFEST.MF", "{\\rtf1\\object}", "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "%!PS\n(x) run", "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>hit()</x:script>", "GIF89a/*", "<meta http-equiv=refresh content='0;url=javascript:hit()'>", "\ufeff<html>",
    ];

    private static readonly string[] Names = ["a.html", "a.svg", "a.js", "a.php.png", "a.pdf\0.html", "a.hta", "a.jpg;.html", "a."];

    /// <summary>Kinds of content that nothing runs when it is saved and opened as what it says it is.</summary>
    private static readonly string[] Inert = [.. new[] { FileType.Pdf, FileType.Png, FileType.Jpeg, FileType.Gif, FileType.WebP, FileType.Docx, FileType.Xlsx, FileType.Pptx, FileType.Text, FileType.Csv }.Select(t => t.MediaType)];

    [Fact]
    public void No_file_of_the_corpus_is_taken_for_something_that_runs()
    {
        var corpus = Corpus().ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (taken, largest) = (0, 0L);
        List<string> breaches = [];
        foreach (var (name, content) in corpus)
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            var type = FileType.Of(new MemoryStream(content), name);
            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - start);
            if (type is null)
            {
                continue;
            }
            taken++;
            var shown = FileName.Cleaned(name, type);
            var ending = Path.GetExtension(shown);
            if (!Inert.Contains(type.MediaType) || !type.OtherExtensions.Append(type.Extension).Contains(ending))
            {
                breaches.Add($"{name} ({content.Length} bytes) is taken as {type.MediaType} and named {shown}");
            }
            if (type == FileType.Text && Encoding.UTF8.GetString(content).TrimStart('\ufeff', ' ', '\n') is ['<', ..])
            {
                breaches.Add($"{name} is a page and taken for text");
            }
        }
        Console.WriteLine($"figure upload-corpus-files {corpus.Count} 400 {(corpus.Count >= 400 ? "met" : "short")}");
        Console.WriteLine($"figure upload-corpus-taken-for-something-that-runs {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure upload-corpus-largest-megabytes-to-look-at-one {largest / 1048576} 64 {(largest <= Bound ? "met" : "short")}");
        Breaches.None(breaches);
        Assert.InRange(corpus.Count, 400, 5000);
        Assert.InRange(taken, 50, corpus.Count - 50);
        Assert.InRange(largest, 0, Bound);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() > before);
    }

    [Theory]
    [InlineData(0xFFFF_FFFEL, 1)]
    [InlineData(long.MaxValue / 2, 1)]
    [InlineData(long.MaxValue, 3)]
    [InlineData(200L * 1024 * 1024, 3)]
    public void A_package_that_would_unpack_to_anything_is_refused_without_unpacking_it(long claimed, int entries)
    {
        var content = Claiming(claimed, entries);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(FileType.Of(new MemoryStream(content), "a.docx"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * 1024 * 1024);
    }

    [Fact]
    public void A_package_that_claims_what_is_true_is_taken() => Assert.Equal(FileType.Docx, FileType.Of(new MemoryStream(Claiming(1000, 3)), "a.docx"));

    /// <summary>Files of the corpus that are taken though something in them could run: as many kinds as there are.</summary>
    internal static IReadOnlyList<(string Name, byte[] Content)> TakenThoughActive(int most) =>
        [.. Corpus().Where(f => FileType.Of(new MemoryStream(f.Content), f.Name) is not null && f.Content.AsSpan().IndexOf("hit()"u8) >= 0)
            .GroupBy(f => FileType.Of(new MemoryStream(f.Content), f.Name)!.MediaType).SelectMany(g => g.Select((f, n) => (f, n))).OrderBy(f => f.n).Select(f => f.f).Take(most)];

    private static IEnumerable<(string Name, byte[] Content)> Corpus()
    {
        foreach (var (name, content) in Honest)
        {
            foreach (var active in Active)
            {
                yield return (name, [.. content, .. Encoding.UTF8.GetBytes(active)]);
                yield return (name, [.. Encoding.UTF8.GetBytes(active), .. content]);
            }
            foreach (var other in Names)
            {
                yield return (other, content);
            }
        }
        foreach (var (active, other) in Active.SelectMany(a => Names.Select(n => (a, n))))
        {
            yield return (other, Encoding.UTF8.GetBytes(active));
        }
        // Packages and pictures with bytes changed anywhere: whatever is made of them, looking at them breaks nothing.
        var random = new Random(20);
        foreach (var (name, content) in Honest.Where(h => h.Content.Length > 20))
        {
            for (var i = 0; i < 40; i++)
            {
                var changed = content.ToArray();
                for (var n = 0; n < 4; n++)
                {
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                }
                yield return (name, changed);
            }
        }
    }

    private static byte[] Package(string part)
    {
        using var bytes = new MemoryStream();
        using (var package = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "[Content_Types].xml", part })
            {
                using var entry = package.CreateEntry(name).Open();
                entry.Write(Latin("<a/>"));
            }
        }
        return bytes.ToArray();
    }

    /// <summary>A package whose directory claims sizes; the bytes themselves are few.</summary>
    private static byte[] Claiming(long size, int entries)
    {
        using var bytes = new MemoryStream();
        using var w = new BinaryWriter(bytes);
        var names = new[] { "[Content_Types].xml", "word/document.xml" }.Concat(Enumerable.Range(0, entries - 1).Select(i => $"word/{i}.xml")).Select(Latin).ToList();
        List<uint> places = [];
        foreach (var name in names)
        {
            places.Add((uint)bytes.Position);
            w.Write(0x04034B50u);
            w.Write([45, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0]);
            w.Write((ushort)name.Length);
            w.Write((ushort)0);
            w.Write(name);
            w.Write([3, 0]);
        }
        var directory = (uint)bytes.Position;
        foreach (var (name, place) in names.Zip(places))
        {
            w.Write(0x02014B50u);
            w.Write([45, 0, 45, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]);
            w.Write(uint.MaxValue);
            w.Write((ushort)name.Length);
            w.Write((ushort)12);
            w.Write([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            w.Write(place);
            w.Write(name);
            w.Write((ushort)1);
            w.Write((ushort)8);
            w.Write(size);
        }
        var length = (uint)bytes.Position - directory;
        w.Write(0x06054B50u);
        w.Write(0);
        w.Write((ushort)names.Count);
        w.Write((ushort)names.Count);
        w.Write(length);
        w.Write(directory);
        w.Write((ushort)0);
        w.Flush();
        return bytes.ToArray();
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
