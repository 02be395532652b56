using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Importing;

/// <summary>Why a file is not taken, a row can't enter, or a step can't be done now.</summary>
public static class ImportRefusals
{
    public static readonly Refusal NoFile = File("no-file");
    public static readonly Refusal EmptyFile = File("empty-file");

    /// <summary>Value: what the content is.</summary>
    public static readonly Refusal WrongName = File("wrong-name");

    public static readonly Refusal NotATable = File("not-a-table");
    public static readonly Refusal OldExcel = File("old-excel");
    public static readonly Refusal Protected = File("protected");
    public static readonly Refusal Truncated = File("truncated");
    public static readonly Refusal Broken = File("broken");
    public static readonly Refusal Bomb = File("bomb");
    public static readonly Refusal Macro = File("macro");

    /// <summary>Value: the sheet.</summary>
    public static readonly Refusal HiddenSheet = File("hidden-sheet");

    /// <summary>Values: how many, the first two.</summary>
    public static readonly Refusal SeveralSheets = File("several-sheets");

    /// <summary>Value: the range.</summary>
    public static readonly Refusal Merged = File("merged");

    /// <summary>Value: the cell.</summary>
    public static readonly Refusal Formula = File("formula");

    /// <summary>Value: the cell.</summary>
    public static readonly Refusal ErrorCell = File("error-cell");

    /// <summary>Value: the cell.</summary>
    public static readonly Refusal CellTooLong = File("cell-too-long");

    /// <summary>Value: the most.</summary>
    public static readonly Refusal BlankRows = File("blank-rows");

    /// <summary>Value: the most.</summary>
    public static readonly Refusal TooManyRows = File("too-many-rows");

    /// <summary>Value: the most.</summary>
    public static readonly Refusal TooManyColumns = File("too-many-columns");

    public static readonly Refusal NoRows = File("no-rows");
    public static readonly Refusal NoHeader = File("no-header");

    /// <summary>Values: the two rows.</summary>
    public static readonly Refusal TwoHeaders = File("two-headers");

    /// <summary>Value: the heading.</summary>
    public static readonly Refusal HeadingTwice = File("heading-twice");

    public static readonly Refusal Encoding = File("encoding");

    /// <summary>Value: the line in which the quote begins.</summary>
    public static readonly Refusal OpenQuote = File("open-quote");

    /// <summary>The bytes were lost while the program stood still.</summary>
    public static readonly Refusal FileGone = File("file-gone");

    /// <summary>Value: the column that a kind can't do without.</summary>
    public static readonly Refusal ColumnMissing = new("import.column-missing", RefusalKind.BadInput);

    /// <summary>Value: what was chosen for two columns.</summary>
    public static readonly Refusal ColumnTwice = new("import.column-twice", RefusalKind.BadInput);

    /// <summary>Value: what was typed. It names nothing of its list.</summary>
    public static readonly Refusal UnknownName = new("import.unknown-name", RefusalKind.BadInput);

    /// <summary>Value: what was typed.</summary>
    public static readonly Refusal NotADay = new("import.not-a-day", RefusalKind.BadInput);

    /// <summary>Signs that are no text.</summary>
    public static readonly Refusal BadSigns = new("import.bad-signs", RefusalKind.BadInput);

    /// <summary>Value: what was typed. No organisation of this name takes members within reach.</summary>
    public static readonly Refusal NoSuchBranch = new("import.no-such-branch", RefusalKind.BadInput);

    /// <summary>Value: what was typed. Several organisations are called so.</summary>
    public static readonly Refusal BranchUnclear = new("import.branch-unclear", RefusalKind.BadInput);

    /// <summary>Value: the row that brings the same number.</summary>
    public static readonly Refusal TwiceInFile = new("import.twice-in-file", RefusalKind.BadInput);

    /// <summary>Two numbers of the row belong to two people.</summary>
    public static readonly Refusal TwoPeople = new("import.two-people", RefusalKind.BadInput);

    public static readonly Refusal NotNow = new("import.not-now");
    public static readonly Refusal NothingToSubmit = new("import.nothing-to-submit");
    public static readonly Refusal NothingToTake = new("import.nothing-to-take");
    public static readonly Refusal NothingToUndo = new("import.nothing-to-undo");

    /// <summary>Value: how many people something was built on.</summary>
    public static readonly Refusal BuiltOn = new("import.built-on");

    public static readonly Refusal SettledAlready = new("import.settled-already");

    private static Refusal File(string what) => new("import." + what, RefusalKind.BadInput, "Form.File");
}
