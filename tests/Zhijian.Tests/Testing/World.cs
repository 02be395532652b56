using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Testing;

/// <summary>The whole product in one process on a database of its own, cloned from the migrated template. One per test class (IClassFixture).</summary>
public class World : IAsyncLifetime
{
    public const string Password = "correct horse battery";
    private WebApplication? _app;
    private TestDatabase? _database;
    private readonly string _folder = TestFolder.New("world");

    static World() => TestDatabase.Migrate = async owner => await new SchemaRunner(owner, EmbeddedPostgres.AppRole).Run(CancellationToken.None);

    /// <summary>Stands still unless a test moves it; starts at the real time so that certificates and cookies hold.</summary>
    public MovableClock Clock { get; } = new();

    public IServiceProvider Services => _app!.Services;

    public TestDatabase Database => _database!;

    /// <summary>The address of the real server; only where <see cref="UsesKestrel"/>.</summary>
    public string Address => _app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    protected virtual bool UsesKestrel => false;

    /// <summary>Settings that the program reads while it is put together.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>();

    /// <summary>The empty, migrated database; worlds with a history clone another template.</summary>
    protected virtual Task<TestDatabase> NewDatabase() => TestDatabase.Clone();

    /// <summary>The checkout's folder.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The whole tree of people most tests need; made on first use.</summary>
    public SmallUniversity University => field ??= SmallUniversity.Make(this).GetAwaiter().GetResult();

    public virtual async ValueTask InitializeAsync()
    {
        _database = await NewDatabase();
        _app = Build(_database.AppConnection, _folder, UsesKestrel, Clock, Configure, Settings);
        await _app.StartAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts rows there, as the set-up actor; for the world before the story begins.</summary>
    public async Task<T> Given<T>(Func<ZhijianDb, T> arrange) => await Inside(async services =>
    {
        var db = services.GetRequiredService<ZhijianDb>();
        // What is arranged may also look for rows, and does so without waiting: the connection is there already.
        await services.GetRequiredService<Fence>().Open(default);
        var made = arrange(db);
        await db.SaveChangesAsync();
        await services.GetRequiredService<Fence>().Commit(default);
        return made;
    });

    /// <summary>Looks at all rows, outside anybody's scope.</summary>
    public async Task<T> Read<T>(Func<ZhijianDb, Task<T>> question) => await Inside(s => question(s.GetRequiredService<ZhijianDb>()));

    /// <summary>Runs something with the program's own services, as the set-up actor.</summary>
    public async Task<T> Inside<T>(Func<IServiceProvider, Task<T>> act)
    {
        await using var scope = Services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        fence.Enclose(FencedScope.Of(SystemActors.SetUp.Path));
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = SystemActors.SetUp.Actor;
        return await act(scope.ServiceProvider);
    }

    /// <summary>A visitor without an account.</summary>
    public Browser Visitor(string language = TextFiles.Chinese) => new(this, NewClient(), language);

    /// <summary>A person signed in with a real session.</summary>
    public async Task<Browser> SignedIn(Account account, string language = TextFiles.Chinese)
    {
        var browser = Visitor(language);
        await browser.SignIn(account.UserName!, Password);
        return browser;
    }

    /// <summary>A program with a token of this account.</summary>
    public async Task<HttpClient> Program(Account account)
    {
        var token = "zj_" + Guid.NewGuid().ToString("N");
        await Given(db => db.Add(new AccountToken { AccountId = account.Id, Path = account.Path, Name = "test", Hash = ActorCache.TokenHash(token), CreatedAt = Clock.GetUtcNow() }));
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public HttpClient NewClient() => UsesKestrel ? new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(Address) } : _app!.GetTestClient();

    /// <summary>An account with the test password for a member.</summary>
    public async Task<Account> AccountOf(Member member, string? userName = null) => await Given(db =>
    {
        var account = new Account { MemberId = member.Id, DisplayName = member.Name, Path = member.Path, UserName = userName ?? member.Id.ToString("N"), SecurityStamp = Guid.NewGuid().ToString("N") };
        account.NormalizedUserName = account.UserName.ToUpperInvariant();
        account.PasswordHash = HashedPassword.Value;
        db.Add(account);
        return account;
    });

    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    internal static WebApplication Build(string connection, string folder, bool kestrel, TimeProvider clock, Action<WebApplicationBuilder> configure, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Zhijian", ContentRootPath = Path.Combine(Repository, "src", "Zhijian"), EnvironmentName = "Testing" });
        // Tests move the clock by days in the middle of a story; what holds of sessions is told by their own tests.
        builder.Configuration.AddInMemoryCollection(
            // Whom a second factor is required of tells RequiredFactorTests; elsewhere it would stand before every story of a reviewer.
            [new("Zhijian:PasswordRounds", "1000"), new("Zhijian:Imports:WaitForJob", "true"), new("Zhijian:SecondFactor", "offered"), .. new[] { "IdleMinutes", "PrivilegedIdleMinutes", "LongestHours", "FreshMinutes", "FreshToSendMinutes" }.Select(s => new KeyValuePair<string, string?>("Zhijian:Sessions:" + s, "10000000"))]);
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.AddZhijian(connection, folder);
        // One key file for all: databases are cloned from templates that another folder's program filled.
        builder.Services.Replace(ServiceDescriptor.Singleton(SealingKeys.Value));
        builder.Services.Replace(ServiceDescriptor.Singleton(clock));
        // Tests call recurring work themselves: in the background it would act in the middle of somebody's story.
        builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(Platform.Jobs.RecurringJobs)));
        if (kestrel)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }
        else
        {
            builder.WebHost.UseTestServer();
        }
        configure(builder);
        var app = builder.Build();
        app.UseZhijian();
        return app;
    }

    private static readonly Lazy<KeyFile> SealingKeys = new(() => KeyFile.Of(new DataFolder(TestFolder.New("keys")), _ => null));

    private static readonly Lazy<string> HashedPassword = new(() => new PasswordHasher<Account>(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 1000 })).HashPassword(null!, Password));

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Zhijian.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The checkout was not found above " + AppContext.BaseDirectory);
        }
        return folder.FullName;
    }
}

/// <summary>A world whose budgets are out of the way, for tests that post in masses with one account.</summary>
public class RoomyWorld : World
{
    protected override void Configure(WebApplicationBuilder builder) => Roomy(builder);

    internal static void Roomy(WebApplicationBuilder builder)
    {
        foreach (var budget in new[] { "ActionsPerSession", "ActionsPerAccount", "VisitsPerAddress", "SignInTries", "WrongPasswordsPerAddress" })
        {
            builder.Configuration[$"Zhijian:Limits:{budget}"] = "0";
        }
    }
}

/// <summary>The same with a real server on a loopback port, for real browsers and connections.</summary>
public class ServedWorld : World
{
    protected override bool UsesKestrel => true;
}

/// <summary>A real server whose budgets are out of the way.</summary>
public class RoomyServedWorld : ServedWorld
{
    protected override void Configure(WebApplicationBuilder builder) => RoomyWorld.Roomy(builder);
}

/// <summary>A clock that a test can move.</summary>
public sealed class MovableClock : TimeProvider
{
    private TimeSpan _moved;

    public void Move(TimeSpan by) => _moved += by;

    /// <summary>Goes on day by day to the first one that will do; stays where today does.</summary>
    public void MoveOnTo(Func<DateTimeOffset, bool> willDo)
    {
        while (!willDo(GetUtcNow())) { Move(TimeSpan.FromDays(1)); }
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _moved;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(_moved.TotalSeconds * TimestampFrequency);
}
