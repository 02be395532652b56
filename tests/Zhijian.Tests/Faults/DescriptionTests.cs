using System.Text.Json;
using System.Text.RegularExpressions;
using Zhijian.Access;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>The description at /openapi/v1.json alone is enough to write a client.</summary>
public sealed partial class DescriptionTests(World world) : IClassFixture<World>
{
    /// <summary>Answers that are bytes: a schema would say nothing.</summary>
    private static readonly string[] Bytes = ["/api/v1/activities/{subject}/attachments/{id}"];

    [Fact]
    public async Task The_description_covers_every_route_with_summary_answers_and_schemas()
    {
        using var document = await Described();
        var paths = document.RootElement.GetProperty("paths");
        List<string> breaches = [];
        foreach (var endpoint in Endpoint.All(world).Where(e => e.Pattern.StartsWith("/api/", StringComparison.Ordinal)))
        {
            var path = Constraint().Replace(endpoint.Pattern, "{$1}");
            foreach (var method in endpoint.Methods)
            {
                if (!paths.TryGetProperty(path, out var item) || !item.TryGetProperty(method.ToLowerInvariant(), out var operation))
                {
                    breaches.Add($"{method} {path} is not described");
                    continue;
                }
                if (!operation.TryGetProperty("summary", out _))
                {
                    breaches.Add($"{method} {path} has no summary");
                }
                if (!Bytes.Contains(path) && !operation.GetProperty("responses").EnumerateObject().Any(r => r.Name.StartsWith('2') && (r.Name == "204" || (r.Value.TryGetProperty("content", out var content) && content.EnumerateObject().Any(c => c.Value.TryGetProperty("schema", out _) || !c.Name.Contains("json", StringComparison.Ordinal))))))
                {
                    breaches.Add($"{method} {path} does not say what it answers");
                }
                if (endpoint.BodyType is not null && !operation.TryGetProperty("requestBody", out _))
                {
                    breaches.Add($"{method} {path} does not say what it takes");
                }
            }
        }
        Breaches.None(breaches);
        Assert.NotEmpty(paths.EnumerateObject());
    }

    [Fact]
    public async Task A_client_that_knows_only_the_description_reads_every_list()
    {
        using var document = await Described();
        var program = await world.Program(world.University.OrganisationDepartment);
        List<string> breaches = [];
        var lists = 0;
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject().Where(p => !p.Name.Contains('{', StringComparison.Ordinal) && p.Value.TryGetProperty("get", out _)))
        {
            if (!IsList(document.RootElement, path.Value.GetProperty("get")))
            {
                continue;
            }
            lists++;
            using var response = await program.GetAsync(path.Name);
            var text = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode)
            {
                breaches.Add($"{path.Name} answered {(int)response.StatusCode}: {text}");
                continue;
            }
            using var list = JsonDocument.Parse(text);
            if (!list.RootElement.TryGetProperty("next", out _) || !list.RootElement.TryGetProperty("items", out var items))
            {
                breaches.Add($"{path.Name} is not of the form items and next");
                continue;
            }
            breaches.AddRange(items.EnumerateArray().Where(i => !i.TryGetProperty("id", out _)).Take(1).Select(_ => $"{path.Name}: an item has no id"));
        }
        Breaches.None(breaches);
        Assert.NotEqual(0, lists);
    }

    private async Task<JsonDocument> Described()
    {
        using var client = world.NewClient();
        return JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
    }

    private static bool IsList(JsonElement root, JsonElement operation)
    {
        if (!operation.GetProperty("responses").TryGetProperty("200", out var ok) || !ok.TryGetProperty("content", out var content) || !content.TryGetProperty("application/json", out var json) || !json.TryGetProperty("schema", out var schema))
        {
            return false;
        }
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = root.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        }
        return schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty("items", out _);
    }

    [GeneratedRegex(@"\{(\w+):[^}]+\}")]
    private static partial Regex Constraint();
}
