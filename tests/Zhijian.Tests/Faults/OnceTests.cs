using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>The same request several times at once, with one key: one effect, and everybody gets its answer.</summary>
public sealed class OnceTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private static readonly int Rounds = TestRun.IsLong ? 334 : 50;
    private const int AtOnce = 4;

    [Fact]
    public async Task Requests_sent_at_once_with_one_key_have_one_effect_and_one_answer()
    {
        using var program = await world.Program(world.University.Secretary);
        for (var round = 0; round < Rounds; round++)
        {
            var key = Guid.NewGuid().ToString();
            var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Send(program, key, $"同时{round}")));
            Assert.Single(answers.Distinct());
            Assert.Equal(201, answers[0].Status);
            Assert.Equal(1, await world.Read(db => db.Set<Zhijian.Modules.People.Member>().CountAsync(m => m.Name == $"同时{round}")));
            Assert.Equal(Problems.StatusOf(PlatformWebRefusals.KeyReused), (await Send(program, key, "另一个人")).Status);
        }
        Console.WriteLine($"figure once-double-posts-with-one-effect-and-one-answer {Rounds * (AtOnce - 1)}");
    }

    /// <summary>Whose answer got lost sends again what they sent: they hear that it is done, not that somebody was faster.</summary>
    [Fact]
    public async Task A_change_that_is_sent_again_hears_its_first_answer_and_not_that_it_is_stale()
    {
        using var program = await world.Program(world.University.Secretary);
        var made = System.Text.Json.JsonDocument.Parse((await Send(program, Guid.NewGuid().ToString(), "改一次")).Text).RootElement.GetProperty("id").GetGuid();
        var (key, answers) = (Guid.NewGuid().ToString(), new List<string>());
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/members/{made}") { Content = JsonContent.Create(new { grade = "2023级" }) };
            request.Headers.Add("Idempotency-Key", key);
            request.Headers.Add("If-Match", "\"v1\"");
            using var response = await program.SendAsync(request);
            Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
            answers.Add(await response.Content.ReadAsStringAsync());
        }
        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(2, await world.Read(db => db.Set<Zhijian.Modules.People.Member>().Where(m => m.Id == made).Select(m => m.Version).SingleAsync()));
    }

    private async Task<(int Status, string Text)> Send(HttpClient program, string key, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/members") { Content = JsonContent.Create(new { organisationId = world.University.First.Id, name, category = "FullMember" }) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await program.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
