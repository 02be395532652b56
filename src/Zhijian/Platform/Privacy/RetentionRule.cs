using System.Reflection;

namespace Zhijian.Platform.Privacy;

/// <summary>How rows are taken away when their term is over.</summary>
public enum RetentionWay
{
    /// <summary>The rows are deleted.</summary>
    Delete,

    /// <summary>What is personal in them is erased; their proof in the audit tree stands.</summary>
    EraseDetail,
}

/// <summary>That rows of a table are kept for a term, which stands in the register, and no longer.</summary>
/// <param name="Since">From which moment the term runs, as an SQL expression over the row's columns; null while it does not run yet. <c>@zone</c> is the institution's time zone.</param>
public sealed record RetentionRule(string Table, string Since, RetentionWay Way = RetentionWay.Delete);

/// <summary>A part of the program whose rows are kept for a term. A class that implements it is found and its rules are carried out each night.</summary>
public interface IKeepsForATerm
{
    /// <summary>One for each of its tables that has a term in the register.</summary>
    static abstract IReadOnlyList<RetentionRule> Rules { get; }
}

/// <summary>All rules there are, by table.</summary>
public static class RetentionRules
{
    public static IReadOnlyList<RetentionRule> All { get; } =
    [
        .. typeof(RetentionRules).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IKeepsForATerm)))
            .SelectMany(t => (IReadOnlyList<RetentionRule>)t.GetProperty(nameof(IKeepsForATerm.Rules), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!)
            .OrderBy(r => r.Table, StringComparer.Ordinal),
    ];
}

/// <summary>
/// How many days each table is kept: after the register, or as the institution sets it (<c>Zhijian:Retention:TABLE</c>). Never below the law's floor; where the law names none,
/// never longer than the register promises.
/// </summary>
public sealed class RetentionTerms(IReadOnlyDictionary<string, int> set)
{
    public static RetentionTerms From(IConfiguration settings) => new(settings.GetSection("Zhijian:Retention").Get<Dictionary<string, int>>() ?? []);

    /// <summary>The table's term in days.</summary>
    public int DaysOf(string table)
    {
        var term = TermOf(table);
        return !set.TryGetValue(table, out var days) ? term.Days : term.Floor > 0 ? Math.Max(term.Floor, days) : Math.Clamp(days, 0, term.Days);
    }

    /// <summary>Whether the institution asked for another term than it may have.</summary>
    public bool IsOverruled(string table) => set.TryGetValue(table, out var days) && days != DaysOf(table);

    private static DataTerm TermOf(string table) => DataRegister.Tables.GetValueOrDefault(table)?.Term ?? throw new InvalidOperationException($"The register names no term for {table}.");
}
