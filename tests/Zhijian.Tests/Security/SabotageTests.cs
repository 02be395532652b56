using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>The ordinary tests notice when a protection is taken away.</summary>
public sealed class SabotageTests
{
    private const int Asked = 30;
    private static readonly bool Long = TestRun.IsLong;

    [Fact]
    public void Every_fault_finds_its_place_and_its_tests()
    {
        var tests = typeof(SabotageTests).Assembly.GetTypes().Where(t => t.IsPublic).SelectMany(t => t.GetMethods().Select(m => $"{t.FullName}.{m.Name}").Append(t.FullName!)).ToHashSet();

        Breaches.None(PlantedFault.All.GroupBy(f => f.Fault).Where(g => g.Count() > 1).Select(g => $"{g.Key} stands there twice")
            .Concat(PlantedFault.All.SelectMany(f => f.CaughtBy.Where(t => !tests.Contains("Zhijian." + t)).Select(t => $"{f.Fault}: there is no test {t}")))
            .Concat(PlantedFault.All.Where(f => f.CaughtBy.Count == 0 || !f.Put.Contains("SABOTAGED", StringComparison.Ordinal)).Select(f => $"{f.Fault} has no switch, or nobody who would notice it"))
            .Concat(PlantedFault.All.Select(f => (f.Fault, f.File, Places: Places(f))).Where(f => f.Places != 1).Select(f => $"{f.Fault}: its text stands {f.Places} times in {f.File}")));
        Assert.InRange(PlantedFault.All.Count, Asked, 200);
    }

    [Fact]
    public void The_program_that_people_run_knows_of_no_fault()
    {
        Assert.DoesNotContain(typeof(Platform.IModule).Assembly.GetTypes(), t => t.FullName == "Zhijian.Sabotage");
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(World.Repository, "src"), "*.cs", SearchOption.AllDirectories), f => File.ReadAllText(f).Contains("Sabotage", StringComparison.Ordinal));
    }

    /// <summary>Takes the build of a copy and one run of tests for each fault: only in the long run.</summary>
    [Fact]
    public async Task Every_planted_fault_is_caught_by_ordinary_tests()
    {
        if (!Long)
        {
            return;
        }
        var copy = await SabotagedCopy.Build();
        var (ran, wrong) = await copy.Test(null, PlantedFault.All.SelectMany(f => f.CaughtBy).Distinct());
        Assert.True(ran > 0 && wrong.Count == 0, "Without a fault these tests must pass: " + string.Join(", ", wrong));

        List<string> uncaught = [];
        foreach (var fault in PlantedFault.All)
        {
            var (_, failed) = await copy.Test(fault.Fault, fault.CaughtBy);
            Console.WriteLine($"{fault.Fault}: {(failed.Count == 0 ? "nobody noticed" : string.Join(", ", failed.Distinct().Take(3)))}");
            if (failed.Count == 0)
            {
                uncaught.Add($"{fault.Fault}: {fault.TakesAway}, and none of {string.Join(", ", fault.CaughtBy)} notices");
            }
        }
        Console.WriteLine($"figure sabotage-caught {PlantedFault.All.Count - uncaught.Count} {PlantedFault.All.Count} {(uncaught.Count == 0 ? "met" : "short")}");
        Breaches.None(uncaught);
    }

    private static int Places(PlantedFault fault)
    {
        var path = Path.Combine(World.Repository, "src", "Zhijian", fault.File);
        return File.Exists(path) ? File.ReadAllText(path).Split(fault.Find).Length - 1 : 0;
    }
}
