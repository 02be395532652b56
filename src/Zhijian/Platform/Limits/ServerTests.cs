using System.Net;
using Microsoft.AspNetCore.Builder;
using Zhijian.Testing;

namespace Zhijian.Platform.Limits;

/// <summary>What the real web server cuts by itself: spoken to by bare connections.</summary>
public sealed class ServerTests(ServerTests.Impatient world) : IClassFixture<ServerTests.Impatient>
{
    [Theory]
    [InlineData("a thousand headers", 431)]
    [InlineData("one huge header", 431)]
    [InlineData("many headers that are huge together", 431)]
    [InlineData("a huge address", 414)]
    [InlineData("a huge body", 413)]
    [InlineData("no line at all", 400)]
    public async Task A_flood_is_cut_with_its_status(string flood, int status)
    {
        var request = flood switch
        {
            "a thousand headers" => $"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 1000).Select(i => $"X-{i}: 1\r\n"))}\r\n",
            "one huge header" => $"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nCookie: {new string('x', 100_000)}\r\n\r\n",
            "many headers that are huge together" => $"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 40).Select(i => $"X-{i}: {new string('x', 1000)}\r\n"))}\r\n",
            "a huge address" => $"GET /sign-in?q={new string('x', 100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "a huge body" => "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 999999999\r\n\r\n",
            _ => "\0\0\0\0\r\n\r\n",
        };
        Assert.StartsWith($"HTTP/1.1 {status} ", await Answer(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_never_end_are_cut_while_others_are_served()
    {
        var slow = Enumerable.Range(0, 50).Select(_ => Answer("GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")).ToList();
        using var client = world.NewClient();
        using var answer = await client.GetAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        // Each reading ends only because the server ends the connection.
        Assert.All(await Task.WhenAll(slow), end => Assert.True(end.Length == 0 || end.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), end));
    }

    [Fact]
    public async Task A_body_that_trickles_is_cut()
    {
        var end = await Answer("POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\na=b");
        Assert.DoesNotContain("HTTP/1.1 2", end, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 5", end, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_connection_is_closed()
    {
        var answer = await Answer("GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }

    private Task<string> Answer(string request) => BareConnection.Answer(world.Address, request);

    /// <summary>A real server that waits only a second or two.</summary>
    public sealed class Impatient : ServedWorld
    {
        protected override void Configure(WebApplicationBuilder builder)
        {
            builder.Configuration["Zhijian:Limits:HeaderSeconds"] = "1";
            builder.Configuration["Zhijian:Limits:SlowBodySeconds"] = "2";
            builder.Configuration["Zhijian:Limits:KeepAliveSeconds"] = "2";
        }
    }
}
