using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Access;
using Zhijian.Faults;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>Whatever names of columns and properties are sent along with an input, only what the input itself names is read.</summary>
public sealed class OverPostTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private static readonly bool Long = TestRun.IsLong;

    /// <summary>Names tried at each input in the sample; in the long run all.</summary>
    private const int Sample = 30;

    /// <summary>Asked by connected systems; their lines are refused one by one (ExchangeTests).</summary>
    private const string Exchange = "/api/v1/exchange/";

    [Fact]
    public async Task Programs_can_set_nothing_that_the_input_does_not_name()
    {
        var department = await world.Program(world.University.OrganisationDepartment);
        var system = await world.Program((await world.ConnectedSystem(world.University.Committee)).Account);
        var names = await Names(world);
        await using var rows = await WrittenRows.In(world);
        List<string> breaches = [];
        var asked = 0;
        var random = new Random(3);
        foreach (var (endpoint, method) in Endpoint.All(world).Where(e => e.BodyType is not null && !(e.Pattern.StartsWith(Exchange, StringComparison.Ordinal) && e.Methods.Contains("POST"))).SelectMany(e => e.Writes.Select(m => (e, m))))
        {
            var program = endpoint.Pattern.StartsWith(Exchange, StringComparison.Ordinal) ? system : department;
            var plain = JsonSerializer.SerializeToNode(Plausible.Of(endpoint.BodyType!, "body", (_, _) => null), endpoint.BodyType!, KeptJson.Form)!.AsObject();
            var own = plain.Select(p => p.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var added = names.Where(n => !own.Contains(n)).ToList();
            foreach (var name in Long ? added : [.. random.GetItems([.. added], Sample)])
            {
                var more = plain.DeepClone().AsObject();
                more[name] = Guid.NewGuid().ToString();
                asked += await Refused(program, method, endpoint, more.ToJsonString(), $"{name} as well", rows, breaches);
            }
            foreach (var name in own)
            {
                var value = plain[name]?.ToJsonString() ?? "null";
                var twice = plain.ToJsonString().TrimEnd('}') + $",\"{name.ToUpperInvariant()}\":{value}}}";
                asked += await Refused(program, method, endpoint, twice, $"{name} twice in other letters", rows, breaches);
            }
        }
        Console.WriteLine($"figure overposted-members-taken {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure overposted-members-tried {asked}");
        Breaches.None(breaches);
        Assert.True(asked > 300, "Hardly anything was tried.");
    }

    /// <summary>Every name of a property and a column of the model, as programs write names.</summary>
    internal static async Task<List<string>> Names(World world) => await world.Inside(s =>
    {
        var model = s.GetRequiredService<ZhijianDb>().GetService<IDesignTimeModel>().Model;
        var properties = model.GetEntityTypes().SelectMany(e => e.GetProperties().Cast<IReadOnlyPropertyBase>().Concat(e.GetNavigations())).Select(p => p.Name).Distinct();
        return Task.FromResult(properties.SelectMany(p => new[] { p, char.ToLowerInvariant(p[0]) + p[1..], Snake(p) }).Distinct().Order(StringComparer.Ordinal).ToList());
    });

    /// <summary>Every name that some form does ask for, in whatever letters; rows of lines are read by hand.</summary>
    internal static HashSet<string> Asked(World world) => new(
    [
        .. Architecture.Code.Program.SelectMany(t => t.GetProperties()).Where(p => p.IsDefined(typeof(SupplyParameterFromFormAttribute), inherit: true)).SelectMany(p => Inside(p.PropertyType))
            .Concat(world.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).SelectMany(e => e.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? []).Where(p => p.IsDefined(typeof(FromFormAttribute), inherit: true)).Select(p => p.Name!))
            .Concat(["version", "key", "partners", "agenda"]),
    ], StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Inside(Type type) => type.GetProperties().SelectMany(p => p.PropertyType is { IsGenericType: true, Namespace: "System.Collections.Generic" } list ? Inside(list.GetGenericArguments()[0]).Append(p.Name) : [p.Name]);

    private static string Snake(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    private static async Task<int> Refused(HttpClient program, string method, Endpoint endpoint, string body, string what, WrittenRows rows, List<string> breaches)
    {
        var mark = await rows.Now();
        using var request = new HttpRequestMessage(new HttpMethod(method), Session.PathOf(endpoint)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        request.Headers.Add("If-Match", "\"v1\"");
        using var answer = await program.SendAsync(request);
        if (!Session.Tells(await answer.Content.ReadAsStringAsync(), PlatformWebRefusals.Unreadable) || (await rows.Since(mark)).Rows > 0)
        {
            breaches.Add($"{method} {endpoint.Pattern} with {what}: {(int)answer.StatusCode}");
        }
        return 1;
    }
}
