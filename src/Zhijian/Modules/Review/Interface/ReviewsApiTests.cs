using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Testing;

namespace Zhijian.Modules.Review.Interface;

public sealed class ReviewsApiTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_inbox_is_a_list_with_a_cursor()
    {
        for (var i = 0; i < 3; i++)
        {
            await world.Submitted($"接口里的记录 {i}", by: world.University.ThirdSecretary, of: world.University.Third);
        }
        var program = await world.Program(world.University.OtherGeneralBranchReviewer);

        var first = await program.GetFromJsonAsync<JsonElement>("/api/v1/reviews?limit=2");
        var second = await program.GetFromJsonAsync<JsonElement>($"/api/v1/reviews?limit=2&after={first.GetProperty("next").GetString()}");

        Assert.Equal(2, first.GetProperty("items").GetArrayLength());
        Assert.Equal("接口里的记录 2", second.GetProperty("items")[0].GetProperty("title").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await program.GetAsync("/api/v1/reviews?after=nonsense")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await program.GetAsync("/api/v1/reviews?limit=0")).StatusCode);
    }

    [Fact]
    public async Task Accepting_needs_the_version_that_was_read_and_counts_once_for_one_key()
    {
        var submitted = await world.Submitted("用接口通过的记录");
        var program = await world.Program(world.University.GeneralBranchReviewer);
        var address = $"/api/v1/reviews/{submitted.Case.CaseId}";
        var read = await program.GetAsync(address);
        var tag = read.Headers.ETag!;

        Assert.Equal((HttpStatusCode)428, (await Post(program, address + "/accept", new { }, null, "k1")).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Post(program, address + "/accept", new { }, new EntityTagHeaderValue("\"v99\""), "k2")).StatusCode);
        var accepted = await Post(program, address + "/accept", new { note = "好" }, tag, "k3");
        var again = await Post(program, address + "/accept", new { note = "好" }, tag, "k3");

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(await accepted.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        var body = await accepted.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("CaseAccepted", 2), (body.GetProperty("happened").GetString(), body.GetProperty("layer").GetInt32()));
        var view = await program.GetFromJsonAsync<JsonElement>(address);
        Assert.Equal(2, view.GetProperty("trail").GetArrayLength());
        Assert.Equal("review-chains@1:review-chains.branch", view.GetProperty("trail")[1].GetProperty("rule").GetString());
    }

    [Fact]
    public async Task Returning_names_fields_and_an_unknown_member_is_refused()
    {
        var submitted = await world.Submitted("用接口退回的记录");
        var program = await world.Program(world.University.GeneralBranchReviewer);
        var address = $"/api/v1/reviews/{submitted.Case.CaseId}/return";
        var tag = new EntityTagHeaderValue("\"v1\"");

        Assert.Equal(HttpStatusCode.BadRequest, (await Post(program, address, new { note = "x", surprise = 1 }, tag, "r1")).StatusCode);
        var empty = await Post(program, address, new { }, tag, "r2");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        Assert.Equal("review.note-missing", (await empty.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        var back = await Post(program, address, new { fields = new[] { new { field = "points", note = "请补充" } } }, tag, "r3");
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    [Fact]
    public async Task Who_may_not_see_it_gets_404_and_who_may_not_decide_it_gets_403()
    {
        var submitted = await world.Submitted("别人的记录");
        var address = $"/api/v1/reviews/{submitted.Case.CaseId}";
        var tag = new EntityTagHeaderValue("\"v1\"");

        Assert.Equal(HttpStatusCode.NotFound, (await (await world.Program(world.University.SecondSecretary)).GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Post(await world.Program(world.University.SecondSecretary), address + "/accept", new { }, tag, "x1")).StatusCode);
        var author = await Post(await world.Program(world.University.Secretary), address + "/accept", new { }, tag, "x2");
        Assert.Equal(("review.own-record", HttpStatusCode.Forbidden), ((await author.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString(), author.StatusCode));
        var above = await Post(await world.Program(world.University.Office), address + "/accept", new { }, tag, "x3");
        Assert.Equal("review.not-your-layer", (await above.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.NewClient().GetAsync(address)).StatusCode);
    }

    private static async Task<HttpResponseMessage> Post(HttpClient program, string address, object body, EntityTagHeaderValue? version, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        if (version is not null)
        {
            request.Headers.IfMatch.Add(version);
        }
        return await program.SendAsync(request);
    }
}
