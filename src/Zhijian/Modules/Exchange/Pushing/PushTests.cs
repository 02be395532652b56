using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Collecting;
using Zhijian.Modules.Importing;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Exchange.Pushing;

/// <summary>A connected system pushes a list in the clinic's shape: within what it was approved for, its organisations and its rows; people review it before anything enters.</summary>
public sealed class PushTests(ExchangeWorld world) : IClassFixture<ExchangeWorld>
{
    [Fact]
    public async Task A_pushed_list_becomes_an_import_is_reviewed_enters_with_its_origin_and_can_be_undone()
    {
        var (client, program) = await Client(world.University.GeneralBranch, ["list-of-activities"]);
        var key = Guid.NewGuid().ToString();
        string[] lines =
        [
            Line("主题党日", "2016-05-04", "推送的主题党日"),
            Line("看电影", "2016-05-05", "没有这一类"),
        ];
        var (status, answer) = await Push(program, "activities", lines, key, world.University.First.Id);
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(2, answer.GetProperty("rows").GetInt32());
        var batch = answer.GetProperty("import").GetGuid();
        Assert.Equal(answer.ToString(), (await Push(program, "activities", lines, key, world.University.First.Id)).Answer.ToString());
        await Imports.Work(world, batch);
        var standing = await program.GetFromJsonAsync<JsonElement>(answer.GetProperty("address").GetString());
        Assert.Equal(("Ready", 1, 1), (standing.GetProperty("state").GetString(), standing.GetProperty("created").GetInt32(), standing.GetProperty("faulty").GetInt32()));
        Assert.False(await world.Read(db => db.ActivityRecords.AnyAsync(r => r.IsHistory)));

        var browser = await world.SignedIn(world.University.GeneralBranchReviewer);
        await browser.Open($"/imports/{batch}");
        Assert.Contains("等您处理", browser.Text, StringComparison.Ordinal);
        await Imports.Enter(browser, world, batch);
        Assert.Equal(ImportState.Entered, await Imports.StateOf(world, batch));
        var record = await world.Read(db => db.ActivityRecords.SingleAsync(r => r.IsHistory));
        Assert.Equal(("推送的主题党日", world.University.First.Id), (record.Title, record.OrganisationId));
        var by = await world.Inside(s => s.GetRequiredService<Fence>().Row<string>("select by_name from provenance where entity_id = @ActivityId", new { record.ActivityId }, default));
        Assert.Equal(await world.Read(db => db.ExchangeClients.Where(c => c.Id == client).Select(c => c.Name).SingleAsync()), by);

        await browser.Press(await browser.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(world, batch);
        Assert.False(await world.Read(db => db.ActivityRecords.AnyAsync(r => r.IsHistory)));
        Assert.True(await world.Read(db => db.Set<JournalEntry>().AnyAsync(j => j.Fact == nameof(ListPushed) && j.SubjectId == client)));
    }

    [Fact]
    public async Task What_a_system_was_not_approved_for_does_not_enter_by_a_list()
    {
        var (_, program) = await Client(world.University.GeneralBranch, ["list-of-activities"], rowsADay: 3);
        var good = Line("主题党日", "2016-06-04", "好的一行");
        async Task Refused(HttpStatusCode status, string code, string[] lines, string plural = "activities", Guid? organisation = null)
        {
            var (answered, problem) = await Push(program, plural, lines, Guid.NewGuid().ToString(), organisation ?? world.University.First.Id);
            Assert.Equal((status, code), (answered, problem.GetProperty("code").GetString()));
        }
        await Refused(HttpStatusCode.Forbidden, ExchangeRefusals.NotOfItsKind.Code, [good], "members");
        await Refused(HttpStatusCode.UnprocessableEntity, ImportRefusals.NoSuchOrganisation.Code, [good], organisation: world.University.Third.Id);
        await Refused(HttpStatusCode.UnprocessableEntity, ImportRefusals.NoSuchElement.Code, ["{\"activity.kind\":\"主题党日\",\"person.identity-number\":\"1\"}"]);
        await Refused(HttpStatusCode.UnprocessableEntity, ImportRefusals.ColumnMissing.Code, ["{\"activity.kind\":\"主题党日\"}"]);
        await Refused(HttpStatusCode.UnprocessableEntity, ImportRefusals.NoRows.Code, []);
        await Refused(HttpStatusCode.UnprocessableEntity, ExchangeRefusals.BadLine.Code, ["[1]"]);
        await Refused(HttpStatusCode.UnprocessableEntity, ExchangeRefusals.BadLine.Code, ["{\"activity.kind\":{\"a\":1}}"]);
        await Refused(HttpStatusCode.UnprocessableEntity, ExchangeRefusals.TooManyLines.Code, [.. Enumerable.Repeat("{}", PushRowsAction.MostRows + 1)]);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Push(program, "activities", [good, good, good, good], Guid.NewGuid().ToString(), world.University.First.Id)).Status);
        var (status, answer) = await Push(program, "activities", [good], Guid.NewGuid().ToString(), world.University.First.Id);
        Assert.Equal(HttpStatusCode.Accepted, status);
        var (_, other) = await Client(world.University.GeneralBranch, ["list-of-activities"]);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(answer.GetProperty("address").GetString())).StatusCode);
    }

    [Fact]
    public async Task A_pushed_list_answers_a_round_of_a_collection_form()
    {
        var (branch, root) = (world.University.First, world.University.Committee);
        var due = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime).AddDays(20);
        var form = new CollectionForm
        {
            Path = root.Path, OrganisationId = root.Id, OrganisationName = root.Name, Title = "推送核对", Purpose = "年底核对", Kinds = ["Branch"], Frequency = FormFrequency.Once, FirstDue = due, State = FormState.Published,
            Questions = [new FormQuestion(1, "organisation.room", true)], Elements = ["organisation.room"], CreatedBy = Guid.NewGuid(), CreatedAt = world.Clock.GetUtcNow(),
        };
        var round = new CollectionRound { FormId = form.Id, Path = root.Path, Number = 1, OpenedOn = due.AddDays(-20), DueOn = due };
        var entry = new CollectionEntry { FormId = form.Id, RoundId = round.Id, OrganisationId = branch.Id, Path = branch.Path, Title = form.Title, Minutes = 1, Fields = 1, AskedBy = root.Id, AskedByName = root.Name, DueOn = due, OpenedAt = world.Clock.GetUtcNow() };
        await world.Given(db =>
        {
            db.AddRange(form, round, entry);
            return 0;
        });
        var (_, program) = await Client(world.University.GeneralBranch, ["list-of-collected-answers"]);
        string[] lines = [JsonSerializer.Serialize(new Dictionary<string, string> { ["organisation.name"] = branch.Name, ["organisation.room"] = "主楼 301" })];
        var (refused, problem) = await Push(program, "collected-answers", lines, Guid.NewGuid().ToString(), world.University.GeneralBranch.Id);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, PlatformRefusals.Required.Code), (refused, problem.GetProperty("code").GetString()));
        var (status, answer) = await Push(program, "collected-answers", lines, Guid.NewGuid().ToString(), world.University.GeneralBranch.Id, round.Id);
        Assert.Equal(HttpStatusCode.Accepted, status);
        var batch = answer.GetProperty("import").GetGuid();
        await Imports.Work(world, batch);
        await Imports.Enter(await world.SignedIn(world.University.GeneralBranchReviewer), world, batch);
        var filed = await world.Read(db => db.Set<CollectionEntry>().AsNoTracking().SingleAsync(e => e.Id == entry.Id));
        Assert.Equal((EntryState.Filed, "主楼 301", (Guid?)null), (filed.State, Assert.Single(filed.Answers).Value, filed.HandedInBy));
    }

    private static string Line(string kind, string day, string title) =>
        JsonSerializer.Serialize(new Dictionary<string, object> { ["activity.kind"] = kind, ["activity.held-on"] = day, ["activity.title"] = title, ["activity.present"] = 8 });

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> Push(HttpClient program, string plural, string[] lines, string key, Guid organisation, Guid? round = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/exchange/imports/{plural}?organisation={organisation}{(round is { } of ? $"&round={of}" : "")}") { Content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson") };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await program.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private async Task<(Guid Client, HttpClient Program)> Client(Organisation organisation, List<string> writes, int rowsADay = 10_000)
    {
        var (client, account) = await world.ConnectedSystem(organisation, [], writes, rowsADay);
        return (client.Id, await world.Program(account));
    }
}
