using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Architecture;

/// <summary>The folders are the architecture. These tests hold the code to what the tree shows; each also finds the breach in a fixture made to break it.</summary>
public sealed partial class ModuleMapTests
{
    /// <summary>Those who write many rows of several modules at once, with the reason.</summary>
    private static readonly Dictionary<string, string> BulkWriters = new()
    {
        ["Demonstration"] = "loads a whole university through the same rules, at bulk speed",
    };

    private static readonly ModuleMap Program = new(Code.Program, "Zhijian");
    private static readonly ModuleMap Broken = new([.. Code.Written(Assembly.GetExecutingAssembly()).Where(t => t.Namespace!.StartsWith("Zhijian.Broken", StringComparison.Ordinal))], "Zhijian.Broken");

    [Fact]
    public void Every_module_folder_has_its_module()
    {
        Assert.Contains(Broken.FoldersWithoutModule(), b => b.Contains("Aside", StringComparison.Ordinal));
        Breaches.None(Program.FoldersWithoutModule());
    }

    [Fact]
    public void A_module_mentions_only_the_modules_it_says_it_needs()
    {
        Assert.Contains(Broken.UndeclaredNeeds(), b => b.Contains("AsideThing", StringComparison.Ordinal));
        Breaches.None(Program.UndeclaredNeeds());
    }

    [Fact]
    public void Sub_folders_are_private_to_their_module()
    {
        Assert.Contains(Broken.ReachesIntoSubFolders(), b => b.Contains("Workshop.Tool", StringComparison.Ordinal));
        Breaches.None(Program.ReachesIntoSubFolders());
    }

    [Fact]
    public void The_map_has_no_circles()
    {
        Assert.NotEmpty(Broken.Circles());
        Breaches.None(Program.Circles());
    }

    [Fact]
    public void The_platform_mentions_no_module()
    {
        Assert.Contains(Broken.PlatformMentioningModules(), b => b.Contains("LowThing", StringComparison.Ordinal));
        Breaches.None(Program.PlatformMentioningModules());
    }

    [Fact]
    public void Things_and_rules_touch_neither_clock_nor_database_nor_web()
    {
        Assert.Contains(Broken.RulesTouchingTheWorld(), b => b.Contains("TimeProvider", StringComparison.Ordinal));
        Breaches.None(Program.RulesTouchingTheWorld());
    }

