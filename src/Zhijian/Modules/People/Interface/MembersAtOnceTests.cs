using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Interface;

public sealed class MembersAtOnceTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    [Fact]
    public async Task Many_taken_in_at_once_are_each_judged_by_who_asked_for_them_and_made_once()
    {
        var university = world.University;
        var first = await world.Program(university.Secretary);
        var second = await world.Program(university.SecondSecretary);
        var member = await world.Program(university.Member);
        (HttpClient Who, Guid Branch, string Name, string? Number, string Key, HttpStatusCode Expected)[] asked =
        [
            .. Enumerable.Range(0, 30).Select(i => (first, university.First.Id, $"同时甲{i}", (string?)$"G-1-{i}", $"group-1-{i}", HttpStatusCode.Created)),
            .. Enumerable.Range(0, 30).Select(i => (second, university.Second.Id, $"同时乙{i}", (string?)$"G-2-{i}", $"group-2-{i}", HttpStatusCode.Created)),
            .. Enumerable.Range(0, 5).Select(i => (first, university.Second.Id, $"不在眼前{i}", (string?)null, $"foreign-{i}", HttpStatusCode.UnprocessableEntity)),
            .. Enumerable.Range(0, 5).Select(i => (first, university.First.Id, " ", (string?)null, $"nameless-{i}", HttpStatusCode.UnprocessableEntity)),
            .. Enumerable.Range(0, 5).Select(i => (first, university.First.Id, "一人多次", (string?)"G-3", "the-same-key", HttpStatusCode.Created)),
            (member, university.First.Id, "无权登记", null, "not-allowed", HttpStatusCode.Forbidden),
        ];
        var answers = await Task.WhenAll(asked.Select(a => Create(a.Who, a.Branch, a.Name, a.Number, a.Key)));

        Assert.Equal(asked.Select(a => a.Expected), answers.Select(a => a.StatusCode));
        var same = asked.Zip(answers).Where(a => a.First.Key == "the-same-key").Select(a => a.Second.Headers.Location!.ToString());
        Assert.Single(same.Distinct());
        var made = await world.Read(db => db.Members.AsNoTracking().Where(m => m.Name.StartsWith("同时") || m.Name == "一人多次").ToListAsync());
        Assert.Equal(61, made.Count);
        Assert.All(made, m => Assert.Equal(m.Name.StartsWith("同时乙", StringComparison.Ordinal) ? university.Second.Path : university.First.Path, m.Path));
        var ids = made.Select(m => m.Id).ToList();
        Assert.Equal(61, await world.Read(db => db.Memberships.CountAsync(m => ids.Contains(m.MemberId))));
        var traces = await world.Read(db => db.Set<JournalEntry>().AsNoTracking().Where(j => j.Fact == nameof(MemberAdded) && ids.Contains(j.SubjectId)).ToListAsync());
        Assert.Equal(61, traces.Count);
        Assert.All(traces, t => Assert.Equal(t.Path == university.Second.Path ? university.SecondSecretary.MemberId : university.Secretary.MemberId, t.MemberId));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Create(first, university.First.Id, "另一内容", null, "group-1-0")).StatusCode);
    }

    [Fact]
    public async Task Two_at_once_with_one_number_make_one_member_and_the_others_are_made_all_the_same()
    {
        var university = world.University;
        var program = await world.Program(university.Secretary);
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Create(program, university.First.Id, $"号码{i}", i % 3 == 0 ? "TWIN-1" : $"T-{i}", $"twin-{i}")));

        Assert.Equal((17, 7), (answers.Count(a => a.StatusCode == HttpStatusCode.Created), answers.Count(a => a.StatusCode == HttpStatusCode.Conflict)));
        Assert.Equal(1, await world.Read(db => db.Members.CountAsync(m => m.InstitutionNumber == "TWIN-1")));
    }

    private static async Task<HttpResponseMessage> Create(HttpClient program, Guid branch, string name, string? number, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/members") { Content = JsonContent.Create(new { organisationId = branch, name, category = "FullMember", institutionNumber = number }) };
        request.Headers.Add("Idempotency-Key", key);
        return await program.SendAsync(request);
    }
}
