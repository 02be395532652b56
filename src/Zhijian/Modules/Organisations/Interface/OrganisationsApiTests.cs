using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Modules.Organisations.Interface;

public sealed class OrganisationsApiTests(World world) : IClassFixture<World>
{
    private DateOnly Today => DateOnly.FromDateTime(world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    [Fact]
    public async Task The_list_goes_on_with_its_cursor_and_ends_with_null()
    {
        using var program = await world.Program(world.University.Office);
        List<string> names = [];
        string? next = null;
        do
        {
            var page = await program.GetFromJsonAsync<JsonElement>($"/api/v1/organisations?limit=2&below={world.University.GeneralBranch.Id}{(next is null ? null : "&after=" + next)}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal([world.University.GeneralBranch.Name, world.University.First.Name, world.University.Second.Name], names.Take(3));
    }

    [Fact]
    public async Task A_secretary_gets_their_own_branch_and_the_line_above_it()
    {
        var u = world.University;
        using var program = await world.Program(u.Secretary);

        var page = await program.GetFromJsonAsync<JsonElement>("/api/v1/organisations");

        Assert.Equal([u.Committee.Id, u.GeneralBranch.Id, u.First.Id], page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync($"/api/v1/organisations/{u.Second.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Send(program, $"/api/v1/organisations/{u.First.Id}/rename", new { name = "x", on = Today, reason = "y" }, "\"v1\"")).StatusCode);
    }

    [Fact]
    public async Task An_organisation_is_founded_once_and_renamed_with_the_version_seen()
    {
        var u = world.University;
        using var program = await world.Program(u.OrganisationDepartment);
        var body = new { parentId = u.OtherGeneralBranch.Id, name = "访问学者临时党支部", kind = "TemporaryBranch", on = Today.AddDays(-3), reason = "任务需要", warningReason = "临时任务" };
        var key = Guid.NewGuid().ToString();

        var made = await Send(program, "/api/v1/organisations", body, null, key);
        var again = await Send(program, "/api/v1/organisations", body, null, key);

        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var view = await made.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(view.GetProperty("id").GetGuid(), (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid());
        var address = $"/api/v1/organisations/{view.GetProperty("id").GetGuid()}";
        Assert.Equal(428, (int)(await Send(program, address + "/rename", new { name = "二", on = Today, reason = "批复" }, null)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Send(program, address + "/rename", new { name = "二", on = Today, reason = "批复" }, "\"v99\"")).StatusCode);
        var etag = (await program.GetAsync(address)).Headers.ETag!.Tag;
        var renamed = await Send(program, address + "/rename", new { name = "二", on = Today, reason = "批复" }, etag);
        Assert.True(renamed.IsSuccessStatusCode, await renamed.Content.ReadAsStringAsync());
        Assert.Equal("二", (await program.GetFromJsonAsync<JsonElement>(address)).GetProperty("name").GetString());
        Assert.Equal("访问学者临时党支部", (await program.GetFromJsonAsync<JsonElement>($"{address}?asOf={Today.AddDays(-1):O}")).GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync($"{address}?asOf={Today.AddDays(-4):O}")).StatusCode);
        Assert.Equal(2, (await program.GetFromJsonAsync<JsonElement>(address + "/versions")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("asOf=tomorrow")]
    [InlineData("asOf=2999-01-01")]
    [InlineData("kind=Club")]
    [InlineData("limit=0")]
    [InlineData("after=nonsense")]
    public async Task What_cannot_be_read_is_refused_by_name(string query)
    {
        using var program = await world.Program(world.University.Office);

        var answer = await program.GetAsync("/api/v1/organisations?" + query);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"\"{query.Split('=')[0]}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_parent_is_refused_with_the_sentence()
    {
        var u = world.University;
        using var program = await world.Program(u.OrganisationDepartment);
        program.DefaultRequestHeaders.Add("Accept-Language", "en");

        var answer = await Send(program, "/api/v1/organisations", new { parentId = u.Committee.Id, name = "x", kind = "Branch", on = Today, reason = "y" }, null);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("organisation.wrong-parent", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> Send(HttpClient program, string address, object body, string? etag, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        }
        return program.SendAsync(request);
    }
}
