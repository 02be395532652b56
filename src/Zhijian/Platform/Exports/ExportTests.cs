using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Architecture;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;
using Zhijian.Platform.Web.Parts;
using Zhijian.Testing;

namespace Zhijian.Platform.Exports;

/// <summary>Short lists come with the answer, long ones by a link; both hold what the taker sees and no more, and leave a trace.</summary>
public sealed class ExportTests(ExportWorld world) : IClassFixture<ExportWorld>
{
    /// <summary>Pages of lists that nobody takes along, each with the reason.</summary>
    private static readonly Dictionary<string, string> NotTaken = new()
    {
        ["MessagesPage"] = "one's own notices; they come with my data",
        ["AccountsPage"] = "names to sign in with are not spread",
        ["RowsPage"] = "rows that have not entered yet; the faulty ones have a file of their own, to be mended",
        ["CollectingPage"] = "the forms one may open, not data",
        ["RoundPage"] = "sums of the round's rows",
        ["TaskPage"] = "sums of the people of a task, who are taken along",
        ["BurdenPage"] = "minutes by month, worked out anew each time",
    };

    [Fact]
    public async Task Every_list_page_leads_to_its_file_and_every_list_to_its_page()
    {
        var pages = Code.Program.Where(t => t.IsAssignableTo(typeof(IComponent)) && t.IsDefined(typeof(RouteAttribute), inherit: false)).ToList();
        var listing = pages.Where(p => Code.Mentions(p).Contains(typeof(Pager))).ToList();
        Assert.True(listing.Count >= 8);
        Breaches.None(listing.Where(p => !NotTaken.ContainsKey(p.Name) && !HasMenu(p)).Select(p => $"{p.Name} shows a list that can't be taken along"));
        var routes = pages.Where(HasMenu).SelectMany(p => p.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>().Select(r => r.Template)).ToHashSet();
        await using var scope = world.Services.CreateAsyncScope();
        var lists = scope.ServiceProvider.GetServices<IListExport>().ToList();
        Breaches.None(lists.Where(l => !routes.Contains(l.Page)).Select(l => $"{l.Name} names {l.Page}, which shows no menu for it"));
        Breaches.None(lists.GroupBy(l => l.Name).Where(g => g.Count() > 1).Select(g => g.Key));
        Breaches.None(from list in lists from language in TextFiles.Languages from key in list.Columns.Select(c => c.TextKey).Append("export.list." + list.Name) where TextFiles.Find(language, key) == key select $"{list.Name}: {key} has no text in {language}");
    }

    /// <summary>On the page itself, or on a part of it.</summary>
    private static bool HasMenu(Type page) => Code.Mentions(page).Where(t => t.IsAssignableTo(typeof(IComponent)) && t.Assembly == page.Assembly).SelectMany(Code.Mentions).Concat(Code.Mentions(page)).Contains(typeof(ExportMenu));

    [Fact]
    public async Task Every_list_is_taken_by_a_program_in_every_format()
    {
        var program = await world.Program(world.University.OrganisationDepartment);
        var names = world.Services.CreateScope().ServiceProvider.GetServices<IListExport>().Select(l => l.Name).ToList();
        foreach (var format in Enum.GetValues<TableFormat>())
        {
            // There are more lists in all their formats than one account may take in a day.
            world.Clock.Move(TimeSpan.FromDays(1));
            foreach (var name in names)
            {
                using var answer = await program.GetAsync($"/api/v1/exports/{name}?format={format.Ending()}");
                Assert.True(answer.IsSuccessStatusCode, $"{name} {format}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
            }
        }
    }

    [Fact]
    public async Task A_secretary_takes_the_filtered_list_of_their_own_branch_and_the_trace_says_how_many_rows()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        var page = await browser.Open("/people?category=ProbationaryMember");
        page = await browser.Open(page.QuerySelector("a[href^='/exports/members']")!.GetAttribute("href")!);

        await Take(browser, page, "json");

        using var taken = JsonDocument.Parse(browser.Text);
        var row = Assert.Single(taken.RootElement.GetProperty("rows").EnumerateArray());
        Assert.Equal(("宋言溪", nameof(MemberCategory.ProbationaryMember)), (row.GetProperty("name").GetString(), row.GetProperty("category").GetString()));
        var trace = await LastTrace(nameof(ListTaken), world.University.Secretary.MemberId!.Value);
        Assert.Contains("\"rows\": 1", trace.Body, StringComparison.Ordinal);
        Assert.Contains("category", trace.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("ProbationaryMember", trace.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_takes_what_they_do_not_see()
    {
        var secretary = await world.Program(world.University.Secretary);
        var text = await secretary.GetStringAsync("/api/v1/exports/members?format=json");
        Assert.Contains("周以宁", text, StringComparison.Ordinal);
        Assert.DoesNotContain("江望舒", text, StringComparison.Ordinal);

        var member = await world.Program(world.University.Member);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync("/api/v1/exports/members")).StatusCode);
        var browser = await world.SignedIn(world.University.Member);
        Assert.DoesNotContain("/exports/", (await browser.Open("/activities")).DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await secretary.GetAsync("/api/v1/exports/no-such-list")).StatusCode);
    }

