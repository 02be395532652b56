using System.Security.Authentication;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.WebEncoders;
using Npgsql;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.Passkeys;
using Zhijian.Platform.Identity.Passwords;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Platform.Identity.Sessions;
using Zhijian.Platform.Limits;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Web;

/// <summary>Puts the program together: services, the order of the request's stations, pages and routes. Used by serve, by commands and by tests alike.</summary>
public static class ZhijianApplication
{
    /// <summary>Cost of a password hash: PBKDF2-SHA-512 rounds after OWASP.</summary>
    internal const int PasswordRounds = 210_000;

    private const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types zhijian default";

    public static void AddZhijian(this WebApplicationBuilder builder, string appConnection, string dataFolder)
    {
        var services = builder.Services;
        // Whether people come by https alone, to this program or to the proxy in front of it: then cookies say so in their names, and no other way is taken.
        var https = builder.Configuration.GetValue("Zhijian:Https", false);
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.ConfigureHttpsDefaults(t => t.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13);
            RequestLimits.From(builder.Configuration).Hold(k.Limits);
        });
        services.AddZhijianStorage(appConnection);
        services.AddSingleton(new DataFolder(dataFolder));
        services.AddHttpContextAccessor();
        services.AddRazorComponents();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = https ? "__Host-zj-form" : "zj-form";
            o.Cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            o.Cookie.SameSite = SameSiteMode.Lax;
            o.HeaderName = "RequestVerificationToken";
            o.SuppressXFrameOptionsHeader = true;
        });
        services.Configure<WebEncoderOptions>(o => o.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddOpenApi("v1", o => o.AddOperationTransformer(LimitRoutes.Describe));
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        services.ConfigureHttpJsonOptions(o => Strict(o.SerializerOptions));
        // What can't be read is answered in words by the one handler, not by an empty 400.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddDataProtection().SetApplicationName("zhijian").PersistKeysToFileSystem(PrivateFolder(Path.Combine(dataFolder, "keys")));
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, SealsKeyRing>();
        services.AddSignIn(builder.Configuration.GetValue("Zhijian:PasswordRounds", PasswordRounds), https);
        services.AddSingleton<WebAssets>();
        services.AddSingleton<Institution>();
        services.AddSingleton<DemonstrationAccounts>();
        services.AddSingleton<Files.FileShelf>();
        services.AddScoped<Files.FileSender>();
        services.AddSingleton(s => RequestLimits.From(s.GetRequiredService<IConfiguration>()));
        services.AddSingleton<RequestBudgets>();
        services.AddSingleton(s => new PageTurns(s.GetRequiredService<TimeProvider>(), PageTurns.OfOneProcessor * Environment.ProcessorCount));
        services.AddSingleton<SignInBudgets>();
        services.AddSingleton<IConfigureOptions<ForwardedHeadersOptions>, KnownProxies>();
        services.AddSingleton<Audit.AuditKeys>();
        services.AddSingleton<Sealing.ReceivingKey>();
        services.AddSingleton<Oversight.SecurityCounters>();
        services.AddSingleton<Files.Guarded.PageImages>();
        services.AddSingleton<Oversight.Decoys>();
        services.AddSingleton(s => Privacy.RetentionTerms.From(s.GetRequiredService<IConfiguration>()));
        services.AddSingleton(s => Files.FileLimits.From(s.GetRequiredService<IConfiguration>()));
        services.AddSingleton(s => Exports.ExportLimits.From(s.GetRequiredService<IConfiguration>()));
        services.AddSingleton<Exports.ExportShelf>();
        services.AddSingleton<Exports.ExportWriter>();
        services.AddSingleton<Exports.ExportWork>();
        services.AddHostedService(s => s.GetRequiredService<Exports.ExportWork>());
        services.AddScoped<Sealing.IHoldsDataKeys, Exports.ExportDataKeys>();
        services.AddScoped<CurrentActor>();
        services.AddScoped(s => s.GetRequiredService<CurrentActor>().Actor);
        services.AddScoped<Words>();
        services.AddScoped<MainMenu>();
        services.AddSingleton<LiveHub>();
        services.AddHostedService<Jobs.RecurringJobs>();
        services.AddSingleton<LivePanels>();
        services.AddScoped<Postbox>();
        services.AddModules();
    }

    /// <summary>The database behind the fence, without the web: for commands and jobs too.</summary>
    public static void AddZhijianStorage(this IServiceCollection services, string appConnection)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<InstitutionTime>();
        services.AddSingleton(_ => new FencedPools(appConnection));
        services.AddSingleton(s => KeyFile.Of(s.GetRequiredService<DataFolder>(), Environment.GetEnvironmentVariable));
        services.AddSingleton<Vault>();
        services.AddSingleton<SealedRows>();
        services.AddTables();
        services.AddScoped<Fence>();
        services.AddScoped(s =>
        {
            var db = s.GetRequiredService<IDbContextFactory<ZhijianDb>>().CreateDbContext();
            s.GetRequiredService<Fence>().Attach(db);
            db.Seals = s.GetRequiredService<SealedRows>();
            return db;
        });
        services.AddScoped<Journal>();
    }

    public static void UseZhijian(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<BrokenWorld>();
        app.Use(SecurityHeaders);
        app.UseCompressedFiles();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<Limiter>();
        app.UseMiddleware<Files.UploadSize>();
        app.UseMiddleware<Gate>();
        app.UseAntiforgery();
        app.UseMiddleware<PagesInTurn>();
        app.UseMiddleware<UnitOfRequest>();
        app.MapOpenApi("/openapi/{documentName}.json").Allow(AllowAttribute.Anyone);
        app.MapModules();
        app.MapRazorComponents<Root>();
    }

    /// <summary>JSON from outside is read strictly: no unknown or doubled members, no deep nesting; enums by name.</summary>
    internal static void Strict(JsonSerializerOptions json)
    {
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowDuplicateProperties = false;
        json.MaxDepth = 32;
        json.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        json.Converters.Add(new JsonStringEnumConverter(null, allowIntegerValues: false));
    }

    private static void AddSignIn(this IServiceCollection services, int rounds, bool https)
    {
        // Before Identity's own, which gives way.
        services.AddScoped<IPasswordHasher<Account>, NormalisingHasher>();
        services.AddIdentityCore<Account>(o =>
        {
            o.User.AllowedUserNameCharacters = "";
            o.Password.RequiredLength = 8;
            o.Password.RequireDigit = o.Password.RequireLowercase = o.Password.RequireNonAlphanumeric = o.Password.RequireUppercase = false;
        }).AddUserStore<AccountStore>();
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<IConfiguration>((o, configuration) =>
        {
            o.ServerDomain = configuration["Zhijian:Passkeys:Domain"];
            o.UserVerificationRequirement = "required";
            o.ResidentKeyRequirement = "required";
            o.ValidateOrigin = PasskeyOrigin.Is;
        });
        services.AddSingleton<PasswordPolicy>();
        services.AddSingleton<SecondFactorRule>();
        services.AddScoped<IHoldsDataKeys, AuthenticatorDataKeys>();
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = rounds);
        services.AddSingleton<ActorCache>();
        services.AddSingleton(s => SessionLimits.From(s.GetRequiredService<IConfiguration>()));
        services.AddSingleton<SessionCache>();
        services.AddAuthentication("Cookie or token")
            .AddPolicyScheme("Cookie or token", null, o => o.ForwardDefaultSelector = c => c.Request.Headers.ContainsKey("Authorization") ? TokenAuthentication.SchemeName : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddCookie(IdentityConstants.ApplicationScheme, o =>
            {
                o.Cookie.Name = https ? "__Host-zj-session" : "zj-session";
                o.Cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
                o.Cookie.HttpOnly = true;
                o.Cookie.SameSite = SameSiteMode.Lax;
                // How long a session holds, the server says; the cookie only outlives it.
                o.ExpireTimeSpan = TimeSpan.FromDays(2);
                o.SlidingExpiration = false;
                o.Events.OnValidatePrincipal = KnowSession;
            });
    }

    /// <summary>A cookie is worth what the server knows of its session.</summary>
    private static async Task KnowSession(CookieValidatePrincipalContext cookie)
    {
        if (cookie.Principal?.FindFirst(ActorCache.SessionClaim)?.Value is { } key && await cookie.HttpContext.RequestServices.GetRequiredService<SessionCache>().Find(key, cookie.HttpContext.RequestAborted) is { } session)
        {
            cookie.HttpContext.Features.Set(session);
            return;
        }
        cookie.RejectPrincipal();
    }

    /// <summary>A folder that only the program's own account may enter.</summary>
    private static DirectoryInfo PrivateFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Put on at the last moment, so that an answer that was begun anew (a refusal, an error) has them too; what a route says itself stays. Nothing is kept by anybody on the way unless it says so.</summary>
    private static Task SecurityHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            static state =>
            {
                var headers = ((HttpResponse)state).Headers;
                headers.TryAdd("Content-Security-Policy", ContentPolicy);
                headers.TryAdd("X-Content-Type-Options", "nosniff");
                headers.TryAdd("Referrer-Policy", "same-origin");
                headers.TryAdd("Cache-Control", "no-store");
                if (((HttpResponse)state).HttpContext.Request.IsHttps)
                {
                    headers.TryAdd("Strict-Transport-Security", "max-age=31536000");
                }
                return Task.CompletedTask;
            }, context.Response);
        return next(context);
    }
}

/// <summary>Where files, keys and the embedded database live.</summary>
public sealed record DataFolder(string Path);
