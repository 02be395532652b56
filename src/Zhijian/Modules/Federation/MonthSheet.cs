using Zhijian.Modules.Federation.Packages;
using Zhijian.Modules.Federation.Senders;
using Zhijian.Modules.Figures;

namespace Zhijian.Modules.Federation;

/// <summary>One month of several institutions: what each stated, and the sum. Who has stated nothing counts nothing and is named as such.</summary>
public sealed class MonthSheet
{
    public static readonly MonthSheet Empty = new();

    private MonthSheet()
    {
    }

    /// <summary>The figures that are shown, by name.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    public IReadOnlyList<SheetRow> Rows { get; private init; } = [];

    /// <summary>How many institutions stated the month.</summary>
    public int Stated => Rows.Count(r => r.Package is not null);

    /// <param name="packages">Of one month, of each institution one.</param>
    public static MonthSheet Of(IReadOnlyList<Sender> senders, IEnumerable<FiguresPackage> packages, Measures measures)
    {
        var bySender = packages.ToDictionary(p => p.SenderId ?? Guid.Empty);
        // Whoever was switched off is expected no more; what was taken in before still counts.
        var rows = senders.Where(s => s.IsOn || bySender.ContainsKey(s.Id)).Select(s => SheetRow.Of(s.Name, bySender.GetValueOrDefault(s.Id))).ToList();
        if (bySender.TryGetValue(Guid.Empty, out var own))
        {
            rows.Insert(0, SheetRow.Of(null, own));
        }
        return new MonthSheet { Rows = rows, Names = [MonthlyFigures.Organisations, .. measures.All.Where(m => m.HasSource).Select(m => m.Name)] };
    }

    public long Sum(string name) => Rows.Sum(r => (long)(r.Of(name) ?? 0));
}

/// <summary>One institution's month.</summary>
/// <param name="Name">Null for the own institution.</param>
public sealed record SheetRow(string? Name, FiguresPackage? Package, IReadOnlyDictionary<string, int> Figures)
{
    public static SheetRow Of(string? name, FiguresPackage? package) => new(name, package, package?.Stated?.Figures ?? new Dictionary<string, int>());

    /// <summary>Null where it says nothing of this figure.</summary>
    public int? Of(string figure) => Figures.TryGetValue(figure, out var count) ? count : null;
}
