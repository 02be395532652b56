using Zhijian.Modules.Standards.Reading;
using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Standards;

public sealed class CodeSetTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("gb-t-2261.1", 4)]
    [InlineData("gb-t-3304", 56)]
    [InlineData("gb-t-4658", 40)]
    [InlineData("gb-t-4762", 13)]
    [InlineData("organisation-kinds", 10)]
    public void The_standard_lists_are_complete(string id, int codes)
    {
        var all = CodeSet.Find(id)!.At(Today).All;
        Assert.Equal(codes, all.Count);
        Assert.Equal(codes, all.Select(c => c.Code).Distinct().Count());
    }

    [Fact]
    public void Every_list_has_names_in_both_languages_and_no_word_means_two_codes()
    {
        foreach (var (set, version) in CodeSet.Every.SelectMany(s => s.Versions.Select(v => (s, v))))
        {
            Assert.NotEqual("", set.Name.Zh);
            Assert.NotEqual("", set.Name.En);
            Assert.All(version.All, c => Assert.DoesNotContain('.', c.Zh + c.En));
            var twice = version.All.SelectMany(c => c.Words.Prepend(c.Code).Distinct(StringComparer.OrdinalIgnoreCase).Select(w => (Word: w.ToUpperInvariant(), c.Code))).GroupBy(w => w.Word).Where(g => g.Count() > 1);
            Assert.Empty(twice.Select(g => $"{set.Id}: {g.Key}"));
        }
    }

    [Theory]
    [InlineData("1", "01")]
    [InlineData("01", "01")]
    [InlineData("汉", "01")]
    [InlineData("汉族", "01")]
    [InlineData("han", "01")]
    [InlineData("HA", "01")]
    [InlineData("57", null)]
    [InlineData("外国血统", null)]
    public void A_code_is_meant_by_code_name_or_known_word(string typed, string? code) => Assert.Equal(code, CodeSet.EthnicGroups.At(Today).Meant(typed));

    [Fact]
    public void Versions_hold_by_the_day_and_a_code_of_an_older_one_keeps_its_name()
    {
        var set = new CodeSet("t", new BothLanguages { Zh = "试", En = "Test" }, "T",
        [
            new CodeSetVersion(new DateOnly(2000, 1, 1), [new CodeName("1", "旧", "Old", []), new CodeName("2", "二", "Two", [])]),
            new CodeSetVersion(new DateOnly(2020, 1, 1), [new CodeName("2", "两", "Second", []), new CodeName("3", "三", "Three", [])]),
        ]);

        Assert.True(set.At(new DateOnly(2019, 12, 31)).Has("1"));
        Assert.False(set.At(new DateOnly(2020, 1, 1)).Has("1"));
        Assert.True(set.At(new DateOnly(1990, 1, 1)).Has("1"));
        Assert.Equal(("旧", "Second", "9"), (set.NameOf("1", chinese: true), set.NameOf("2", chinese: false), set.NameOf("9", chinese: true)));
    }
}
