using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Importing;

/// <summary>How long staged rows are kept, whatever became of their batch. What entered, and where it came from, is kept with the people themselves.</summary>
internal sealed class ImportTerms : IKeepsForATerm
{
    public static IReadOnlyList<RetentionRule> Rules => [new("import_row", "staged_at"), new("import_conflict", "settled_at")];
}
