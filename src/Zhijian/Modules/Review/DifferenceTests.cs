using FsCheck;
using FsCheck.Fluent;

namespace Zhijian.Modules.Review;

public sealed class DifferenceTests
{
    [Fact]
    public void Chinese_is_compared_character_by_character_and_numbers_as_words()
    {
        var (before, after) = InlineDifference.Between("实到 22 人，请假 1 人：韩序", "实到 20 人，请假 3 人：韩序、宋言");

        Assert.Equal("实到 [-22] 人，请假 [-1] 人：韩序", Shown(before));
        Assert.Equal("实到 [+20] 人，请假 [+3] 人：韩序[+、宋言]", Shown(after));
    }

    [Fact]
    public void A_sentence_that_was_written_anew_is_shown_as_replaced_not_as_a_patchwork()
    {
        var (before, after) = InlineDifference.Between("大家踊跃发言，反响热烈。", "图书馆座位管理：建议考试周延长开放到 23 点，林知夏负责联系。");

        Assert.Equal("[-大家踊跃发言，反响热烈。]", Shown(before));
        Assert.Equal("[+图书馆座位管理：建议考试周延长开放到 23 点，林知夏负责联系。]", Shown(after));
    }

    [Fact]
    public void Fields_are_changed_added_removed_or_unchanged_in_the_order_people_know()
    {
        var before = new RecordContent([Text("place", "三教 204"), Text("host", "韩序"), Text("present", "22 人")]);
        var after = new RecordContent([Text("place", "三教 204"), Text("present", "20 人"), Text("online", "无")]);

        var difference = Difference.Between(before, after);

        Assert.Equal(
            [("place", FieldChange.Unchanged), ("host", FieldChange.Removed), ("present", FieldChange.Changed), ("online", FieldChange.Added)],
            difference.Fields.Select(f => (f.Key, f.Kind)));
        Assert.Equal((3, 1), (difference.Changed, difference.Unchanged));
    }

    [Fact]
    public void A_line_added_to_a_list_leaves_the_other_lines_alone()
    {
        var before = new RecordContent([ReviewField.List("leave", "leave", ["韩序", "叶朗"])]);
        var after = new RecordContent([ReviewField.List("leave", "leave", ["韩序", "宋言", "叶朗"])]);

        var field = Difference.Between(before, after).Fields.Single();

        Assert.Equal("韩序\n叶朗", Shown(field.Before));
        Assert.Equal("韩序\n[+宋言\n]叶朗", Shown(field.After));
    }

    [Fact]
    public void A_text_that_was_typed_empty_is_compared_like_any_other()
    {
        var before = new RecordContent([Text("note", "")]);
        var after = new RecordContent([Text("note", "有")]);

        Assert.Equal(FieldChange.Changed, Difference.Between(before, after).Fields.Single().Kind);
        Assert.Equal(FieldChange.Unchanged, Difference.Between(before, before).Fields.Single().Kind);
    }

    [Fact]
    public void Both_sides_can_always_be_read_in_full_and_share_the_same_words()
    {
        var letter = Gen.Elements("甲", "乙", "丙", "a", "1", " ", "\n", "，", "𠮷", "é");
        var text = Gen.ListOf(letter).Select(string.Concat);
        var pair = from one in text from two in text from three in text select (one + two + three, one + three + two);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(pair.ToArbitrary(), p =>
        {
            var (before, after) = InlineDifference.Between(p.Item1, p.Item2);
            return string.Concat(before.Select(b => b.Text)) == p.Item1
                && string.Concat(after.Select(a => a.Text)) == p.Item2
                && string.Concat(before.Where(b => b.Kind == PieceKind.Same).Select(b => b.Text)) == string.Concat(after.Where(a => a.Kind == PieceKind.Same).Select(a => a.Text))
                && before.All(b => b.Kind != PieceKind.Added) && after.All(a => a.Kind != PieceKind.Removed);
        }));
    }

    [Fact]
    public void The_edit_found_is_the_shortest()
    {
        var letter = Gen.Elements("甲", "乙", "丙");
        var text = Gen.ListOf(letter).Select(l => string.Concat(l.Take(12)));
        var pair = from one in text from two in text select (one, two);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(pair.ToArbitrary(), p =>
        {
            var same = InlineDifference.Between(p.one, p.two).Before.Where(b => b.Kind == PieceKind.Same).Sum(b => b.Text.Length);
            var longest = LongestCommon(p.one, p.two);
            return same == longest || (same == 0 && p.one.Length > 4 && p.two.Length > 4 && longest < 0.3 * Math.Min(p.one.Length, p.two.Length));
        }));
    }

    [Fact]
    public void Two_long_texts_without_a_common_word_are_replaced_whole()
    {
        var (before, after) = InlineDifference.Between(new string('甲', 20_000), new string('乙', 20_000));

        Assert.Equal((1, 1), (before.Count, after.Count));
    }

    private static ReviewField Text(string key, string value) => ReviewField.Text(key, key, value);

    private static int LongestCommon(string one, string two)
    {
        var best = new int[one.Length + 1, two.Length + 1];
        for (var i = 1; i <= one.Length; i++)
        {
            for (var j = 1; j <= two.Length; j++)
            {
                best[i, j] = one[i - 1] == two[j - 1] ? best[i - 1, j - 1] + 1 : Math.Max(best[i - 1, j], best[i, j - 1]);
            }
        }
        return best[one.Length, two.Length];
    }

    private static string Shown(IEnumerable<Piece> pieces) => string.Concat(pieces.Select(p => p.Kind switch
    {
        PieceKind.Removed => $"[-{p.Text}]",
        PieceKind.Added => $"[+{p.Text}]",
        _ => p.Text,
    }));
}
