using System.Text.RegularExpressions;

namespace Zhijian.Platform.Writing;

/// <summary>How names are spelled, and what is typed to find them. The table of readings is written by the build of <c>web/</c>, which <c>./test</c> runs first.</summary>
public sealed class SpellingTests
{
    private static readonly Readings Known = Readings.Known ?? throw new InvalidOperationException("web/obj/readings.txt was not there when the program was built: npm run build --prefix web");

    [Theory]
    [InlineData("张三", "zhang san")]
    [InlineData("单雄信", "shan xiong xin")]
    [InlineData("曾国藩", "zeng guo fan")]
    [InlineData("仇英", "qiu ying")]
    [InlineData("解缙", "xie jin")]
    [InlineData("任盈盈", "ren ying ying")]
    [InlineData("华罗庚", "hua luo geng")]
    [InlineData("查良镛", "zha liang yong")]
    [InlineData("朴树", "piao shu")]
    [InlineData("区大为", "ou da wei")]
    [InlineData("覃明", "qin ming")]
    [InlineData("盖叫天", "ge jiao tian")]
    [InlineData("尉迟恭", "yu chi gong")]
    [InlineData("欧阳修", "ou yang xiu")]
    [InlineData("万俟卨", "mo qi xie")]
    [InlineData("长孙无忌", "zhang sun wu ji")]
    [InlineData("吕布", "lv bu")]
    [InlineData("阿依古丽·买买提", "a yi gu li mai mai ti")]
    [InlineData("Anna 王", "anna wang")]
    [InlineData("单", "dan")]
    [InlineData("", "")]
    public void Names_of_people_are_spelled_with_the_surname_as_surnames_are_read(string name, string spelled) => Assert.Equal(spelled, Spelling.Spell(name, Known, isPerson: true).Syllables);

    [Theory]
    [InlineData("重庆大学音乐学院", "chong qing da xue yin yue xue yuan")]
    [InlineData("银行系", "yin hang xi")]
    [InlineData("单县党支部", "dan xian dang zhi bu")]
    public void Other_names_are_spelled_as_words_are_read(string name, string spelled) => Assert.Equal(spelled, Spelling.Spell(name, Known, isPerson: false).Syllables);

    [Theory]
    [InlineData("张乐", "zhang yue")]
    [InlineData("曾乐", "zeng yue")]
    [InlineData("单小满", "dan xiao man")]
    [InlineData("张三", null)]
    public void Another_reading_of_a_given_name_is_kept_or_else_of_the_surname(string name, string? also) => Assert.Equal(also, Spelling.Spell(name, Known, isPerson: true).Also);

    [Theory]
    [InlineData("ZhangSan", "zhangsan", "zhangsan", "^zhang[a-z0-9]* san")]
    [InlineData("zhang san", "zhangsan", "zhangsan", "^zhang[a-z0-9]* san")]
    [InlineData("zs", "zs", "zs", null)]
    [InlineData("zhangs", "zhangs", "zhangs", "^zhang[a-z0-9]* s")]
    [InlineData("zsan", "zsan", "zsan", "^z[a-z0-9]* san")]
    [InlineData("xi'an", "xian", null, "^xi[a-z0-9]* an")]
    [InlineData("LÜ bu", "lvbu", null, "^lv[a-z0-9]* bu")]
    public void What_is_typed_is_taken_as_a_beginning_as_initials_or_as_a_mixture(string typed, string letters, string? initials, string? split)
    {
        var needle = SpelledNeedle.Read(typed, Known)!;
        Assert.Equal(letters, needle.Letters);
        Assert.Equal(initials, needle.Initials);
        Assert.Equal(split is null ? [] : [split], needle.Splits.Select(s => s.FromBeginning));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("张s")]
    [InlineData("2023a")]
    [InlineData("a.*")]
    [InlineData("(zhang")]
    [InlineData("qwertyuiopqwertyuiopqwertyuiopqwertyuiopqwertyuiop")]
    public void What_is_no_pinyin_is_not_looked_for_so(string typed) => Assert.Null(SpelledNeedle.Read(typed, Known));

