using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Storage;

/// <summary>
/// What a transaction may see: up to four subtrees, the viewer's own rows, the organisations above their own (names only),
/// and single records admitted by a pass. Sent to PostgreSQL with the first command of each transaction and local to it; row level security does the rest.
/// </summary>
public sealed record FencedScope
{
    /// <summary>The number of disjoint subtrees one transaction can see; nested ones are merged.</summary>
    public const int MostRanges = 4;

    /// <summary>The path of the institution's root organisation: all of it.</summary>
    public const string WholeInstitution = "1.";

    public static readonly FencedScope Nothing = new();

    public IReadOnlyList<string> Ranges { get; private init; } = [];

    public Guid? MemberId { get; private init; }

    /// <summary>The account whose answered requests may be read.</summary>
    public Guid? AccountId { get; private init; }

    public string Home { get; private init; } = "";

    public IReadOnlyList<Guid> Passes { get; private init; } = [];

    /// <summary>How far below the root the widest range begins: 1 sees the whole institution. Nobody's ranges begin nowhere.</summary>
    public int Depth => Ranges.Count == 0 ? int.MaxValue : Ranges.Min(r => r.AsSpan().Count('.'));

    /// <summary>The scope of a person: the subtrees of their posts (the open space first) and their own rows.</summary>
    /// <param name="acts">What the endpoint asks for. A post that sees no content counts only where it grants one of them.</param>
    public static FencedScope Of(Actor actor, params IReadOnlyList<string> acts)
    {
        if (actor.IsSystem)
        {
            return Of(WholeInstitution);
        }
        var paths = actor.Posts.Where(p => p.SeesContent || p.Grants.Any(g => acts.Contains(g.Act))).OrderByDescending(p => p == actor.Space).Select(p => p.Path);
        return new FencedScope
        {
            Ranges = Merge(paths),
            MemberId = actor.MemberId == Guid.Empty ? null : actor.MemberId,
            AccountId = actor.AccountId == Guid.Empty ? null : actor.AccountId,
            Home = actor.HomePath.Length > 0 ? actor.HomePath : actor.Space?.Path ?? "",
        };
    }

    /// <summary>The scope of a system actor: one subtree.</summary>
    public static FencedScope Of(string path) => new() { Ranges = [Checked(path)] };

    /// <summary>The same scope with single records opened, because a row inside the scope points at them.</summary>
    public FencedScope Admitting(IEnumerable<Guid> records) => this with { Passes = [.. Passes.Union(records)] };

    /// <summary>Puts a scope in force for the rest of the transaction. One text for all viewers; the values are <see cref="Parameters"/>.</summary>
    public const string Call = "call enclose(@fence_scope1, @fence_scope2, @fence_scope3, @fence_scope4, @fence_member, @fence_account, @fence_home, @fence_passes);";

    /// <summary>The same at the end of a command that began with another scope; the values are <see cref="ParametersOfReturn"/>.</summary>
    public const string Return = "call enclose(@return_scope1, @return_scope2, @return_scope3, @return_scope4, @return_member, @return_account, @return_home, @return_passes);";

    /// <summary>The same with numbered places, for commands without names; the values are <see cref="Values"/>.</summary>
    public const string NumberedCall = "call enclose($1, $2, $3, $4, $5, $6, $7, $8)";

    private static readonly string[] Names = ["fence_scope1", "fence_scope2", "fence_scope3", "fence_scope4", "fence_member", "fence_account", "fence_home", "fence_passes"];

    private static readonly string[] ReturnNames = [.. Names.Select(n => n.Replace("fence", "return", StringComparison.Ordinal))];

    /// <summary>What <see cref="Call"/> takes, by name.</summary>
    public IEnumerable<(string Name, string Value)> Parameters => Names.Zip(Values());

    /// <summary>What <see cref="Return"/> takes, by name.</summary>
    public IEnumerable<(string Name, string Value)> ParametersOfReturn => ReturnNames.Zip(Values());

    /// <summary>In the order of the call. '~' lies behind every path: a range that is known to be empty, so that the planner doesn't guess rows for it as it does for NULL.</summary>
    public string[] Values() =>
    [
        Range(0), Range(1), Range(2), Range(3),
        MemberId?.ToString() ?? "", AccountId?.ToString() ?? "", Home.Length == 0 ? "" : Checked(Home),
        string.Join(',', Passes),
    ];

    private string Range(int index) => index < Ranges.Count ? Checked(Ranges[index]) : "~";

    private static List<string> Merge(IEnumerable<string> paths)
    {
        List<string> kept = [];
        foreach (var path in paths.Distinct())
        {
            if (kept.Any(k => path.StartsWith(k, StringComparison.Ordinal)))
            {
                continue;
            }
            kept.RemoveAll(k => k.StartsWith(path, StringComparison.Ordinal));
            kept.Add(path);
        }
        return kept.Count <= MostRanges ? kept : kept[..MostRanges];
    }

    /// <summary>Paths are digits and dots; anything else never reaches the command text.</summary>
    private static string Checked(string path) =>
        path.Length > 0 && path.EndsWith('.') && path.All(c => char.IsAsciiDigit(c) || c == '.')
            ? path
            : throw new ArgumentException($"'{path}' is not an organisation path.", nameof(path));
}
