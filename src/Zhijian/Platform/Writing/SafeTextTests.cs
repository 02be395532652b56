using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Zhijian.Platform.Writing;

/// <summary>Nothing that runs gets through either door, whatever it is dressed as; what people write stays what it was.</summary>
public sealed class SafeTextTests
{
    private static readonly string[] MayStand =
    [
        "P", "BR", "HR", "H2", "H3", "H4", "H5", "H6", "STRONG", "B", "EM", "I", "S", "DEL", "INS", "U", "SUB", "SUP", "MARK", "SMALL", "BLOCKQUOTE", "Q", "CITE", "UL", "OL", "LI",
        "DL", "DT", "DD", "A", "IMG", "FIGURE", "FIGCAPTION", "CODE", "PRE", "KBD", "SAMP", "TABLE", "CAPTION", "THEAD", "TBODY", "TFOOT", "TR", "TH", "TD", "RUBY", "RT", "RP",
        "ABBR", "DIV", "SPAN",
    ];

    private static readonly string[] AttributesThatMay = ["href", "src", "alt", "title", "colspan", "rowspan", "start", "lang", "dir", "rel", "loading", "id"];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Plain_words_stand_as_the_characters_they_were(string payload)
    {
        var body = new HtmlParser().ParseDocument(SafeText.FromPlain(payload).Value).Body!;
        Assert.All(body.QuerySelectorAll("*"), e => Assert.True(e.LocalName is "p" or "br" && e.Attributes.Length == 0, e.OuterHtml));
        Assert.Equal(payload.ReplaceLineEndings("").Replace("\0", "", StringComparison.Ordinal), body.TextContent.ReplaceLineEndings("").Replace("\uFFFD", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_of_plain_words_stay_lines_and_empty_ones_begin_a_paragraph() => Assert.Equal("<p>一<br>二</p><p>三 *四*</p>", SafeText.FromPlain("一\r\n二\n\n\n三 *四*\n").Value);

    /// <summary>Known ways to make a page run what a text says; each is tried through both doors, alone and inside other marks.</summary>
    public static TheoryData<string> Payloads() =>
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//x.example/x.js></SCRIPT>",
        "<script\n>alert(1)</script\n>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<script type=module>import('//x.example')</script>",
        "<script/src=data:,alert(1)>",
        "<img src=x onerror=alert(1)>",
        "<img src=x onerror\n=\nalert(1)>",
        "<img/src=`x`onerror=alert(1)>",
        "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">",
        "<img src=javascript:alert(1)>",
        "<img src=\"jav\tascript:alert(1)\">",
        "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
        "<img srcset=\"x 1x, javascript:alert(1) 2x\">",
        "<img lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>",
        "<img src=\"https://x.example/seen.gif\">",
        "<img src=\"//x.example/seen.gif\">",
        "<img src=\"/\\x.example/seen.gif\">",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><a xlink:href=\"javascript:alert(1)\"><text y=20>x</text></a></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
        "<svg><set attributeName=href to=javascript:alert(1)></svg>",
        "<svg><foreignObject><iframe srcdoc=\"<script>alert(1)</script>\"></iframe></foreignObject></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
        "<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>",
        "<xmp><img title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
        "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
        "<template><script>alert(1)</script></template>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
        "<a href=\" javascript:alert(1)\">x</a>",
        "<a href=\"&#1;javascript:alert(1)\">x</a>",
        "<a href=\"java&#x0A;script:alert(1)\">x</a>",
        "<a href=\"java&Tab;script&colon;alert(1)\">x</a>",
        "<a href=\"&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116&#58alert(1)\">x</a>",
        "<a href=\"vbscript:msgbox(1)\">x</a>",
        "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
        "<a href=\"blob:https://x.example/1\">x</a>",
        "<a href=\"file:///etc/passwd\">x</a>",
        "<a href=\"view-source:javascript:alert(1)\">x</a>",
        "<a href=\"//x.example/\">x</a>",
        "<a href=\"\\\\x.example\\\">x</a>",
        "<a href=# ping=//x.example>x</a>",
        "<a href=# target=x onclick=alert(1) style=position:fixed>x</a>",
        "<iframe src=javascript:alert(1)></iframe>",
        "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
        "<object data=javascript:alert(1)></object>",
        "<embed src=javascript:alert(1)>",
        "<applet code=x></applet>",
        "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
        "<link rel=stylesheet href=//x.example/x.css>",
        "<base href=//x.example/>",
        "<style>@import '//x.example/x.css';</style>",
        "<style>*{background:url(//x.example)}</style>",
        "<p style=\"background:url(javascript:alert(1))\">x</p>",
        "<div style=\"width:expression(alert(1))\">x</div>",
        "<div style=\"position:fixed;inset:0\">over everything</div>",
        "<body onload=alert(1)>",
        "<table background=javascript:alert(1)><td background=javascript:alert(1)>x</td></table>",
        "<input autofocus onfocus=alert(1)>",
        "<form action=javascript:alert(1)><button>x</button></form>",
        "<button formaction=javascript:alert(1)>x</button>",
        "<isindex action=javascript:alert(1) type=submit>",
        "<details open ontoggle=alert(1)>x</details>",
        "<video><source onerror=alert(1)></video>",
        "<audio src=x onerror=alert(1)></audio>",
        "<marquee onstart=alert(1)>x</marquee>",
        "<keygen autofocus onfocus=alert(1)>",
        "<p id=csrf name=forms class=button hx-get=/x hx-trigger=load data-x=1>x</p>",
        "<a id=document name=cookie href=/>x</a>",
        "<div hx-on:load=alert(1) hx-post=/sign-out>x</div>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
        "<!--><script>alert(1)</script>-->",
        "<?xml-stylesheet href=\"javascript:alert(1)\"?>",
        "<x onclick=alert(1)>x</x>",
        "</p><script>alert(1)</script><p>",
        "\"><script>alert(1)</script>",
        "'-alert(1)-'",
        "<<script>alert(1)//<</script>",
        "<p/onmouseover=alert(1)>x",
        "<p title='\"><img src=x onerror=alert(1)>'>x</p>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
        "[x](javascript:alert(1))",
        "[x](JAVASCRIPT&colon;alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x \"title\" onclick=alert(1))",
        "![x](javascript:alert(1))",
        "![x\" onerror=\"alert(1)](/a.png)",
        "![x](/a.png \"t\" onerror=\"alert(1)\")",
        "![x](https://x.example/seen.gif)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "`<script>alert(1)</script>`",
        "| a | b |\n|---|---|\n| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |",
        "# <script>alert(1)</script>\n\n## [x](javascript:alert(1))",
        "> <iframe src=javascript:alert(1)>",
        "[a](javascript:prompt&#40;1&#41;)",
        "[a](https://x.example/\"onmouseover=alert(1)//)",
    ];

    [Fact]
    public void There_are_sixty_and_more() => Assert.True(Payloads().Count >= 60);

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Nothing_that_runs_gets_through(string payload)
    {
        foreach (var text in new[] { payload, $"<p>{payload}</p>", $"<table><tr><td>{payload}</td></tr></table>", $"<svg>{payload}", $"<!-- {payload}", $"a\n\n{payload}\n\nb", $"- {payload}\n- x", $"**{payload}**" })
        {
            Harmless(SafeText.FromMarkdown(text).Value);
            Harmless(SafeText.FromHtml(text).Value);
        }
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public void What_was_cleaned_stays_what_it_is(string payload)
    {
        var once = SafeText.FromHtml(payload).Value;
        Assert.Equal(once, SafeText.FromHtml(once).Value);
    }

    [Fact]
    public void What_people_write_stays()
    {
        var html = SafeText.FromMarkdown("""
            # 第一节

            **三会一课。**包括 *四种* 会议，见[条例](/library/3)与[网站](https://www.university.example/a?b=1&c=2)，写信到[这里](mailto:a@university.example)。

            | 会议 | 次数 |
            |---|---|
            | 党员大会 | 每季度一次 |

            1. 一
            2. 二

            > 引文

            ![图](/files/7)
            """).Value;
        var page = new HtmlParser().ParseDocument(html);

        Assert.Equal("第一节", page.QuerySelector("h2#part-1")!.TextContent);
        Assert.Equal("三会一课。", page.QuerySelector("strong")!.TextContent);
        Assert.Equal(["/library/3", "https://www.university.example/a?b=1&c=2", "mailto:a@university.example"], page.QuerySelectorAll("a").Select(a => a.GetAttribute("href")!));
        Assert.Equal("noopener noreferrer nofollow", page.QuerySelectorAll("a")[1].GetAttribute("rel"));
        Assert.Null(page.QuerySelector("a")!.GetAttribute("rel"));
        Assert.Equal("每季度一次", page.QuerySelectorAll("td")[1].TextContent);
        Assert.Equal(2, page.QuerySelectorAll("ol li").Length);
        Assert.Equal("/files/7", page.QuerySelector("img")!.GetAttribute("src"));
        Assert.Equal("图", page.QuerySelector("img")!.GetAttribute("alt"));
    }

    [Fact]
    public void Headings_have_no_gap_and_are_found()
    {
        var text = SafeText.Read("### 甲\n\nx\n\n##### 乙\n\n### 丙");

        Assert.Equal([new WrittenHeading(1, "甲"), new WrittenHeading(2, "丙")], text.Headings);
        Assert.Contains("<h3>乙</h3>", text.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_from_elsewhere_leaves_its_words() => Assert.Equal("<p>一张图</p>", SafeText.FromMarkdown("![一张图](https://x.example/seen.gif)").Value.Trim());

    [Fact]
    public void HTML_in_Markdown_stands_as_it_was_typed() => Assert.Contains("&lt;b&gt;", SafeText.FromMarkdown("用 <b> 加粗").Value, StringComparison.Ordinal);

    [Theory]
    [InlineData(">", 5_000)]
    [InlineData("- ", 5_000)]
    [InlineData("[", 20_000)]
    [InlineData("*a ", 20_000)]
    [InlineData("<div>", 30_000)]
    [InlineData("<b><i>", 20_000)]
    [InlineData("<table><tr><td>", 9_000)]
    [InlineData("<svg><g>", 20_000)]
    [InlineData("![](", 20_000)]
    [InlineData("|", 100_000)]
    [InlineData("长", 300_000)]
    public void What_is_nested_too_deeply_or_too_long_is_shown_and_breaks_nothing(string piece, int times)
    {
        var text = string.Concat(Enumerable.Repeat(piece, times));

        Harmless(SafeText.FromMarkdown(text).Value);
        Harmless(SafeText.FromHtml(text).Value);
        Assert.NotNull(SafeText.WordsOf(text));
    }

    [Fact]
    public void The_words_are_what_is_read() => Assert.Equal("标题 三会一课 图不算", string.Join(' ', SafeText.WordsOf("# 标题\n\n**三会一课** [图不算](/x)").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static void Harmless(string html)
    {
        var page = new HtmlParser().ParseDocument(html);
        foreach (var element in page.Body!.QuerySelectorAll("*").Concat(page.Head!.QuerySelectorAll("*")))
        {
            Assert.True(MayStand.Contains(element.TagName), $"<{element.TagName}> in {html}");
            Assert.All(element.Attributes, a => Assert.True(AttributesThatMay.Contains(a.Name), $"{a.Name} in {html}"));
            Assert.True(string.IsNullOrEmpty(element.Id) || element.Id.StartsWith("part-", StringComparison.Ordinal), $"id in {html}");
            foreach (var address in new[] { element.GetAttribute("href"), element.GetAttribute("src") }.OfType<string>())
            {
                Assert.Matches(element.TagName == "IMG" ? @"^/(?![/\\])" : @"^(/(?![/\\])|#|https?://|mailto:)", address);
                Assert.DoesNotMatch(@"[\s\\\x00-\x1f]", address);
            }
        }
        Assert.Empty(page.Body.Attributes);
        Assert.Empty(page.DocumentElement.Attributes);
        Assert.DoesNotContain(page.Descendants(), n => n.NodeType is NodeType.Comment or NodeType.ProcessingInstruction);
    }
}
