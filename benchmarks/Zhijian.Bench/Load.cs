using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Zhijian.Bench;

/// <summary>One request of a load, as one visitor sends it.</summary>
internal sealed record Shot(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string? Body = null, bool FreshKey = false)
{
    /// <summary>Sent by one connection only, and not again.</summary>
    public bool Once { get; init; }
}

/// <summary>What a stretch of load came to.</summary>
/// <param name="Processor">Milliseconds of processor time per request, server and PostgreSQL together.</param>
internal sealed record Measured(double PerSecond, double P50, double P95, double P99, long Errors, double Processor)
{
    public static Measured Middle(IReadOnlyList<Measured> all)
    {
        double Of(Func<Measured, double> value) => all.Select(value).Order().ElementAt(all.Count / 2);
        return new Measured(Of(m => m.PerSecond), Of(m => m.P50), Of(m => m.P95), Of(m => m.P99), all.Sum(m => m.Errors), Of(m => m.Processor));
    }
}

/// <summary>Runs wrk over a list of requests: on the loopback, for some seconds.</summary>
internal static class Load
{
    private static int _runs;

    public static async Task<Measured> Run(Server server, IReadOnlyList<Shot> shots, int seconds, int connections = 32)
    {
        var script = Path.Combine(Path.GetTempPath(), $"zhijian-bench-{Environment.ProcessId}.lua");
        await File.WriteAllTextAsync(script, Script(shots, Interlocked.Increment(ref _runs)));
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-t2", $"-c{connections}", $"-d{seconds}s", "--timeout", "30s", "-s", script, server.Address })
        {
            start.ArgumentList.Add(argument);
        }
        var processor = server.ProcessorSeconds();
        using var wrk = Process.Start(start)!;
        var said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        File.Delete(script);
        var line = said.Split('\n').FirstOrDefault(l => l.StartsWith("RESULT ", StringComparison.Ordinal)) ?? throw new InvalidOperationException("wrk said nothing usable:\n" + said);
        var n = line.Split(' ').Skip(1).Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return new Measured(n[0] / (n[1] / 1e6), n[2] / 1000, n[3] / 1000, n[4] / 1000, (long)n[5], (server.ProcessorSeconds() - processor) * 1000 / Math.Max(1, n[0]));
    }

    private static string Script(IReadOnlyList<Shot> shots, int run)
    {
        // A Lua function holds 65,536 constants at most, a burst of check-ins has more: so each handful has a function of its own.
        var lua = new StringBuilder("local shots = {}\n");
        foreach (var some in shots.Chunk(1000))
        {
            lua.AppendLine("do local function add()");
            foreach (var shot in some)
            {
                var headers = string.Join(", ", shot.Headers.Select(h => $"[{Quoted(h.Key)}]={Quoted(h.Value)}"));
                lua.AppendLine($"shots[#shots + 1] = {{ {Quoted(shot.Method)}, {Quoted(shot.Path)}, {{ {headers} }}, {(shot.Body is null ? "nil" : Quoted(shot.Body))}, {(shot.FreshKey ? "true" : "false")} }}");
            }
            lua.AppendLine("end add() end");
        }
        return lua + $$"""
            local threads = 0
            function setup(thread) thread:set("id", threads); threads = threads + 1 end
            local n = 0
            local plain = {}
            function init(args)
              n = {{(shots[0].Once ? "0" : "id * 7919")}}
              for i, s in ipairs(shots) do if not s[5] then plain[i] = wrk.format(s[1], s[2], s[3], s[4]) end end
            end
            function request()
              n = n + 1
              local i = {{(shots[0].Once ? "((n - 1) * 2 + id) % #shots + 1" : "n % #shots + 1")}}
              if plain[i] then return plain[i] end
              local s = shots[i]
              s[3]["Idempotency-Key"] = "b{{Environment.ProcessId}}-{{run}}-{{Stopwatch.GetTimestamp()}}-" .. id .. "-" .. n
              return wrk.format(s[1], s[2], s[3], s[4])
            end
            function done(summary, latency, requests)
              local e = summary.errors
              print(string.format("RESULT %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50), latency:percentile(95), latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout))
            end
            """;
    }

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