    [Fact]
    public void A_module_changes_only_its_own_tables_and_reads_only_those_of_modules_it_needs()
    {
        Assert.NotEmpty(Broken.SqlOnForeignTables(new Dictionary<string, string> { ["low_table"] = "Low" }, BulkWriters));
        Breaches.None(Program.SqlOnForeignTables(Tables.ModuleOf, BulkWriters));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public void A_door_is_used_only_by_those_listed(string door)
    {
        var (opens, listed) = DoorsByName[door];
        var users = Users(Code.Program, opens);

        Breaches.None(users.Except(listed));
        Breaches.None(listed.Except(users).Select(u => $"{u} is listed for '{door}' but doesn't use it any more"));
    }

    [Theory]
    [InlineData("saves rows")]
    [InlineData("makes a system actor")]
    [InlineData("makes a connection")]
    [InlineData("reads the machine's clock")]
    public void The_test_of_doors_sees_a_user_that_is_not_listed(string door) =>
        Assert.NotEmpty(Users([.. Code.Written(Assembly.GetExecutingAssembly()).Where(t => t.Namespace!.StartsWith("Zhijian.Broken", StringComparison.Ordinal))], DoorsByName[door].Opens));

    [Fact]
    public void Names_that_say_nothing_are_not_used()
    {
        Assert.Contains("RowManager", Empties("RowManager", "Activity"));
        Breaches.None(Empties([.. Code.Program.Select(t => t.Name)]));
        Breaches.None(Empties([.. Code.Program.Select(t => t.Namespace!.Split('.')[^1])]));
    }

    public static TheoryData<string> Doors => [.. DoorsByName.Keys];

    /// <summary>What only few may do, and who they are.</summary>
    private static readonly Dictionary<string, (Func<Step, bool> Opens, string[] Listed)> DoorsByName = new()
    {
        ["saves rows"] = (s => s.Calls(typeof(DbContext), nameof(DbContext.SaveChanges)) || s.Calls(typeof(DbContext), nameof(DbContext.SaveChangesAsync)),
            ["Journal", "MoveMemberAction"]),
        ["makes a system actor"] = (s => s.Constructs(typeof(SystemActor)) && s.Owner != typeof(SystemActor), ["SystemActors"]),
        ["makes a connection"] = (s => !IsStorage(s) && (s.Constructs(typeof(NpgsqlConnection)) || s.Constructs(typeof(NpgsqlDataSourceBuilder)) || s.Calls(typeof(NpgsqlDataSource), nameof(NpgsqlDataSource.Create))),
            ["BackupMaker", "Drill", "Health", "KeyGuard", "ProgramParts", "RecoveryPoint", "Restorer", "SealPlainMembers"]),
        ["opens a connection"] = (s => s.Member is MethodInfo { Name: "OpenConnection" or "OpenConnectionAsync" } && !IsStorage(s), ["Health", "SealPlainMembers", "Yardsticks"]),
        ["makes a fence"] = (s => s.Constructs(typeof(Fence)), ["ActorCache", "AnswerWriter", "CheckInWriter", "OwnersLoad", "RememberedRows`3", "SessionCache"]),
        ["reads the machine's clock"] = (s => s.Member is MethodInfo { Name: "get_Now" or "get_UtcNow" or "get_Today" } m && (m.DeclaringType == typeof(DateTime) || m.DeclaringType == typeof(DateTimeOffset)), ["Health"]),
        ["makes up a refusal outside its list"] = (s => s.Constructs(typeof(Refusal)) && s.Method.Name != ".cctor" && s.Owner != typeof(Refusal), []),
    };

    /// <summary>Whoever writes a trace line without the journal tells nobody, so nobody may be waiting for that fact; or they do what the listeners would, as said here.</summary>
    [Fact]
    public void What_is_traced_without_the_journal_is_heard_by_nobody()
    {
        string[] doThemselvesWhatListenersWould =
        [
            // Listeners note the origin of what was typed; a list brings its own.
            "EnterManyAction writes MemberAdded", "EnterManyAction writes MemberCorrected",
        ];
        var heard = Code.Program.SelectMany(t => t.GetInterfaces()).Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IWhen<>)).Select(i => i.GetGenericArguments()[0].Name).ToHashSet();
        var written = Code.Program.Where(t => t != typeof(Journal)).SelectMany(Code.Steps)
            .Where(s => s.Member is MethodInfo { Name: nameof(Journal.Entry), IsGenericMethod: true } m && m.DeclaringType == typeof(Journal))
            .Select(s => (Owner: s.Owner.Name, Fact: ((MethodInfo)s.Member!).GetGenericArguments()[0])).Distinct().ToList();
        // The demonstration's past is laid out whole, with everything that followed from it.
        Assert.Equal(["Rows"], written.Where(w => w.Fact.IsGenericParameter).Select(w => w.Owner).Distinct());
        var bySql = Code.Program.SelectMany(Code.Steps).Where(s => s.Text?.Contains("insert into journal", StringComparison.Ordinal) == true).Select(s => s.Owner.Name).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["AnswerWriter", "CheckInSql"], bySql);
        Assert.DoesNotContain(nameof(Modules.Activities.MemberCheckedIn), heard);

        Assert.True(heard.Count > 10 && written.Count > 10);
        Assert.Equal(doThemselvesWhatListenersWould, written.Where(w => heard.Contains(w.Fact.Name)).Select(w => $"{w.Owner} writes {w.Fact.Name}").Order(StringComparer.Ordinal));
    }

    private static string[] Users(IEnumerable<Type> types, Func<Step, bool> opens) => [.. types.SelectMany(Code.Steps).Where(opens).Select(s => s.Owner.Name).Distinct().Order(StringComparer.Ordinal)];

    private static bool IsStorage(Step step) => step.Owner.Namespace == "Zhijian.Platform.Storage";

    private static string[] Empties(params string[] names) => [.. names.Where(n => Empty().IsMatch(n)).Distinct()];

    [GeneratedRegex("(Manager|Helpers?|Services?|Utils?|Utilities|Common|Async|Impl)$")]
    private static partial Regex Empty();
}
