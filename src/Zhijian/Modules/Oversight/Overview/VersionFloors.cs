namespace Zhijian.Modules.Oversight.Overview;

/// <summary>
/// The oldest versions without a known open hole; looked up on 27 November 2026 in the makers' own advisories. Below them the overview says so every day.
/// </summary>
internal static class VersionFloors
{
    /// <summary>10.0.0: request smuggling in Kestrel (CVE-2025-55315) was closed before the release.</summary>
    private static readonly Version DotNet = new(10, 0, 0);

    /// <summary>By major version: pg_dump and statistics advisories of August and November 2025.</summary>
    private static readonly Dictionary<int, int> Postgres = new() { [15] = 15, [16] = 11, [17] = 7, [18] = 1 };

    /// <summary>The setting by which whoever runs the machine takes the risk on themselves for a while.</summary>
    public const string AcceptedBy = "Zhijian__OldVersions";

    /// <summary>What keeps the program from serving; null where nothing does, or the operator accepted it.</summary>
    public static string? WhyNotServe(Version runtime, int postgresNumber, string? accepted) =>
        accepted != "accept" && Below(runtime, postgresNumber) is { Count: > 0 } below ? string.Join(", ", below) : null;

    /// <summary>The parts below their floor, with their version.</summary>
    public static IReadOnlyList<string> Below(Version runtime, int postgresNumber)
    {
        var (major, minor) = (postgresNumber / 10000, postgresNumber % 10000);
        List<string> below = [];
        if (runtime < DotNet)
        {
            below.Add($".NET {runtime}");
        }
        if (!Postgres.TryGetValue(major, out var floor) ? major < Postgres.Keys.Min() : minor < floor)
        {
            below.Add($"PostgreSQL {major}.{minor}");
        }
        return below;
    }
}
