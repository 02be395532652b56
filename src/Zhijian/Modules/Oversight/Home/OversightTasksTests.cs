using System.Net;
using Zhijian.Platform.Backup;
using Zhijian.Testing;

namespace Zhijian.Modules.Oversight.Home;

public sealed class OversightTasksTests(World world) : IClassFixture<World>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 9, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData(false, null, null, false, "oversight.task-no-key")]
    [InlineData(true, null, null, false, null)]
    [InlineData(true, 35, null, false, null)]
    [InlineData(true, 37, null, false, "oversight.task-backup-old")]
    [InlineData(true, 5, "disk", false, "oversight.task-backup-failed")]
    [InlineData(true, 5, null, true, "oversight.task-drill-failed")]
    public void The_worst_thing_about_the_backups_is_asked_for_first(bool hasKey, int? hoursOld, string? problem, bool drillFailed, string? asked)
    {
        var drill = drillFailed ? new DrillResult(Now, "", "no", 0, 0, 0, 0, 0, 0) : null;
        var state = new BackupState(hasKey, hoursOld is { } hours ? Now.AddHours(-hours) : null, 1, drill) { HasKey = hasKey, Problem = problem is null ? null : new BackupProblem(Now, problem) };
        Assert.Equal(asked, OversightTasks.Backups(state, Now));
    }

    [Fact]
    public async Task An_administrators_home_shows_their_own_work_and_no_organisations()
    {
        var admin = await world.SignedIn(world.University.Admin);
        var home = await admin.Open("/");
        Assert.Equal(HttpStatusCode.OK, admin.Status);
        Assert.Null(home.QuerySelector(".z-nav a[href='/records']"));
        Assert.Null(home.QuerySelector("a[href^='/?period']"));
    }
}
