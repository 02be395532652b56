using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Interface;

public sealed class MembersApiTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_list_pages_to_its_end_and_each_item_opens_by_its_id()
    {
        var program = await world.Program(world.University.Secretary);
        List<string> names = [];
        string? next = null;
        do
        {
            var page = await program.GetFromJsonAsync<JsonElement>($"/api/v1/members?limit=4{(next is null ? "" : "&after=" + next)}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.All(world.University.FirstMembers, m => Assert.Single(names, n => n == m.Name));

        var one = await program.GetAsync($"/api/v1/members/{world.University.FirstMembers[3].Id}");
        Assert.Equal("\"v1\"", one.Headers.ETag!.Tag);
        Assert.Equal(world.University.FirstMembers[3].Name, (await one.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task One_record_is_missing_outside_the_scope_and_masked_inside()
    {
        var first = world.University.First;
        var person = await world.Given(db =>
        {
            var made = new Member { Name = "接口人", OrganisationId = first.Id, Path = first.Path, Category = MemberCategory.FullMember, IdentityNumber = new("990101199912310020"), EthnicCode = new("03"), BirthDate = new("1999-12-31") };
            db.Add(made);
            return made;
        });
        var secretary = await world.Program(world.University.Secretary);
        var near = await secretary.GetFromJsonAsync<JsonElement>($"/api/v1/members/{person.Id}");
        Assert.Equal("990101********0020", near.GetProperty("identityNumber").GetString());
        Assert.Equal(1999, near.GetProperty("birthYear").GetInt32());

        var department = await world.Program(world.University.OrganisationDepartment);
        var above = await department.GetFromJsonAsync<JsonElement>($"/api/v1/members/{person.Id}");
        Assert.False(above.TryGetProperty("ethnicCode", out _));

        var sibling = await world.Program(world.University.SecondSecretary);
        Assert.Equal(HttpStatusCode.NotFound, (await sibling.GetAsync($"/api/v1/members/{person.Id}")).StatusCode);
        var member = await world.Program(world.University.Member);
        Assert.Equal(HttpStatusCode.NotFound, (await member.GetAsync($"/api/v1/members/{person.Id}")).StatusCode);
        var admin = await world.Program(world.University.Admin);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/api/v1/members/{person.Id}")).StatusCode);
    }

    [Fact]
    public async Task The_same_key_makes_one_member_and_a_change_needs_the_version_read()
    {
        var program = await world.Program(world.University.Secretary);
        var body = new { organisationId = world.University.First.Id, name = "程序登记", category = "FullMember", institutionNumber = "A-77" };
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/members") { Content = JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", "make-one");
            answers.Add(await program.SendAsync(request));
        }
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
        Assert.Equal(await answers[0].Content.ReadAsStringAsync(), await answers[1].Content.ReadAsStringAsync());
        var address = answers[0].Headers.Location!.ToString();

        Assert.Equal(HttpStatusCode.PreconditionRequired, (await Patch(program, address, new { grade = "2023级" }, null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Patch(program, address, new { grade = "2023级" }, "\"v1\"")).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Patch(program, address, new { grade = "2024级" }, "\"v1\"")).StatusCode);
        var kept = await program.GetFromJsonAsync<JsonElement>(address);
        Assert.Equal(("2023级", "A-77", 2), (kept.GetProperty("grade").GetString(), kept.GetProperty("institutionNumber").GetString(), kept.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task Whereabouts_are_read_and_noted_and_the_place_stays_sealed()
    {
        var person = world.University.FirstMembers[6];
        var address = $"/api/v1/members/{person.Id}";
        var secretary = await world.Program(world.University.Secretary);
        var tag = (await secretary.GetAsync(address)).Headers.ETag!.Tag;
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await Put(secretary, address + "/whereabouts", new { floatingSince = "2026-02-01" }, null)).StatusCode);
        var noted = await Put(secretary, address + "/whereabouts", new { floatingSince = "2026-02-01", floatingTo = "海城", lostContactSince = "2026-03-01" }, tag);
        Assert.Equal(HttpStatusCode.OK, noted.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Put(secretary, address + "/whereabouts", new { }, tag)).StatusCode);

        var near = await secretary.GetFromJsonAsync<JsonElement>(address);
        Assert.Equal(("2026-02-01", "2026-03-01"), (near.GetProperty("floatingSince").GetString(), near.GetProperty("lostContactSince").GetString()));
        Assert.False(near.TryGetProperty("floatingTo", out _));
        var above = await (await world.Program(world.University.OrganisationDepartment)).GetFromJsonAsync<JsonElement>(address);
        Assert.Equal("2026-03-01", above.GetProperty("lostContactSince").GetString());
        Assert.False(above.TryGetProperty("floatingTo", out _));

        var tomorrow = await Put(secretary, address + "/whereabouts", new { lostContactSince = "2999-01-01" }, noted.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tomorrow.StatusCode);
        Assert.True((await tomorrow.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("lostContactSince", out _));
        Assert.Equal(HttpStatusCode.NotFound, (await Put(await world.Program(world.University.SecondSecretary), address + "/whereabouts", new { }, "\"v2\"")).StatusCode);
    }

    [Fact]
    public async Task A_wrong_value_names_the_member_of_the_body()
    {
        var program = await world.Program(world.University.Secretary);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/members") { Content = JsonContent.Create(new { organisationId = world.University.First.Id, name = "代码不对", category = "FullMember", ethnicCode = "99" }) };
        request.Headers.Add("Idempotency-Key", "wrong-code");

        var answer = await program.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("ethnicCode", out _));
    }

    [Fact]
    public async Task Posts_are_listed_made_and_ended_over_the_interface()
    {
        var university = world.University;
        var program = await world.Program(university.SecondSecretary);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/posts") { Content = JsonContent.Create(new { organisationId = university.Second.Id, memberId = university.SecondMembers[2].Id, post = "YouthCommissioner", from = "2026-02-01" }) };
        request.Headers.Add("Idempotency-Key", "appoint");
        var made = await program.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);

        var list = await program.GetFromJsonAsync<JsonElement>($"/api/v1/posts?member={university.SecondMembers[2].Id}");
        Assert.Equal("YouthCommissioner", Assert.Single(list.GetProperty("items").EnumerateArray()).GetProperty("post").GetString());

        using var end = new HttpRequestMessage(HttpMethod.Post, made.Headers.Location + "/end") { Content = JsonContent.Create(new { until = "2026-03-01", reason = "换届" }) };
        end.Headers.Add("Idempotency-Key", "end");
        end.Headers.TryAddWithoutValidation("If-Match", "\"v1\"");
        Assert.Equal(HttpStatusCode.OK, (await program.SendAsync(end)).StatusCode);
    }

    private static async Task<HttpResponseMessage> Put(HttpClient program, string address, object body, string? version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (version is not null)
        {
            request.Headers.Add("If-Match", version);
        }
        return await program.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> Patch(HttpClient program, string address, object body, string? match)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, address) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }
        return await program.SendAsync(request);
    }
}
