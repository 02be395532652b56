namespace Zhijian.Modules.Indicators.Formulas;

/// <summary>Why a formula can't be read: the place (characters from the start, from 0) and what to say there (text key <c>indicators.fault.CODE</c>).</summary>
public sealed record FormulaFault(int At, string Code, params object?[] Values)
{
    /// <summary>What can be wrong; each has a text and a test.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        "empty", "too-long", "too-deep", "too-many-parts", "unknown-character", "number", "unknown-name", "unknown-function", "unknown-unit",
        "unexpected", "unfinished", "how-many", "units-differ", "number-wanted", "question-wanted", "answer-is-question", "places", "weighted",
    ];
}
