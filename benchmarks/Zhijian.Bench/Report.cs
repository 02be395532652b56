using System.Globalization;

namespace Zhijian.Bench;

/// <summary>One line per figure, then the table.</summary>
internal sealed class Report
{
    private readonly Dictionary<string, Measured> _rows = [];
    private readonly List<string> _notes = [];
    private int _short;

    public void AtLeast(string name, double value, double target, string? only) => Print(name, value, target, value >= target, only);

    public void AtMost(string name, double value, double target, string? only) => Print(name, value, target, value <= target, only);

    /// <summary>A number without a target.</summary>
    public static void Plain(string name, double value, string? only)
    {
        if (Options.Asks(only, name))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure {name} {value:0.###}"));
        }
    }

    /// <summary>This build does not answer the requests.</summary>
    public void Missing(string name, double target)
    {
        _short++;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure {name} none {target} short"));
    }

    public void Row(string name, Measured measured) => _rows[name] = measured;

    public void Note(string name, string text) => _notes.Add($"{name}: {text}");

    public void PrintTable()
    {
        Console.WriteLine();
        Console.WriteLine("request          requests/s   p50 ms   p95 ms   p99 ms   errors   cpu ms");
        foreach (var (name, m) in _rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16} {m.PerSecond,10:F0} {m.P50,8:F2} {m.P95,8:F2} {m.P99,8:F2} {m.Errors,8} {m.Processor,8:F2}"));
        }
        foreach (var note in _notes)
        {
            Console.WriteLine(note);
        }
        Console.WriteLine(_short == 0 ? "all figures met" : $"{_short} figures short");
    }

    private void Print(string name, double value, double target, bool met, string? only)
    {
        if (Options.Asks(only, name))
        {
            _short += met ? 0 : 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure {name} {value:0.###} {target} {(met ? "met" : "short")}"));
        }
    }
}
