namespace Zhijian.Bench;

/// <summary>What the benchmark was asked for.</summary>
internal sealed record Options
{
    public int Organisations { get; private init; } = 5000;

    public int Members { get; private init; } = 100_000;

    public int Months { get; private init; } = 24;

    /// <summary>Seconds of load per measurement.</summary>
    public int Seconds { get; private init; } = 5;

    /// <summary>Seconds for each page before anything is measured.</summary>
    public int WarmUpSeconds { get; private init; } = 40;

    /// <summary>How often page and yardstick take turns.</summary>
    public int Rounds { get; private init; } = 3;

    public string Cache { get; private init; } = Path.Combine(Path.GetTempPath(), "zhijian-bench");

    /// <summary>Only figures whose name contains this, or one of several with commas between them.</summary>
    public string? Only { get; private init; }

    public bool WithHistory { get; private init; } = true;

    /// <summary>Whether any of these figures is asked for.</summary>
    public bool Wants(params IEnumerable<string> names) => names.Any(n => Asks(Only, n));

    /// <summary>Whether this figure is among those asked for; all are where nothing is said.</summary>
    public static bool Asks(string? only, string name) => only is null || only.Split(',').Any(part => name.StartsWith(part, StringComparison.Ordinal));

    public const string Help = """
        ./bench [options]
          --organisations N   5000      --members N   100000      --months N   24
          --seconds N         5, of load per measurement            --rounds N   3, turns of page and yardstick
          --warm-up N         40, seconds for each page before anything is measured
          --cache FOLDER      where the large demonstrations are kept between runs
          --only TEXT,TEXT    only figures whose name begins with one of these texts
          --no-history        leave the figures at ten times the history out
          --quick             300 organisations, 6000 members, 6 months, 2 seconds, 2 rounds, 3 seconds of warm-up
        """;

    public static Options? Read(string[] arguments)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Length; i++)
        {
            string Value() => ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{arguments[i - 1]} takes a value.");
            int Number() => int.Parse(Value());
            options = arguments[i] switch
            {
                "--organisations" => options with { Organisations = Number() },
                "--members" => options with { Members = Number() },
                "--months" => options with { Months = Number() },
                "--seconds" => options with { Seconds = Number() },
                "--rounds" => options with { Rounds = Number() },
                "--warm-up" => options with { WarmUpSeconds = Number() },
                "--cache" => options with { Cache = Path.GetFullPath(Value()) },
                "--only" => options with { Only = Value() },
                "--no-history" => options with { WithHistory = false },
                "--quick" => options with { Organisations = 300, Members = 6000, Months = 6, Seconds = 2, Rounds = 2, WarmUpSeconds = 3 },
                _ => null!,
            };
            if (options is null)
            {
                return null;
            }
        }
        return options;
    }
}
