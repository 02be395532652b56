using Microsoft.Extensions.Logging.Abstractions;
using Zhijian.Modules.Demonstration;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Points;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Oversight.Overview;
using Zhijian.Modules.People.Sealing;
using Zhijian.Modules.Privacy.Incidents;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Backup;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Identity.Tokens;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian;

/// <summary>Puts the commands together from platform and modules: the one place that may mention all of them.</summary>
internal static class ProgramParts
{
    public static ProgramCommands Commands(Settings settings) => new()
    {
        Serve = (options, cancel) => Serve(settings, options, cancel),
        Demo = (options, cancel) => Demo(settings, options, cancel),
        Migrate = cancel => Migrate(settings, cancel),
        CreateToken = (account, cancel) => CreateToken(settings, account, cancel),
        Rebuild = cancel => Rebuild(settings, cancel),
        Check = cancel => Check(settings, cancel),
    };

    /// <summary>The commands with sub-commands of their own.</summary>
    public static IReadOnlyList<System.CommandLine.Command> MoreCommands(Settings settings) =>
    [
        AuditCommands.Of((act, cancel) => Inside(settings, act, cancel)),
        IncidentCommands.Of((act, cancel) => Inside(settings, act, cancel), name => Directory.Exists(Path.Combine(BackupPlace.Of(settings).Bases, Path.GetFileName(name)))),
        KeysCommands.Of((act, cancel) => Inside(settings, act, cancel)),
        RetentionCommands.Of((act, cancel) => Inside(settings, act, cancel)),
        .. BackupCommands.Of(settings, (act, cancel) => Inside(settings, act, cancel)),
    ];

