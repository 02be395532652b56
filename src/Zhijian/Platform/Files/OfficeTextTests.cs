using System.IO.Compression;
using System.Text;
using Zhijian.Platform.Writing;

namespace Zhijian.Platform.Files;

public sealed class OfficeTextTests
{
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string Drawing = "http://schemas.openxmlformats.org/drawingml/2006/main";

    [Fact]
    public void A_Word_file_is_its_headings_paragraphs_and_tables()
    {
        using var file = Package(("word/document.xml", $"""
            <w:document xmlns:w="{Word}"><w:body>
            <w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>工作</w:t></w:r><w:r><w:t>手册</w:t></w:r></w:p>
            <w:p><w:pPr><w:pStyle w:val="2"/></w:pPr><w:r><w:t>第一节</w:t></w:r></w:p>
            <w:p><w:r><w:t>&lt;script&gt;alert(1)&lt;/script&gt;</w:t><w:tab/><w:t>正文</w:t></w:r></w:p><w:p/>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>会议</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>每月一次</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            </w:body></w:document>
            """));
        var html = OfficeText.HtmlOf(file, FileType.Docx.MediaType);

        Assert.Equal("<h1>工作手册</h1><h2>第一节</h2><p>&lt;script&gt;alert(1)&lt;/script&gt; 正文</p><table><tr><td><p>会议</p></td><td><p>每月一次</p></td></tr></table>", html);
        Assert.DoesNotContain("<script", SafeText.FromHtml(html!).Value, StringComparison.Ordinal);
        Assert.Contains("每月一次", OfficeText.WordsOf(file, FileType.Docx.MediaType), StringComparison.Ordinal);
    }

    [Fact]
    public void Slides_come_in_their_order()
    {
        using var file = Package([.. new[] { 2, 10, 1 }.Select(n => ($"ppt/slides/slide{n}.xml", $"""<p:sld xmlns:p="x" xmlns:a="{Drawing}"><a:p><a:r><a:t>第{n}张</a:t></a:r></a:p></p:sld>"""))]);

        Assert.Equal("<h1>1</h1><p>第1张</p><h1>2</h1><p>第2张</p><h1>3</h1><p>第10张</p>", OfficeText.HtmlOf(file, FileType.Pptx.MediaType));
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>")]
    [InlineData("<x>")]
    [InlineData("")]
    public void What_cannot_be_read_shows_nothing(string xml)
    {
        using var file = Package(("word/document.xml", xml));
        Assert.Null(OfficeText.HtmlOf(file, FileType.Docx.MediaType));
        Assert.Null(OfficeText.HtmlOf(new MemoryStream([1, 2, 3]), FileType.Docx.MediaType));
        Assert.Null(OfficeText.HtmlOf(file, FileType.Xlsx.MediaType));
    }

    private static MemoryStream Package(params (string Name, string Xml)[] parts)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, xml) in parts)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(xml));
            }
        }
        return bytes;
    }
}
