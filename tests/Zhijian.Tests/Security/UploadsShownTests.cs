using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Zhijian.Journeys;
using Zhijian.Platform.Files;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>Files that are two things at once, taken as attachments, opened by a real browser in every way a page could: none runs, and none is shown in our own address.</summary>
public sealed class UploadsShownTests(BrowserSession session) : IClassFixture<BrowserSession>
{
    /// <summary>As many as an activity takes.</summary>
    private const int Most = 20;

    /// <summary>Puts the address wherever a browser might make something of it; the page's own policy is off, so that only what the file comes with holds.</summary>
    private const string OpenEverywhere = """
        async address => {
          for (const [tag, attribute] of [['iframe', 'src'], ['object', 'data'], ['embed', 'src'], ['script', 'src'], ['img', 'src'], ['video', 'src'], ['link', 'href']]) {
            const element = document.createElement(tag);
            if (tag === 'link') element.rel = 'stylesheet';
            element.setAttribute(attribute, address);
            document.body.append(element);
          }
          await new Promise(done => setTimeout(done, 150));
        }
        """;

    [Fact]
    public async Task Attachments_that_are_two_things_run_nowhere_and_open_nowhere()
    {
        var activity = await session.Held("两面的文件");
        var addresses = await Attach(activity);
        await using var person = await session.SignedIn("secretary", new Looks { Width = BrowserSession.Desk, BypassPolicy = true });
        var (hits, shown, sniffed) = (0, 0, 0);
        await person.Page.ExposeFunctionAsync("hit", () => hits++);
        person.Page.Dialog += (_, dialog) => _ = dialog.DismissAsync();
        await person.Go($"/activities/{activity}");
        Assert.NotEmpty(await person.Page.EvaluateAsync<string>($"() => document.body.innerHTML.includes('{addresses[0].Split('/')[^1]}') ? 'listed' : ''"));
        person.Page.Response += (_, answer) =>
        {
            if (answer.Url.Contains("/attachments/", StringComparison.Ordinal) || answer.Url.Contains("/files/", StringComparison.Ordinal))
            {
                sniffed += answer.Headers.TryGetValue("x-content-type-options", out var guess) && guess == "nosniff" && answer.Headers.TryGetValue("content-disposition", out var how) && how.StartsWith("attachment", StringComparison.Ordinal) ? 0 : 1;
            }
        };
        foreach (var address in addresses)
        {
            await person.Page.EvaluateAsync(OpenEverywhere, address);
            try
            {
                await person.Page.GotoAsync(address);
                shown++;
            }
            catch (PlaywrightException saved) when (saved.Message.Contains("Download is starting", StringComparison.Ordinal) || saved.Message.Contains("ERR_ABORTED", StringComparison.Ordinal))
            {
                // Saved, not shown: the page of before is still there.
            }
        }
        Console.WriteLine($"figure active-attachments-opened {addresses.Count}");
        Console.WriteLine($"figure active-attachments-that-ran {hits} 0 {(hits == 0 ? "met" : "short")}");
        Assert.Equal((0, 0, 0), (hits, shown, sniffed));

        await person.Page.EvaluateAsync("() => hit()");
        Assert.Equal(1, hits);
    }

    private async Task<List<string>> Attach(Guid activity)
    {
        var account = await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "secretary"));
        using var program = await session.World.Program(account);
        List<string> addresses = [];
        foreach (var (name, content) in UploadTests.TakenThoughActive(Most))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity}/attachments") { Content = new MultipartFormDataContent { { new ByteArrayContent(content), "file", name.Replace("\0", "", StringComparison.Ordinal) } } };
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
            using var answer = await program.SendAsync(request);
            var made = await answer.Content.ReadFromJsonAsync<AttachmentView>();
            addresses.Add($"/files/activity/{activity}/{made!.Id}");
        }
        Assert.InRange(addresses.Count, 10, Most);
        return addresses;
    }
}
