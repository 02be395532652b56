using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Library;

public sealed class LibraryItemTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 2, 0, 0, TimeSpan.Zero);
    private static readonly Actor Author = new() { Name = "周以宁", MemberId = Guid.NewGuid() };

    [Fact]
    public void An_item_says_what_it_is_and_why_it_may_stand_here()
    {
        static Refusal? Wrong(LibraryDraft draft) => LibraryItem.Draft(draft, Guid.NewGuid(), "党委", "1.", Author, Now, out _).Refusal;

        Assert.Null(Wrong(Typed()));
        Assert.Equal(PlatformRefusals.Required.At("Form.Kind"), Wrong(Typed() with { Kind = null }));
        Assert.Equal(PlatformRefusals.Required.At("Form.Title"), Wrong(Typed() with { Title = " " }));
        Assert.Equal(PlatformRefusals.Required.At("Form.Rights"), Wrong(Typed() with { Rights = "" }));
        Assert.Equal(PlatformRefusals.Required.At("Form.Language"), Wrong(Typed() with { Language = "fr" }));
        Assert.Equal(PlatformRefusals.TooLong.Code, Wrong(Typed() with { Text = new string('长', LibraryItem.LongestText + 1) })?.Code);
        Assert.Equal(LibraryRefusals.TooManyTags.Code, Wrong(Typed() with { Tags = "a b c d e f g h i" })?.Code);
        Assert.Equal(["消防", "宿舍"], LibraryDraft.TagsOf("消防、宿舍，消防"));
    }

    [Theory]
    [InlineData("https://www.university.example/a", true)]
    [InlineData("http://university.example", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("/library", false)]
    [InlineData("https:" + "//user@university.example", false)]
    [InlineData("", false)]
    public void A_link_leads_to_a_page_that_browsers_open(string address, bool taken) =>
        Assert.Equal(taken ? null : LibraryRefusals.NoAddress.Code, LibraryItem.Draft(Typed(LibraryKind.Link) with { Url = address }, Guid.NewGuid(), "党委", "1.", Author, Now, out _).Refusal?.Code);

    [Fact]
    public void It_goes_from_draft_to_review_to_its_readers_and_is_taken_from_them_with_a_reason()
    {
        var item = Item();
        Assert.Equal(LibraryRefusals.NotReleased, item.Revise(1).Refusal);
        Assert.Equal(LibraryRefusals.NotPublic, item.Withdraw("过期", 1).Refusal);
        Assert.Equal(PlatformRefusals.Stale, item.HandIn([], null, 9).Refusal);
        Assert.NotNull(item.HandIn([], null, 1).Fact);
        Assert.Equal(LibraryRefusals.NotADraft, item.Change(Typed(), 1).Refusal);
        Assert.Equal(LibraryRefusals.NotADraft, item.HandIn([], null, 1).Refusal);

        var released = item.Release([], Now, out var edition);
        Assert.Equal((1, 1, true), (released.Edition, edition.Number, item.IsPublic));
        Assert.NotNull(item.Revise(1).Fact);
        Assert.NotNull(item.Change(Typed() with { Title = "第二版" }, 1).Fact);
        // What readers see stays what was released.
        Assert.Equal("怎样开会", edition.Title);
        item.HandIn([], null, 1);
        Assert.Equal(LibraryRefusals.UnderReview, item.Withdraw("过期", 1).Refusal);
        Assert.Equal(2, item.Release([], Now, out _).Edition);
        Assert.Equal(PlatformRefusals.Required.At("Form.Reason"), item.Withdraw(" ", 1).Refusal);
        Assert.Equal("过期", item.Withdraw(" 过期 ", 1).Fact?.Reason);
        Assert.Equal((LibraryState.Withdrawn, false), (item.State, item.IsPublic));
        Assert.NotNull(item.Revise(1).Fact);
    }

    [Fact]
    public void Nothing_empty_goes_to_the_review()
    {
        Assert.Equal(LibraryRefusals.NothingInIt, Item(LibraryKind.Cards, "").WhyNotHandIn([]));
        Assert.Equal(LibraryRefusals.NothingInIt, Item(LibraryKind.Course, "# 只有章").WhyNotHandIn([]));
        Assert.Equal(LibraryRefusals.NoFile, Item(LibraryKind.Document).WhyNotHandIn([]));
        Assert.Equal(LibraryRefusals.NoFile, Item(LibraryKind.Video).WhyNotHandIn(["image/png"]));
        Assert.Equal(LibraryRefusals.NoFile, Item(LibraryKind.Audio).WhyNotHandIn(["video/mp4"]));
        Assert.Null(Item(LibraryKind.Video).WhyNotHandIn(["image/png", "video/mp4"]));
        Assert.Null(Item(LibraryKind.Book, "").WhyNotHandIn([]));
    }

    [Fact]
    public void A_course_is_a_plan_of_chapters_and_items()
    {
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Null(CoursePlan.Read($"# 第一章\n/library/{one}\n\n第二篇 https://campus.example/library/{two}?part=2\n# 第二章\n/library/{one}", out var plan));
        Assert.Equal(["第一章", "第二章"], plan.Chapters.Select(c => c.Title));
        Assert.Equal([one, two, one], plan.Items);
        var refusal = CoursePlan.Read($"# 第一章\n/library/{one}\n随便写的", out _);
        Assert.Equal(LibraryRefusals.UnreadablePlan.Code, refusal?.Code);
        Assert.Equal(3, Assert.Single(refusal!.Values));
        Assert.Equal(LibraryRefusals.UnreadablePlan.Code, CoursePlan.Read(string.Join('\n', Enumerable.Repeat($"/library/{one}", CoursePlan.MostItems + 1)), out _)?.Code);
    }

    [Fact]
    public void Each_heading_begins_a_card()
    {
        var cards = CardDeck.Of("先看这里\n\n# 拔插头\n人走断电\n## 看出口 ##\n走一遍\n```\n# 不是标题\n```\n### 小节\n还在这张");
        Assert.Equal(["", "拔插头", "看出口"], cards.Select(c => c.Title));
        Assert.Contains("# 不是标题", cards[2].Text, StringComparison.Ordinal);
        Assert.Contains("### 小节", cards[2].Text, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], cards.Select(c => c.Number));
        Assert.Empty(CardDeck.Of(" \n"));
    }

    [Theory]
    [InlineData("支部党员大会怎么开", "党员", true)]
    [InlineData("支部党员大会怎么开", "党员大会", true)]
    [InlineData("支部党员大会怎么开", "会", true)]
    [InlineData("支部党员大会怎么开", "大会党员", false)]
    [InlineData("支部党员大会怎么开", "小组", false)]
    [InlineData("First aid on campus", "FIRST Aid", true)]
    [InlineData("Summary of regulations", "regulation", true)]
    [InlineData("libraries and a library", "libraries", true)]
    [InlineData("使用AED除颤", "aed", true)]
    [InlineData("使用AED除颤", "AED除颤", true)]
    [InlineData("条例第16条", "16", true)]
    [InlineData("cafe\u0301", "caf\u00e9", true)]
    public void A_text_is_found_by_its_words(string text, string typed, bool found)
    {
        var words = SearchTokens.Of(text);
        Assert.Equal(found, SearchTokens.Needles(typed).All(words.Contains));
    }

    [Fact]
    public void Nothing_is_looked_for_where_nothing_was_typed()
    {
        Assert.Empty(SearchTokens.Needles(" ，。"));
        Assert.InRange(SearchTokens.Of(string.Concat(Enumerable.Range(0x4E00, 20_000).Select(c => (char)c))).Count, 1000, 50_000);
    }

    [Fact]
    public void The_texts_written_for_this_project_can_all_be_shelved()
    {
        var samples = LibrarySample.All();
        var ids = samples.ToDictionary(s => s.Name, _ => Guid.NewGuid());
        Assert.True(samples.Count >= 30);
        foreach (var sample in samples)
        {
            Assert.Null(LibraryItem.Draft(sample.With(ids), Guid.NewGuid(), "党委", "1.", Author, Now, out var item).Refusal);
            Assert.Null(item!.WhyNotHandIn([]));
        }
        Assert.Contains(samples, s => s.Draft.Language == "en");
    }

    private static LibraryDraft Typed(LibraryKind kind = LibraryKind.Article) => new(kind, "怎样开会", null, "zh-CN", ["Secretary"], "会议 记录", null, null, "自编", "# 一\n\n甲");

    private static LibraryItem Item(LibraryKind kind = LibraryKind.Article, string text = "# 一\n\n甲")
    {
        LibraryItem.Draft(Typed(kind) with { Text = text }, Guid.NewGuid(), "党委", "1.", Author, Now, out var item);
        return item!;
    }
}