    private static async Task<int> Serve(Settings settings, ServeOptions options, CancellationToken cancel)
    {
        await using var whole = await Whole.Start(settings, cancel, meanwhile: Tables.Describe);
        var (database, app) = whole;
        if (VersionFloors.WhyNotServe(Environment.Version, await PostgresNumber(database, cancel), Environment.GetEnvironmentVariable(VersionFloors.AcceptedBy)) is { } old)
        {
            await Console.Error.WriteLineAsync(ConsoleTexts.Say("serve.too-old", old, VersionFloors.AcceptedBy));
            return 1;
        }
        if (await DemonstrationUniversity.EnsureLoaded(app.Services, options.Empty, database.OwnerConnection, cancel))
        {
            await Analyze(database, cancel);
        }
        await InstitutionReader.Read(app.Services, cancel);
        if (app.Services.GetRequiredService<Institution>().NeedsSetUp)
        {
            Console.WriteLine(ConsoleTexts.Say("serve.set-up-code", app.Services.GetRequiredService<SetUpCode>().Text));
        }
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(ConsoleTexts.Say("serve.address", settings.Urls)));
        await app.StartAsync(cancel);
        var lookingAfter = database.LookAfter(app.Services.GetRequiredService<ILogger<EmbeddedPostgres>>(), app.Lifetime.ApplicationStopping);
        await app.WaitForShutdownAsync(cancel);
        await lookingAfter;
        return 0;
    }

    /// <summary>As PostgreSQL counts its versions: 150018 is 15.18.</summary>
    private static async Task<int> PostgresNumber(Database database, CancellationToken cancel)
    {
        await using var connection = new Npgsql.NpgsqlConnection(database.AppConnection);
        await connection.OpenAsync(cancel);
        await using var command = new Npgsql.NpgsqlCommand("select current_setting('server_version_num')::int", connection);
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<int> Demo(Settings settings, DemoOptions options, CancellationToken cancel)
    {
        await using var whole = await Whole.Start(settings, cancel);
        var (database, app) = whole;
        var code = await DemonstrationUniversity.Load(app.Services, options, database.OwnerConnection, cancel);
        if (code == 0)
        {
            await Analyze(database, cancel);
        }
        return code;
    }

    /// <summary>Fresh statistics and no dead rows after a bulk load; only the owner of the tables may see to that.</summary>
    private static async Task Analyze(Database database, CancellationToken cancel)
    {
        if (database.OwnerConnection is not { } owner)
        {
            return;
        }
        await using var connection = new Npgsql.NpgsqlConnection(owner);
        await connection.OpenAsync(cancel);
        await using var command = new Npgsql.NpgsqlCommand("vacuum (analyze)", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<int> Migrate(Settings settings, CancellationToken cancel)
    {
        await using var database = await Database.Of(settings, NullLogger.Instance, cancel);
        await BringUp(settings, database, cancel);
        return 0;
    }

    /// <summary>Recomputes every derived number from the traces and compares; differences are mended and end with exit code 1.</summary>
    private static Task<int> Rebuild(Settings settings, CancellationToken cancel) => Inside(settings, async services =>
    {
        var report = await services.GetRequiredService<FigureRebuild>().Rebuild(cancel);
        var points = await services.GetRequiredService<PointsBook>().Rebuild(write: true, cancel);
        await services.GetRequiredService<Fence>().Commit(cancel);
        Console.WriteLine(ConsoleTexts.Say("rebuild.done", report.Figures, report.Obligations, report.Sums, report.Differences));
        Console.WriteLine(ConsoleTexts.Say("rebuild.points", points.Postings, points.Differences));
        return report.Differences + points.Differences == 0 ? 0 : 1;
    }, cancel);

    /// <summary>Makes a token and prints it, the only time it is told.</summary>
    private static Task<int> CreateToken(Settings settings, string account, CancellationToken cancel) => Inside(settings, async services =>
    {
        var (decision, token) = await services.GetRequiredService<CreateTokenAction>().Run(account, "./run token create", SystemActors.SetUp.Actor, cancel);
        if (decision.Refusal is { } refusal)
        {
            await Console.Error.WriteLineAsync(TextFiles.Find(ConsoleTexts.Language(Environment.GetEnvironmentVariable), $"refusal.{refusal.Code}"));
            return 1;
        }
        await services.GetRequiredService<Fence>().Commit(cancel);
        Console.WriteLine(token);
        return 0;
    }, cancel);

    private static async Task<int> Check(Settings settings, CancellationToken cancel)
    {
        await using var database = await Database.Open(settings, NullLogger.Instance, cancel);
        List<HealthFinding> found = [.. await new Health(database.AppConnection, settings.DataFolder).Look(cancel)];
        if (database.Embedded is not null)
        {
            found.AddRange(Health.OfBackups(BackupState.Of(BackupPlace.Of(settings)), TimeProvider.System.GetUtcNow()));
        }
        foreach (var finding in found)
        {
            Console.WriteLine($"{(finding.IsWell ? "✓" : "✗")} {finding.Sentence}");
        }
        var unwell = found.Count(f => !f.IsWell);
        Console.WriteLine(unwell == 0 ? ConsoleTexts.Say("health.well") : ConsoleTexts.Say("health.unwell", unwell));
        return unwell == 0 ? 0 : 1;
    }

    /// <summary>Runs a command with the program's services as the set-up actor, without serving.</summary>
    private static async Task<int> Inside(Settings settings, Func<IServiceProvider, Task<int>> act, CancellationToken cancel)
    {
        await using var whole = await Whole.Start(settings, cancel);
        await using var scope = whole.App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Fence>().Enclose(FencedScope.Of(SystemActors.SetUp.Path));
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = SystemActors.SetUp.Actor;
        return await act(scope.ServiceProvider);
    }

    private static WebApplication Build(Settings settings, Database database)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddZhijian(database.AppConnection, settings.DataFolder);
        if (database.Embedded is { } server)
        {
            var place = BackupPlace.Of(settings);
            builder.Services.AddSingleton(s =>
            {
                var (keys, clock) = (s.GetRequiredService<KeyFile>(), s.GetRequiredService<TimeProvider>());
                var attachments = new AttachmentArchive(place, clock);
                var point = new RecoveryPoint(place, server, attachments, clock);
                return new BackupWork(place, new BackupMaker(place, server, s.GetRequiredService<AuditKeys>(), keys, clock), new Drill(place, keys, point, BuildForDrill, clock), attachments, point, clock);
            });
        }
        var app = builder.Build();
        app.UseZhijian();
        return app;
    }

    /// <summary>The same program on restored data: on a free port, and without work of its own.</summary>
    internal static WebApplication BuildForDrill(string connection, string dataFolder)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddZhijian(connection, dataFolder);
        builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(Platform.Jobs.RecurringJobs)));
        var app = builder.Build();
        app.UseZhijian();
        return app;
    }

    /// <summary>Starts the database and makes it ready for this version of the program.</summary>
    private static async Task BringUp(Settings settings, Database database, CancellationToken cancel)
    {
        await database.Start(cancel);
        if (database.Notice is { } notice)
        {
            Console.WriteLine(notice);
        }
        await database.BringUpToDate(cancel);
        var keys = KeyFile.Of(new DataFolder(settings.DataFolder), Environment.GetEnvironmentVariable);
        await KeyGuard.Check(database.AppConnection, keys, cancel);
        if (database.OwnerConnection is { } tables)
        {
            await SealPlainMembers.Run(tables, new Vault(keys), cancel);
        }
    }

    /// <summary>The program and its database, ready to work. The program is put together while the database starts.</summary>
    private sealed record Whole(Database Database, WebApplication App) : IAsyncDisposable
    {
        /// <param name="meanwhile">What else is done before the program is asked anything, while the database starts.</param>
        public static async Task<Whole> Start(Settings settings, CancellationToken cancel, Action? meanwhile = null)
        {
            var database = await Database.Of(settings, NullLogger.Instance, cancel);
            var building = Task.Run(
                () =>
                {
                    var app = Build(settings, database);
                    meanwhile?.Invoke();
                    return app;
                },
                CancellationToken.None);
            try
            {
                await BringUp(settings, database, cancel);
                return new Whole(database, await building);
            }
            catch
            {
                await building.ContinueWith(built => built.IsCompletedSuccessfully ? built.Result.DisposeAsync().AsTask() : Task.CompletedTask, TaskScheduler.Default).Unwrap();
                await database.DisposeAsync();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
