using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Modules.Demonstration;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;

namespace Zhijian.Testing;

/// <summary>The demonstration university, loaded once per test run and cloned: for journeys, accessibility and figures.</summary>
public class DemonstrationWorld : World
{
    private static readonly Lazy<Task<TestTemplate>> Loaded = new(() => TestTemplate.Make(Load));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await DemonstrationUniversity.EnsureLoaded(Services, stayEmpty: true, ownerConnection: null, CancellationToken.None);
    }

    /// <summary>Somebody of the demonstration with a real session: secretary, generalbranch, organisation, office, member, admin.</summary>
    public async Task<Browser> SignedInAs(string userName)
    {
        var browser = Visitor();
        await browser.SignIn(userName, PasswordOf(userName));
        return browser;
    }

    public string PasswordOf(string userName) => Services.GetRequiredService<DemonstrationAccounts>().All.Single(a => a.UserName == userName).Password;

    protected override async Task<TestDatabase> NewDatabase() => await (await Loaded.Value).Clone();

    /// <summary>When the usual demonstration was laid out: its "today", also where a run of the tests goes past midnight.</summary>
    internal static DateTimeOffset LoadedAt { get; private set; }

    /// <summary>Fills an empty database with the usual demonstration.</summary>
    internal static async Task Load(string ownerConnection)
    {
        await Migrate(ownerConnection);
        LoadedAt = TimeProvider.System.GetUtcNow();
        await Fill(ownerConnection, new DemoOptions(null, null, null, CommandLine.UsualSeed));
    }

    internal static Task Migrate(string ownerConnection) => new SchemaRunner(ownerConnection, EmbeddedPostgres.AppRole).Run(CancellationToken.None);

    internal static async Task Fill(string ownerConnection, DemoOptions options, TimeProvider? clock = null, bool asOwner = true)
    {
        var folder = TestFolder.New("demonstration");
        var connection = new NpgsqlConnectionStringBuilder(ownerConnection) { Username = EmbeddedPostgres.AppRole }.ConnectionString;
        try
        {
            await using var app = Build(connection, folder, kestrel: false, clock ?? TimeProvider.System, _ => { });
            await DemonstrationUniversity.Fill(app.Services, options, asOwner ? ownerConnection : null, CancellationToken.None);
        }
        finally
        {
            NpgsqlConnection.ClearPool(new NpgsqlConnection(connection));
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>The same with its budgets out of the way, for tests that post in masses with one account.</summary>
public class RoomyDemonstrationWorld : DemonstrationWorld
{
    protected override void Configure(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) => RoomyWorld.Roomy(builder);
}

/// <summary>The same with a real server, for real browsers.</summary>
public class ServedDemonstrationWorld : DemonstrationWorld
{
    protected override bool UsesKestrel => true;

    /// <summary>A crawl opens more pages a minute from one address than a stranger does; AddressTests tries that budget.</summary>
    protected override void Configure(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) => builder.Configuration["Zhijian:Limits:VisitsPerAddress"] = "0";
}
