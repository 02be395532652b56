using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using Zhijian.Access;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Storage;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>What is no text, or text that shows itself as other text, is refused at every member of every input of the interface, and is nowhere in the database afterwards.</summary>
public sealed class TextInputTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    /// <summary>Keeps no text: a code is looked at for its digits, and is wrong.</summary>
    private const string CheckIns = "/api/v1/activities/{id:guid}/check-ins";

    /// <summary>Written inside the quotes of a JSON text.</summary>
    private static readonly (string Name, byte[] Inside)[] Bad =
    [
        .. from escape in new[] { "\\u0000", "a\\u0000b", "\\ud800", "\\udfff", "\\udc00\\ud800", "\\ud800x", "\\ufffd", "\\u202a", "\\u202b", "\\u202c", "\\u202d", "\\u202e", "\\u2066", "\\u2067", "\\u2068", "\\u2069", "\\u202Egnp.exe", "张\\u202e三", "\\u2066\\u202e", "\\u0000\\u202e", "\\x41", "\\u12", "\\u{41}", "\\'" }
            select (escape, Encoding.UTF8.GetBytes(escape)),
        .. from bare in new[] { "\u202e", "\u2069", "a\u202eb", "\ufffd", "\0", "\u0001", "\n", "\u001b[31m" } select ($"bare {(int)bare[^1]:x}", Encoding.UTF8.GetBytes(bare)),
        .. from bytes in new byte[][] { [0xFF], [0xC3, 0x28], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE4, 0xBD], [0x80] } select ($"bytes {Convert.ToHexString(bytes)}", bytes),
    ];

    [Theory]
    [InlineData("周以宁", true)]
    [InlineData("ئۇيغۇر", true)]
    [InlineData("👩‍🏫 é", true)]
    [InlineData("张\u202e三", false)]
    [InlineData("a\0", false)]
    [InlineData(null, true)]
    public void Text_of_any_script_is_kept_and_signs_that_turn_it_are_not(string? text, bool kept) => Assert.Equal(kept, KeptText.Is(text));

    /// <summary>Asked by connected systems; their lines are refused one by one (ExchangeTests).</summary>
    private const string Exchange = "/api/v1/exchange/";

    [Fact]
    public async Task No_member_of_any_input_takes_what_is_no_text()
    {
        var department = await world.Program(world.University.OrganisationDepartment);
        var system = await world.Program((await world.ConnectedSystem(world.University.Committee)).Account);
        List<string> breaches = [];
        var asked = 0;
        foreach (var (endpoint, method) in Endpoint.All(world).Where(e => e.BodyType is not null && !(e.Pattern.StartsWith(Exchange, StringComparison.Ordinal) && e.Methods.Contains("POST"))).SelectMany(e => e.Writes.Select(m => (e, m))))
        {
            var plain = JsonSerializer.SerializeToNode(Plausible.Of(endpoint.BodyType!, "body", (_, _) => null), endpoint.BodyType!, KeptJson.Form)!.AsObject();
            foreach (var member in plain.Where(p => p.Value is JsonValue value && value.GetValueKind() == JsonValueKind.String).Select(p => p.Key).ToList())
            {
                var marked = plain.DeepClone().AsObject();
                marked[member] = "%%";
                var around = marked.ToJsonString().Split("%%");
                foreach (var (name, inside) in Bad)
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), Session.PathOf(endpoint)) { Content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(around[0]), .. inside, .. Encoding.UTF8.GetBytes(around[1])]) };
                    request.Content.Headers.ContentType = new("application/json");
                    request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
                    request.Headers.Add("If-Match", "\"v1\"");
                    using var answer = await (endpoint.Pattern.StartsWith(Exchange, StringComparison.Ordinal) ? system : department).SendAsync(request);
                    asked++;
                    if ((int)answer.StatusCode != 400 && !((int)answer.StatusCode == 422 && endpoint.Pattern == CheckIns))
                    {
                        breaches.Add($"{method} {endpoint.Pattern} {member} with {name}: {(int)answer.StatusCode}");
                    }
                }
            }
        }
        var stored = await Stored();
        Console.WriteLine($"figure inputs-that-took-no-text {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure inputs-tried-with-no-text {asked}");
        Console.WriteLine($"figure bad-texts-stored {stored} 0 {(stored == 0 ? "met" : "short")}");
        Breaches.None(breaches);
        Assert.Equal(0, stored);
        Assert.True(asked > 500, "Hardly anything was tried.");
    }

    /// <summary>Rows of any table that hold a sign which turns the direction of writing.</summary>
    private async Task<long> Stored()
    {
        var catalog = await Catalog.Read(world.Database.OwnerConnection);
        await using var superuser = new NpgsqlConnection(world.Database.MaintenanceConnection);
        var found = 0L;
        foreach (var table in catalog.Tables)
        {
            found += await superuser.ExecuteScalarAsync<long>($"select count(*) from {table.Name} t where t::text ~ '[\u202a-\u202e\u2066-\u2069\ufffd]'");
        }
        return found;
    }
}
