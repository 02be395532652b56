using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Access;
using Zhijian.Platform.Files;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>No address and no name of a file leads out of where it belongs: a secret beside it is never read, nothing is written elsewhere.</summary>
public sealed class TraversalTests(RoomyServedWorld world) : IClassFixture<RoomyServedWorld>
{
    private const string Secret = "the-planted-secret-9c1e";

    private static readonly string[] Ups = ["../", "..\\", "..%2f", "..%5c", "%2e%2e/", "%2e%2e%2f", "%2e%2e%5c", "%252e%252e%252f", "..%252f", "..%c0%af", "..%c1%9c", "..%e0%80%af", "..%ef%bc%8f", "....//", "....\\\\", "..;/", ".%2e/", "%2e./", "..%00/", "..%0d/", "..//", "../\\", "..%u2215", "..\u2215"];

    private static readonly string[] Names =
    [
        .. from up in Ups from depth in new[] { 1, 2, 4, 8 } select string.Concat(Enumerable.Repeat(up, depth)) + "planted.txt",
        .. from start in new[] { "/", "//", "\\\\localhost\\", "file:///", "C:\\", "~/", "/proc/self/cwd/", "/./", "%2f", "%00/", "\\", "/..../" } from name in new[] { "planted.txt", "keys/planted.txt" } select start + name,
    ];

    [Fact]
    public async Task No_address_reads_what_lies_beside_the_program()
    {
        Assert.InRange(Names.Length, 120, 400);
        Plant();
        var program = await world.Program(world.University.OrganisationDepartment);
        var browser = await world.SignedIn(world.University.Secretary);
        List<string> breaches = [];
        var asked = 0;
        foreach (var pattern in Endpoint.All(world).Where(e => e.Methods.Contains("GET") && e.Pattern.Contains('{', StringComparison.Ordinal) && !e.Pattern.Contains(":guid", StringComparison.Ordinal)).Select(e => e.Pattern).Concat(["/{file}", "/css/{file}", "/files/{file}", "/files/activity/{file}", "/openapi/{file}"]))
        {
            foreach (var name in Names)
            {
                var path = System.Text.RegularExpressions.Regex.Replace(pattern, @"\{[^}]+\}", _ => name.TrimStart('/'));
                using var answer = await Ask(path);
                asked++;
                if ((int)answer.StatusCode >= 500 || (await answer.Content.ReadAsStringAsync()).Contains(Secret, StringComparison.Ordinal))
                {
                    breaches.Add($"GET {path}: {(int)answer.StatusCode}");
                }
            }
        }
        Console.WriteLine($"figure planted-secrets-read {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure traversals-tried {asked}");
        Breaches.None(breaches);

        async Task<HttpResponseMessage> Ask(string path)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Address + string.Concat(path.Select(c => c is > ' ' and < '\u007f' ? c.ToString() : Uri.EscapeDataString(c.ToString()))), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            return path.StartsWith("/api/", StringComparison.Ordinal) ? await program.SendAsync(request) : await browser.Raw(request);
        }
    }

    [Fact]
    public async Task No_name_of_an_attachment_leads_out_of_the_shelf()
    {
        Plant();
        var folder = world.Services.GetRequiredService<DataFolder>().Path;
        var before = Tree(folder).Where(f => !f.StartsWith("files/", StringComparison.Ordinal)).ToList();
        var program = await world.Program(world.University.Secretary);
        using var planned = await program.Post("/api/v1/activities", new { organisationId = world.University.First.Id, kind = "ThemePartyDay", title = "x", startsAt = world.Clock.GetUtcNow().AddDays(2), endsAt = world.Clock.GetUtcNow().AddDays(2).AddHours(1), place = "x" });
        var text = await planned.Content.ReadAsStringAsync();
        Assert.True(planned.IsSuccessStatusCode, text);
        var id = JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
        foreach (var name in Names.Where((_, i) => i % 7 == 0))
        {
            using var parts = new MultipartFormDataContent();
            var file = new ByteArrayContent("hello"u8.ToArray());
            file.Headers.ContentDisposition = ContentDispositionHeaderValue.Parse("form-data; name=file; filename=\"" + name.Replace("\\", "\\\\", StringComparison.Ordinal) + "\"");
            parts.Add(file);
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{id}/attachments") { Content = parts };
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
            using var answer = await program.SendAsync(request);
            var made = await answer.Content.ReadFromJsonAsync<AttachmentView>();
            Assert.DoesNotContain(made!.Name, n => n is '/' or '\\');
        }

        Assert.Equal(before, Tree(folder).Where(f => !f.StartsWith("files/", StringComparison.Ordinal)));
        Assert.All(Names, n => Assert.DoesNotContain(FileName.Cleaned(n, FileType.Text), c => c is '/' or '\\'));
    }

    [Theory]
    [InlineData("../planted.txt")]
    [InlineData("ab/../../planted.txt")]
    [InlineData("/etc/hostname")]
    public void The_shelf_opens_no_place_outside_itself(string place)
    {
        Plant();
        Assert.Throws<ArgumentException>(() => world.Services.GetRequiredService<FileShelf>().Open(place));
    }

    private void Plant()
    {
        var folder = world.Services.GetRequiredService<DataFolder>().Path;
        File.WriteAllText(Path.Combine(folder, "planted.txt"), Secret);
        File.WriteAllText(Path.Combine(folder, "keys", "planted.txt"), Secret);
    }

    private static List<string> Tree(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];
}