    [Theory]
    [InlineData("zhngsan", "zhangsan")]
    [InlineData("zhangsna", "zhangsan")]
    [InlineData("zangsan", "zhangsan")]
    [InlineData("zhangshan", "zhangsan")]
    [InlineData("zhamgsan", "zhangsan")]
    public void One_slip_of_the_finger_is_seen_through(string typed, string meant) => Assert.Contains(meant, SpelledNeedle.Read(typed, Known)!.OneSlipAway());

    [Fact]
    public void Neighbours_can_be_read_and_are_not_many()
    {
        Assert.Empty(SpelledNeedle.Read("zs", Known)!.OneSlipAway());
        var near = SpelledNeedle.Read("zhangxiaoming", Known)!.OneSlipAway();
        Assert.InRange(near.Count, 10, 200);
        Assert.DoesNotContain("zhangxiaoming", near);
    }

    [Theory]
    [InlineData("主题党日活动", "主题党曰活动", true)]
    [InlineData("主题党日活动", "主题党活动", true)]
    [InlineData("主题党日活动", "主题的党日活动", true)]
    [InlineData("主题党日活动", "主题日党活动", true)]
    [InlineData("主题党日活动", "主题党日", false)]
    [InlineData("主题党日活动", "主体党曰活动", false)]
    [InlineData("主题党日活动", "完全不同的话", false)]
    public void A_title_is_near_when_one_character_differs(string title, string typed, bool isNear)
    {
        Assert.Equal(isNear, NearTitle.Holds(title, typed));
        Assert.True(!isNear || NearTitle.Probes(typed).Any(probe => title.Contains(probe, StringComparison.Ordinal)));
        Assert.True(!isNear || IsBrought(title, typed));
    }

    [Fact]
    public void Every_near_title_holds_a_probe()
    {
        const string Meant = "学习贯彻会议精神";
        for (var at = 0; at < Meant.Length; at++)
        {
            string[] slips = [Meant.Remove(at, 1), Meant.Insert(at, "的"), Meant.Remove(at, 1).Insert(at, "错"), at == 0 ? Meant : $"{Meant[..(at - 1)]}{Meant[at]}{Meant[at - 1]}{Meant[(at + 1)..]}"];
            Assert.All(slips, typed => Assert.True(NearTitle.Holds("关于" + Meant, typed) != ("关于" + Meant).Contains(typed, StringComparison.Ordinal) && NearTitle.Probes(typed).Any(probe => Meant.Contains(probe, StringComparison.Ordinal)) && IsBrought(Meant, typed), typed));
        }
        Assert.Empty(NearTitle.Probes("三个字"));
        Assert.Empty(NearTitle.Probes("letters"));
        Assert.Empty(NearTitle.Probes("党日🎓活动"));
    }

    private static bool IsBrought(string title, string typed) => NearTitle.Ways(typed).Any(way => title.Contains(way.Whole, StringComparison.Ordinal) && way.Letters.All(title.Contains));

    [Fact]
    public void Slips_say_of_every_title_whether_it_is_near()
    {
        const string Letters = "甲乙丙a";
        var random = new Random(42);
        var near = 0;
        for (var n = 0; n < 20_000; n++)
        {
            var (title, typed) = (Some(random.Next(1, 12)), "甲" + Some(random.Next(3, 7)));
            Assert.Equal(NearTitle.Holds(title, typed), !title.Contains(typed, StringComparison.OrdinalIgnoreCase) && NearTitle.Slips(typed).Any(s => Regex.IsMatch(title, $"{Regex.Escape(s.Before)}{(s.AnyBetween ? "." : "")}{Regex.Escape(s.Behind)}")));
            near += NearTitle.Holds(title, typed) ? 1 : 0;
        }
        Assert.InRange(near, 1000, 19_000);
        Assert.Empty(NearTitle.Slips("三个字"));

        string Some(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => Letters[random.Next(Letters.Length)]));
    }
}
