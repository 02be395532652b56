using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Architecture;

/// <summary>The line the product never crosses: no ranking or profile of persons, no time online, no location or photograph of persons, no judging of what people think.</summary>
public sealed partial class NeverLineTests(World world) : IClassFixture<World>
{
    /// <summary>Words that would give such a thing away, each with the reason it is forbidden.</summary>
    private static readonly Dictionary<string, string> Forbidden = new()
    {
        ["rank|ranks|ranking|rankings|leaderboard|scoreboard|standings-of-members"] = "persons are never ranked",
        ["score|scores|scoring|grade-of|credit-score|merit-points|member-points"] = "persons are never scored",
        ["profile|profiles|profiling|portrait|persona"] = "persons are never profiled",
        ["online-time|time-online|time-spent|minutes-online|seconds-online|dwell|dwell-time|last-seen|last-active|heartbeat|watch-time|reading-time"] = "time online is never measured",
        ["latitude|longitude|geo|gps|geofence|geolocation|coordinates|location|locations"] = "nobody's location is taken",
        ["photo|photos|selfie|avatar|face|facial|biometric|biometrics|camera-shot"] = "nobody's photograph is taken",
        ["opinion|opinions|sentiment|mood|loyalty|attitude|stance|ideology|thought|thoughts|leaning|orientation-of"] = "what people think is never judged or inferred",
    };

    /// <summary>Chinese words that no text may hold, unless it says that the thing is not done.</summary>
    private static readonly Dictionary<string, string> ForbiddenChinese = new()
    {
        ["排名|排行|名次|光荣榜"] = "persons are never ranked",
        ["积分|打分|评分|得分"] = "persons are never scored",
        ["画像"] = "persons are never profiled",
        ["在线时长|学习时长|停留时间|最近在线"] = "time online is never measured",
        ["定位|经纬度|位置签到"] = "nobody's location is taken",
        ["人脸|自拍|拍照签到|头像"] = "nobody's photograph is taken",
        ["思想倾向|思想状况分析|态度分析|情绪|忠诚度|立场"] = "what people think is never judged or inferred",
    };

    /// <summary>Words met that are innocent where they stand, with the reason.</summary>
    private static readonly Dictionary<string, string> Innocent = new()
    {
        ["OrganisationProfile"] = "kind and age of an organisation, from which its duties follow; no person",
        ["rules.value.written-opinion-counts"] = "the same rule's label",
        ["VotePolicy.WrittenOpinionCounts"] = "whether an absent voter's written vote counts (rules of election)",
    };

    [Theory]
    [InlineData("/api/v1/members/ranking")]
    [InlineData("member.last_seen_at")]
    [InlineData("activity.check-in.photo")]
    [InlineData("MemberSort.Score")]
    [InlineData("attendance.gps")]
    public void The_guard_sees_a_word_that_crosses_the_line(string name) => Assert.NotEmpty(Crossings([name]));

    [Theory]
    [InlineData("activity.place")]
    [InlineData("activity.online-link")]
    [InlineData("figure.standing")]
    [InlineData("platform.upgrade")]
    public void The_guard_lets_innocent_words_pass(string name) => Breaches.None(Crossings([name]));

    [Fact]
    public void No_route_crosses_the_line() =>
        Breaches.None(Crossings(world.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText!)));

    [Fact]
    public async Task No_column_crosses_the_line()
    {
        await using var source = NpgsqlDataSource.Create(world.Database.OwnerConnection);
        await using var command = source.CreateCommand("select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'");
        await using var reader = await command.ExecuteReaderAsync();
        List<string> columns = [];
        while (await reader.ReadAsync())
        {
            columns.Add(reader.GetString(0));
        }

        Assert.NotEmpty(columns);
        Breaches.None(Crossings(columns));
    }

    [Fact]
    public void No_text_crosses_the_line()
    {
        Assert.NotEmpty(ChineseCrossings(new Dictionary<string, string> { ["a"] = "党员积分排名" }));
        Breaches.None(Crossings(TextFiles.Of(TextFiles.English).Keys));
        Breaches.None(ChineseCrossings(TextFiles.Of(TextFiles.Chinese)));
    }

    [Fact]
    public void No_type_property_or_sort_key_crosses_the_line() =>
        Breaches.None(Crossings(Code.Program.SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => m is PropertyInfo || (m is FieldInfo f && (f.IsLiteral || t.IsEnum))).Select(m => $"{t.Name}.{m.Name}").Append(t.Name))));

    private static string[] Crossings(IEnumerable<string> names) =>
        [.. from name in names.Distinct()
            where !Innocent.ContainsKey(name) && !Innocent.ContainsKey(name.Split('.')[0])
            let words = "-" + string.Join('-', Separators().Split(Words.Kebab(name)).Where(w => w.Length > 0)).ToLowerInvariant() + "-"
            from line in Forbidden
            from word in line.Key.Split('|')
            where words.Contains($"-{word}-", StringComparison.Ordinal)
            select $"{name}: '{word}' — {line.Value}"];

    private static string[] ChineseCrossings(IReadOnlyDictionary<string, string> texts) =>
        [.. from text in texts
            where !Denial().IsMatch(text.Value)
            from line in ForbiddenChinese
            from word in line.Key.Split('|')
            where text.Value.Contains(word, StringComparison.Ordinal)
            select $"{text.Key}: '{word}' — {line.Value}"];

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex Separators();

    [GeneratedRegex("不(做|会|得|评|排|采集|记录|要求|统计|用于)|从不|无需|never", RegexOptions.IgnoreCase)]
    private static partial Regex Denial();
}