    [Fact]
    public async Task Sealed_values_never_stand_in_a_list()
    {
        var first = world.University.First;
        await world.Given(db => db.Add(new Member { Name = "有号码的人", OrganisationId = first.Id, Path = first.Path, Category = MemberCategory.FullMember, MobileNumber = new("13800120077"), IdentityNumber = new("990101200001010014") }));
        var program = await world.Program(world.University.Secretary);
        foreach (var format in new[] { "json", "csv" })
        {
            var text = await program.GetStringAsync($"/api/v1/exports/members?format={format}&search={Uri.EscapeDataString("有号码")}");
            Assert.Contains("有号码的人", text, StringComparison.Ordinal);
            Assert.DoesNotContain("0077", text, StringComparison.Ordinal);
            Assert.DoesNotContain("990101", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Whoever_signed_in_long_ago_is_asked_who_they_are_first()
    {
        string[] leads = ["exports/{List}", "exports/{list}/take", "export-files/{id:guid}/list.{form}", "api/v1/exports/{list}"];
        var fresh = world.Services.GetServices<EndpointDataSource>().SelectMany(d => d.Endpoints).OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<FreshAttribute>()?.Asks(isReading: true) == true).Select(e => e.RoutePattern.RawText!.TrimStart('/')).ToList();
        Breaches.None(leads.Except(fresh));
    }

    [Fact]
    public async Task A_long_list_is_written_beside_the_request_sealed_and_fetched_until_the_link_expires()
    {
        var browser = await world.SignedIn(world.University.OrganisationDepartment);
        var page = await browser.Open("/exports/members");
        page = await Take(browser, page, "csv");
        var id = Guid.Parse(browser.Path.Split('/')[^1]);
        Assert.Equal($"/export-files/{id}", browser.Path);

        await world.Inside(async s =>
        {
            await s.GetRequiredService<WriteExportsJob>().Run(default);
            return 0;
        });
        await Until(async () => (await world.Read(db => db.Set<ExportFile>().SingleAsync(f => f.Id == id))).State == ExportState.Ready);
        await browser.Open(browser.Path);
        Assert.Contains("已生成", browser.Text, StringComparison.Ordinal);

        var lying = await File.ReadAllBytesAsync(Path.Combine(world.Services.GetRequiredService<Platform.Web.DataFolder>().Path, "exports", id.ToString("N")));
        Assert.DoesNotContain("周以宁", System.Text.Encoding.UTF8.GetString(lying), StringComparison.Ordinal);

        var fetched = await browser.Raw(new(HttpMethod.Get, $"/export-files/{id}/list.csv"));
        var text = await fetched.Content.ReadAsStringAsync();
        Assert.Contains("周以宁", text, StringComparison.Ordinal);
        Assert.Contains("江望舒", text, StringComparison.Ordinal);
        Assert.Equal("text/csv", fetched.Content.Headers.ContentType!.MediaType);
        // A table of text has no footer: the file itself is called after its taker.
        Assert.Contains(world.University.OrganisationDepartment.DisplayName, fetched.Content.Headers.ContentDisposition!.FileNameStar, StringComparison.Ordinal);
        Assert.NotNull(await LastTrace(nameof(ListFetched), world.University.OrganisationDepartment.MemberId!.Value));
        Assert.True(await world.Read(db => db.Set<Messages.Message>().AnyAsync(m => m.Href == $"/export-files/{id}")));

        var other = await world.SignedIn(world.University.Office);
        await other.Open($"/export-files/{id}/list.csv");
        other.Says(ExportRefusals.Over);
        await other.Open($"/export-files/{id}");
        Assert.Equal(HttpStatusCode.NotFound, other.Status);

        world.Clock.Move(TimeSpan.FromHours(25));
        await world.Inside(async s =>
        {
            await s.GetRequiredService<WriteExportsJob>().Run(default);
            return 0;
        });
        Assert.False(world.Services.GetRequiredService<ExportShelf>().Holds(id));
        var late = await world.SignedIn(world.University.OrganisationDepartment);
        await late.Open($"/export-files/{id}/list.csv");
        late.Says(ExportRefusals.Over);
    }

    [Fact]
    public async Task A_file_that_is_still_being_written_is_not_given_out()
    {
        var account = world.University.OrganisationDepartment;
        var file = await world.Given(db =>
        {
            var id = Guid.CreateVersion7();
            var made = new ExportFile
            {
                Id = id, Path = "1.", AccountId = account.Id, MemberId = account.MemberId!.Value, ByName = "", List = "members", Filters = "", Format = TableFormat.Csv, Language = "en", At = world.Clock.GetUtcNow(),
                Until = world.Clock.GetUtcNow().AddHours(1), ClaimedUntil = world.Clock.GetUtcNow().AddHours(1), DataKey = world.Services.GetRequiredService<Vault>().NewKey(id),
            };
            db.Add(made);
            return made;
        });
        var browser = await world.SignedIn(account);
        await browser.Open($"/export-files/{file.Id}/list.csv");
        browser.Says(ExportRefusals.NotReady);
    }

    [Fact]
    public async Task Unknown_formats_are_refused_and_so_is_one_list_too_many_within_a_day()
    {
        var program = await world.Program(world.University.ThirdSecretary);
        using var wrong = await program.GetAsync("/api/v1/exports/members?format=pdf");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains(ExportRefusals.NoSuchFormat.Code, await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var member = world.University.ThirdSecretary.MemberId!.Value;
        await world.Inside(async s =>
        {
            var actor = new Actor { Name = "", MemberId = member };
            for (var i = 0; i < ExportWorld.MostADay; i++)
            {
                await s.GetRequiredService<Journal>().Also(new ListTaken(Guid.NewGuid(), "1.", "members", "csv", 1, []), actor, default);
            }
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        using var enough = await program.GetAsync("/api/v1/exports/members");
        Assert.Equal(HttpStatusCode.Conflict, enough.StatusCode);
        Assert.Contains(ExportRefusals.TakenEnough.Code, await enough.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_leaves_a_trace_before_and_after()
    {
        var program = await world.Program(world.University.SecondSecretary);
        await program.GetStringAsync("/api/v1/exports/posts?format=csv");
        var member = world.University.SecondSecretary.MemberId!.Value;
        var (begun, ended) = (await LastTrace(nameof(ListStreamed), member), await LastTrace(nameof(ListTaken), member));
        Assert.True(begun.Id < ended.Id);
        Assert.Equal(begun.SubjectId, ended.SubjectId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024 * 3) + 17)]
    public async Task A_sealed_file_opens_whole_or_not_at_all(int length)
    {
        var (key, file) = (System.Security.Cryptography.RandomNumberGenerator.GetBytes(32), Guid.NewGuid());
        var plain = System.Security.Cryptography.RandomNumberGenerator.GetBytes(length);
        var stored = new MemoryStream();
        await using (var sealing = SealedStream.Sealing(stored, key, file))
        {
            await sealing.WriteAsync(plain);
        }
        Assert.Equal(plain, await Opened(stored.ToArray(), key, file));
        byte[] changed = [.. stored.ToArray()];
        changed[^1] ^= 1;
        await Assert.ThrowsAsync<SealingException>(() => Opened(changed, key, file));
        await Assert.ThrowsAsync<SealingException>(() => Opened(stored.ToArray(), key, Guid.NewGuid()));
        await Assert.ThrowsAsync<SealingException>(() => Opened(stored.ToArray()[..^1], key, file));
        if (length > 64 * 1024)
        {
            await Assert.ThrowsAsync<SealingException>(() => Opened(stored.ToArray()[..((64 * 1024) + 16)], key, file));
        }
    }

    private static async Task<byte[]> Opened(byte[] stored, byte[] key, Guid file)
    {
        var to = new MemoryStream();
        await SealedStream.Open(new MemoryStream(stored), to, key, file, default);
        return to.ToArray();
    }

    private static async Task<AngleSharp.Dom.IDocument> Take(Browser browser, AngleSharp.Dom.IDocument page, string format)
    {
        var form = page.QuerySelectorAll("form").OfType<AngleSharp.Html.Dom.IHtmlFormElement>().First(f => f.GetAttribute("action")!.StartsWith("/exports/", StringComparison.Ordinal));
        return await browser.Post(form.GetAttribute("action")!, [.. Browser.Fields(form).Where(f => f.Key != "format"), new("format", format)]);
    }

    private async Task<JournalEntry> LastTrace(string fact, Guid member) =>
        await world.Read(db => db.Set<JournalEntry>().Where(j => j.Fact == fact && j.MemberId == member).OrderByDescending(j => j.Id).FirstAsync());

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 100 && !await holds(); i++)
        {
            await Task.Delay(100);
        }
        Assert.True(await holds());
    }
}

/// <summary>A world where lists are long after twenty rows.</summary>
public sealed class ExportWorld : RoomyWorld
{
    public const int MostADay = 40;

    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Configuration["Zhijian:Exports:MostAtOnce"] = "20";
        builder.Configuration["Zhijian:Exports:MostADay"] = MostADay.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
