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

    private async Task<(int Status, string Text)> Send(HttpClient program, string key, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/members") { Content = JsonContent.Create(new { organisationId = world.University.First.Id, name, category = "FullMember" }) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await program.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
