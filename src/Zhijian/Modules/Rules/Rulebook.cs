using Zhijian.Modules.Rules.Reading;

namespace Zhijian.Modules.Rules;

/// <summary>
/// All rule packs, read once at the start and never changed. Ask by date: <c>rulebook.On(date).Votes.Resolution.Result(…)</c>.
/// </summary>
public sealed class Rulebook
{
    private readonly IReadOnlyList<RulePack> packs;
    private readonly IReadOnlyList<PackDocument> documents;
    private readonly RulesInForce[] spans;

    private Rulebook(IReadOnlyList<PackDocument> documents, RulesInForce[] spans)
    {
        this.documents = documents;
        this.spans = spans;
        packs = [.. documents.Select(document => document.Pack)];
    }

    /// <summary>The folder of the packs that come with the program.</summary>
    public static string ShippedFolder => Path.Combine(AppContext.BaseDirectory, "rules");

    /// <summary>Reads every <c>*.yaml</c> in the folder; throws <see cref="RulePackException"/> that names every file, rule and line at fault.</summary>
    public static Rulebook Load(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        return Read([.. files.Select(file => new PackText(Path.GetRelativePath(folder, file), File.ReadAllText(file)))]);
    }

    /// <summary>Reads packs from texts; for tests and previews.</summary>
    public static Rulebook Read(IReadOnlyList<PackText> texts)
    {
        var problems = new List<RulePackProblem>();
        var documents = PackReader.Read(texts, problems);
        RulePackException.ThrowIfAny(problems);
        var spans = PackBinder.Spans(documents, problems);
        RulePackException.ThrowIfAny(problems);
        return new Rulebook(documents, spans);
    }

    /// <summary>
    /// The rules in force on a day. Before the first version of a pack its first version stands in, because history older than the
    /// packs has to be judged by something; <see cref="RulesInForce.StandIns"/> names those packs.
    /// </summary>
    public RulesInForce On(DateOnly date)
    {
        var index = Array.FindLastIndex(spans, span => span.From <= date);
        return spans[Math.Max(index, 0)];
    }

    /// <summary>
    /// The rules of a day with the overrides of an organisation's line laid over them, from the committee down.
    /// An override that would be laxer than what stands above it is refused and left out.
    /// </summary>
    public LocalRules On(DateOnly date, IEnumerable<RuleOverride> overrides)
    {
        var rules = On(date);
        return new OverrideReader(rules.From, PackBinder.Choose(documents, rules.From)).Apply(overrides);
    }

    /// <summary>Every pack in every version, for pages that show rules to people.</summary>
    public IReadOnlyList<RulePack> All() => packs;

    /// <summary>The rule behind a reference found in a trail, or null if that version is no longer shipped.</summary>
    public Rule? Find(RuleReference reference) =>
        packs.FirstOrDefault(pack => pack.Id == reference.PackId && pack.Version == reference.Version)?.Rules.FirstOrDefault(rule => rule.Id == reference.RuleId);
}

/// <summary>The text of one pack file.</summary>
public sealed record PackText(string File, string Text);

/// <summary>What is wrong with a pack: the file, the rule (if the problem lies within one), the line, and the problem.</summary>
public sealed record RulePackProblem(string File, string? Rule, int Line, string Problem)
{
    public override string ToString() => $"{File}:{Line}{(Rule is null ? "" : $" [{Rule}]")} {Problem}";
}

/// <summary>Rule packs that can't be used; the message lists every problem, one a line.</summary>
public sealed class RulePackException(IReadOnlyList<RulePackProblem> problems)
    : Exception("The rule packs can't be used:" + Environment.NewLine + string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<RulePackProblem> Problems { get; } = problems;

    internal static void ThrowIfAny(IReadOnlyList<RulePackProblem> problems)
    {
        if (problems.Count > 0) { throw new RulePackException(problems); }
    }
}
