using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>The disk really fills up under the running program, and is emptied again: clear answers meanwhile, nothing lost, nothing half done, and no help needed afterwards.</summary>
public sealed class DiskFullTests
{
    private const int DiskMegabytes = 400;
    private const int Rounds = 3;
    private static readonly TimeSpan ServedAgainWithin = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_full_disk_is_told_in_words_loses_nothing_and_is_forgotten_once_there_is_space()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "A disk of its own can be mounted by root only.");
        await using var server = new KilledServer();
        await Run("mount", "-t", "tmpfs", "-o", $"size={DiskMegabytes}m,mode=0755", "tmpfs", server.Folder);
        try
        {
            await FillAndEmpty(server);
        }
        finally
        {
            await server.End();
            await Run("umount", "--lazy", server.Folder);
        }
    }

    private static async Task FillAndEmpty(KilledServer server)
    {
        var story = await CheckInStory.Prepare(server, Rounds);
        await server.Start();
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(60) };
        var (acknowledged, refused) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var activity = story.Activities[round];
            var (early, late) = (story.Tokens.Take(20).ToList(), story.Tokens.Skip(20).ToList());
            HashSet<Guid> inside = [];
            await In(early);
            Fill(server.Folder);
            // What is written fits into pages that are there for a while; then it no longer does. Uploads find no space at once.
            var upload = await Upload(client, activity.Id, story.Tokens[0].Token);
            Assert.True(upload.Status == 503 && upload.Text.Contains("\"code\":\"platform.disk-full\"", StringComparison.Ordinal), $"{upload.Status} {upload.Text}");
            await In(late);
            var read = await client.GetAsync("/sign-in", TestContext.Current.CancellationToken);
            Assert.True((int)read.StatusCode is 200 or 503, $"Reading answered {read.StatusCode}.");

            File.Delete(Ballast(server.Folder));
            var since = Stopwatch.StartNew();
            var probe = story.Tokens[^1];
            while (!(await Try(probe)).IsIn)
            {
                Assert.True(since.Elapsed < ServedAgainWithin, "The server did not serve again by itself.\n" + server.LastWords());
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
            inside.Add(probe.MemberId);
            var present = await server.InDatabase(d => CheckInStory.Traces(d.AppConnection, server.Folder, activity.Id));
            Breaches.None(inside.Where(m => !present.ContainsKey(m)).Select(m => $"round {round}: the acknowledged check-in of {m} is gone"));
            Breaches.None(present.Where(p => p.Value != 1).Select(p => $"round {round}: {p.Key} is there {p.Value} times"));

            async Task In(IReadOnlyList<(Guid MemberId, string Token)> people)
            {
                foreach (var person in people)
                {
                    var said = await Try(person);
                    acknowledged += said.IsIn ? 1 : 0;
                    refused += said.IsIn ? 0 : 1;
                    if (said.IsIn)
                    {
                        inside.Add(person.MemberId);
                    }
                    Assert.True(said.IsIn || said.IsClear, $"round {round}: {said.Status} {said.Text}\n{server.LastWords()}");
                }
            }

            Task<CheckInSaid> Try((Guid MemberId, string Token) person) =>
                CheckInStory.CheckIn(client, activity, person.Token, CheckInStory.CodeOf(activity), Guid.NewGuid().ToString());
        }
        Console.WriteLine($"figure disk-full-rounds {Rounds}");
        Console.WriteLine($"figure disk-full-acknowledged {acknowledged}");
        Console.WriteLine($"figure disk-full-refused-clearly {refused}");
        Console.WriteLine("figure disk-full-lost-or-doubled-check-ins 0 0 met");
    }

    private static string Ballast(string folder) => Path.Combine(folder, "ballast");

    private static void Fill(string folder)
    {
        var block = new byte[1 << 20];
        using var file = new FileStream(Ballast(folder), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        for (var size = block.Length; size >= 4096; size /= 2)
        {
            try
            {
                while (true)
                {
                    file.Write(block, 0, size);
                }
            }
            catch (IOException)
            {
                // Full for pieces of this size.
            }
        }
    }

    private static async Task<(int Status, string Text)> Upload(HttpClient client, Guid activity, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity}/attachments");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.NewGuid().ToString());
        var file = new ByteArrayContent([.. "%PDF-1.7\n"u8, .. RandomNumberGenerator.GetBytes(8 << 20)]);
        request.Content = new MultipartFormDataContent { { file, "file", "minutes.pdf" } };
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
