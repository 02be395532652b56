using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Platform.Backup;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Oversight.Backups;

/// <summary>The page of backups says how they stand and begins one beside the requests; what goes wrong stands on it.</summary>
public sealed class BackupPageTests(BackupPageTests.WithBackups world) : IClassFixture<BackupPageTests.WithBackups>
{
    [Fact]
    public void A_backup_begins_only_where_it_can()
    {
        var none = new BackupState(false, null, 0, null);
        var made = new BackupState(true, DateTimeOffset.UnixEpoch, 1, null) { HasKey = true };
        Assert.Equal(BackupRefusals.Outside, StartBackupAction.WhyNot(null, isBusy: false, isDrill: false));
        Assert.Equal(BackupRefusals.NoKey, StartBackupAction.WhyNot(none, isBusy: false, isDrill: false));
        Assert.Equal(BackupRefusals.NoBackup, StartBackupAction.WhyNot(none, isBusy: false, isDrill: true));
        Assert.Equal(BackupRefusals.Busy, StartBackupAction.WhyNot(made, isBusy: true, isDrill: true));
        Assert.Null(StartBackupAction.WhyNot(made, isBusy: false, isDrill: true));
        Assert.Null(StartBackupAction.WhyNot(none with { HasKey = true }, isBusy: false, isDrill: false));
    }

    [Fact]
    public async Task The_page_begins_a_backup_and_tells_what_went_wrong()
    {
        var admin = await world.SignedIn(world.University.Admin);
        var page = await admin.Open("/oversight/backups");
        Assert.True(page.QuerySelectorAll("form[action='/oversight/backups/make'] button[disabled]").Length == 1);
        Assert.Contains("backup key", admin.Text, StringComparison.Ordinal);

        await File.WriteAllTextAsync(world.Place.RecipientFile, "age1somebody\n", TestContext.Current.CancellationToken);
        page = await admin.Open("/oversight/backups");
        Assert.Contains(BackupPlace.FingerprintOf("age1somebody"), admin.Text, StringComparison.Ordinal);
        await admin.Press(page, "备份");
        Assert.Contains("已开始", admin.Text, StringComparison.Ordinal);
        Assert.Equal(1, await world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.Fact == nameof(BackupBegun))));
        for (var i = 0; i < 100 && BackupState.Of(world.Place).Problem is null; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        await admin.Open("/oversight/backups/panel");
        Assert.Contains("上次备份失败", admin.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_read_it_without_the_buttons_or_not_at_all()
    {
        var department = await world.SignedIn(world.University.OrganisationDepartment);
        var page = await department.Open("/oversight/backups");
        Assert.Empty(page.QuerySelectorAll("form[action^='/oversight/backups/']"));
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open("/oversight/backups");
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);
    }

    /// <summary>A world whose backups fail at once.</summary>
    public sealed class WithBackups : World
    {
        internal BackupPlace Place { get; } = TestFolder.New("page-of-backups") is var folder ? new(Path.Combine(folder, "backup"), folder) : throw new InvalidOperationException();

        protected override void Configure(WebApplicationBuilder builder) =>
            builder.Services.AddSingleton(new BackupWork(Place, null!, null!, new AttachmentArchive(Place, TimeProvider.System), null!, TimeProvider.System));
    }
}
