using System.Collections.Concurrent;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>What goes wrong is written down; what people typed, their secrets, and lines that somebody made up are not.</summary>
public sealed class LogTests(LogTests.Listened world) : IClassFixture<LogTests.Listened>
{
    private const string Typed = "zjtyped7f3a";
    private const string MadeUp = "made-up-line-7f3a";

    [Fact]
    public async Task Nothing_typed_and_no_secret_is_logged_even_where_the_program_breaks()
    {
        world.Said.Clear();
        using var client = world.NewClient();
        var line = $"{Typed}\r\nfail: {MadeUp}";
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Typed);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Cookie", $"zj-session={Typed}; zj-language={Typed}; zj-form={Typed}; zj-said={Typed}");
        foreach (var path in new[] { $"/sign-in?returnUrl={Uri.EscapeDataString(line)}", $"/{Uri.EscapeDataString(line)}", $"/activities?q={Uri.EscapeDataString(line)}", $"/c/{Uri.EscapeDataString(line)}", $"/calendar/{Uri.EscapeDataString(line)}.ics", $"/invitation/{Uri.EscapeDataString(line)}", $"/openapi/{Uri.EscapeDataString(line)}.json" })
        {
            using var answer = await client.GetAsync(path);
        }
        var program = await world.Program(world.University.OrganisationDepartment);
        var token = program.DefaultRequestHeaders.Authorization!.Parameter!;
        foreach (var endpoint in Access.Endpoint.All(world).Where(e => e.BodyType is not null))
        {
            using var request = new HttpRequestMessage(new HttpMethod(endpoint.Writes.First()), Session.PathOf(endpoint)) { Content = JsonContent.Create(new Dictionary<string, string> { [Typed] = line }) };
            request.Headers.Add("Idempotency-Key", Typed + Guid.NewGuid().ToString("N"));
            using var answer = await program.SendAsync(request);
        }
        var broken = await Break(line);

        Assert.NotEmpty(world.Said);
        Assert.DoesNotContain(world.Said, s => s.Contains(Typed, StringComparison.OrdinalIgnoreCase) || s.Contains(token, StringComparison.Ordinal) || s.Contains(MadeUp, StringComparison.Ordinal) || s.Contains(World.Password, StringComparison.Ordinal));
        Console.WriteLine("figure secrets-or-typed-texts-in-logs 0 0 met");

        Assert.Contains(world.Said, s => s.Contains(Listened.Inside, StringComparison.Ordinal));
        Assert.DoesNotContain(Listened.Inside, broken, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", broken, StringComparison.Ordinal);
        Assert.True(Session.Tells(broken, PlatformWebRefusals.Broken));
    }

    /// <summary>A sign-in that meets an error of the program: it is logged with where it happened, and told in a sentence.</summary>
    private async Task<string> Break(string line)
    {
        var session = await Session.Of(world, null);
        world.Breaks = true;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in?returnUrl=" + Uri.EscapeDataString(line))
            {
                Content = new FormUrlEncodedContent([new("_key", Typed), new("_handler", "sign-in"), new("__RequestVerificationToken", session.Token), new("Form.UserName", Typed), new("Form.Password", World.Password + Typed)]),
            };
            using var answer = await session.Browser.Raw(request);
            return await answer.Content.ReadAsStringAsync();
        }
        finally
        {
            world.Breaks = false;
        }
    }

    /// <summary>A world that hears what is logged, and whose hashing breaks when asked to.</summary>
    public sealed class Listened : RoomyWorld, ILoggerProvider
    {
        internal const string Inside = "the-inside-of-the-program";

        internal ConcurrentQueue<string> Said { get; } = new();

        internal bool Breaks { get; set; }

        public ILogger CreateLogger(string categoryName) => new Ear(Said);

        public void Dispose()
        {
        }

        protected override void Configure(WebApplicationBuilder builder)
        {
            base.Configure(builder);
            builder.Logging.ClearProviders().AddProvider(this);
            builder.Services.Replace(ServiceDescriptor.Singleton<IPasswordHasher<Account>>(new Hasher(this)));
        }

        private sealed class Ear(ConcurrentQueue<string> said) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => said.Enqueue($"{formatter(state, exception)}\n{exception}");
        }

        private sealed class Hasher(Listened world) : IPasswordHasher<Account>
        {
            private readonly PasswordHasher<Account> _inner = new(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 1000 }));

            public string HashPassword(Account user, string password) => world.Breaks ? throw new InvalidOperationException(Inside) : _inner.HashPassword(user, password);

            public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword) => world.Breaks ? throw new InvalidOperationException(Inside) : _inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
