using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian;

/// <summary>Puts the commands together from platform and modules: the one place that may mention all of them.</summary>
internal static class ProgramParts
{
    public static ProgramCommands Commands(Settings settings) => new()
    {
        Serve = (options, cancel) => Serve(settings, options, cancel),
        Demo = (options, cancel) => throw new NotSupportedException(),
        Migrate = cancel => Migrate(settings, cancel),
        CreateToken = (account, cancel) => throw new NotSupportedException(),
        Rebuild = cancel => throw new NotSupportedException(),
        Check = cancel => throw new NotSupportedException(),
    };

    private static async Task<int> Serve(Settings settings, ServeOptions options, CancellationToken cancel)
    {
        await using var database = await OpenMigrated(settings, cancel);
        await using var app = Build(settings, database);
        await ReadInstitution(app.Services, cancel);
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(ConsoleTexts.Say("serve.address", settings.Urls)));
        await app.StartAsync(cancel);
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static async Task<int> Migrate(Settings settings, CancellationToken cancel)
    {
        await using var database = await OpenMigrated(settings, cancel);
        return 0;
    }

    private static WebApplication Build(Settings settings, Database database)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddZhijian(database.AppConnection, settings.DataFolder);
        var app = builder.Build();
        app.UseZhijian();
        return app;
    }

    private static async Task<Database> OpenMigrated(Settings settings, CancellationToken cancel)
    {
        var database = await Database.Open(settings, NullLogger.Instance, cancel);
        if (database.Notice is { } notice)
        {
            Console.WriteLine(notice);
        }
        if (database.OwnerConnection is { } owner)
        {
            await new SchemaRunner(owner, new Npgsql.NpgsqlConnectionStringBuilder(database.AppConnection).Username!).Run(cancel);
        }
        return database;
    }

    private static async Task ReadInstitution(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        fence.Enclose(FencedScope.Of(SystemActors.SetUp.Path));
        var root = await fence.Row<string>("select name from organisation where parent_id is null", null, cancel);
        var institution = services.GetRequiredService<Institution>();
        institution.NeedsSetUp = root is null;
        institution.Name = root ?? "";
    }
}
