using System.Diagnostics;
using Zhijian.Testing;

namespace Zhijian.Modules.Importing.Members;

/// <summary>Of people planted with slips of the hand nearly all are found, few others are proposed, and it is quick.</summary>
public sealed class TwinFinderTests
{
    private const int Known = 100_000;
    private const int Brought = 1000;
    private const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
    private const string Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建文国志立海云晓红梅林峰雪宇浩然子轩雨桐佳怡欣悦思远嘉树行之清禾知夏听舟望舒言溪景怀瑾若水长歌千帆如秋练云亭衡芜木森鸣远费微莫问津慕白";

    [Fact]
    public void Planted_twins_are_found_in_time()
    {
        var random = new Random(11);
        string Name() => Surnames[random.Next(Surnames.Length)] + new string([.. Enumerable.Range(0, random.Next(4) == 0 ? 1 : 2).Select(_ => Given[random.Next(Given.Length)])]);
        DateOnly Birth() => new DateOnly(1950, 1, 1).AddDays(random.Next(20_000));
        var branches = Enumerable.Range(0, 4000).Select(_ => Guid.NewGuid()).ToArray();
        var known = Enumerable.Range(0, Known).Select(_ => (Person: new KnownPerson(Guid.NewGuid(), Name(), branches[random.Next(branches.Length)], random.Next(2) == 0 ? "1" : "2"), Birth: Birth())).ToArray();
        Dictionary<int, Guid> planted = [];
        List<BroughtPerson> brought = [];
        for (var row = 1; row <= Brought; row++)
        {
            if (row % 2 == 0)
            {
                brought.Add(new BroughtPerson(row, Name(), branches[random.Next(branches.Length)], null, Birth()));
                continue;
            }
            var (person, birth) = known[random.Next(known.Length)];
            planted[row] = person.Id;
            brought.Add(TwinSlips.Of(row, person, birth, branches, random));
        }
        var births = known.ToDictionary(k => k.Person.Id, k => k.Birth);
        var clock = Stopwatch.StartNew();
        var finder = new TwinFinder(brought);
        Dictionary<int, (Guid Twin, int Points)> best = [];
        foreach (var candidate in known.SelectMany(k => finder.Like(k.Person)))
        {
            var points = TwinFinder.Points(candidate, brought[candidate.Row - 1].Birth, births[candidate.Known]);
            if (points >= TwinFinder.Enough && points > best.GetValueOrDefault(candidate.Row).Points)
            {
                best[candidate.Row] = (candidate.Known, points);
            }
        }
        var took = clock.Elapsed.TotalSeconds;
        var right = planted.Count(p => best.TryGetValue(p.Key, out var found) && found.Twin == p.Value);
        var (recall, precision) = ((double)right / planted.Count, (double)right / best.Count);
        Console.WriteLine($"figure twins-seconds {took:F2} 2 {(took <= 2 ? "met" : "short")}");
        Console.WriteLine($"figure twins-recall {recall:F3} 0.98 {(recall >= 0.98 ? "met" : "short")}");
        Console.WriteLine($"figure twins-precision {precision:F3}");
        Assert.InRange(recall, 0.98, 1);
        Assert.InRange(precision, 0.8, 1);
    }

    [Theory]
    [InlineData("孟怀瑾", "孟怀谨", "1985-03-04", "1985-03-04", false, true)]
    [InlineData("孟怀瑾", "孟瑾怀", "1985-03-04", "1985-03-04", false, true)]
    [InlineData("孟怀瑾", "孟怀瑾", "1985-03-04", "1985-04-03", false, true)]
    [InlineData("孟怀瑾", "孟怀瑾", "1985-03-04", "1985-03-14", false, true)]
    [InlineData("孟怀瑾", "孟怀瑾", null, "1985-03-04", true, true)]
    [InlineData("孟怀瑾", "孟怀瑾", null, "1985-03-04", false, false)]
    [InlineData("孟怀瑾", "孟怀瑾", "1985-03-04", "1990-11-22", true, false)]
    [InlineData("孟怀瑾", "孟怀谨", null, "1985-03-04", true, false)]
    [InlineData("王伟", "王芳", "1985-03-04", "1985-03-04", false, false)]
    [InlineData("王伟", "王芳", "1985-03-04", "1985-03-04", true, true)]
    public void Two_are_shown_to_a_person_when_enough_speaks_for_it(string a, string b, string? birthA, string birthB, bool sameBranch, bool shown)
    {
        var (branch, other) = (Guid.NewGuid(), Guid.NewGuid());
        var brought = new BroughtPerson(1, a, branch, "1", birthA is null ? null : DateOnly.Parse(birthA, System.Globalization.CultureInfo.InvariantCulture));
        var known = new KnownPerson(Guid.NewGuid(), b, sameBranch ? branch : other, null);
        var points = new TwinFinder([brought]).Like(known).Select(c => TwinFinder.Points(c, brought.Birth, DateOnly.Parse(birthB, System.Globalization.CultureInfo.InvariantCulture))).DefaultIfEmpty(0).Max();
        Assert.Equal(shown, points >= TwinFinder.Enough);
    }
}
