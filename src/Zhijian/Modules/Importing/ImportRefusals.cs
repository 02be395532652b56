using Zhijian.Modules.People;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Importing;

/// <summary>Why a file is not taken, a row can't enter, or a step can't be done now.</summary>
public static class ImportRefusals
{
    public static readonly Refusal NoFile = new("import.no-file", RefusalKind.BadInput, "Form.File");
    public static readonly Refusal EmptyFile = new("import.empty-file", RefusalKind.BadInput, "Form.File");

    /// <summary>Value: what the content is.</summary>
    public static readonly Refusal WrongName = new("import.wrong-name", RefusalKind.BadInput, "Form.File");

    public static readonly Refusal NotATable = new("import.not-a-table", RefusalKind.BadInput, "Form.File");
    public static readonly Refusal OldExcel = new("import.old-excel", RefusalKind.BadInput, "Form.File");
    public static readonly Refusal Protected = new("import.protected", RefusalKind.BadInput, "Form.File");
    public static readonly Refusal Truncated = new("import.truncated", RefusalKind.BadInput, "Form.File");
    public static readonly Refusal Broken = new("import.broken", RefusalKind.BadInput, "Form.File");
    public static readonly Refusal Bomb = new("import.bomb", RefusalKind.BadInput, "Form.File");
    public static readonly Refusal Macro = new("import.macro", RefusalKind.BadInput, "Form.File");

    /// <summary>Value: the sheet.</summary>
    public static readonly Refusal HiddenSheet = new("import.hidden-sheet", RefusalKind.BadInput, "Form.File");

    /// <summary>Values: how many, the first two.</summary>
    public static readonly Refusal SeveralSheets = new("import.several-sheets", RefusalKind.BadInput, "Form.File");

    /// <summary>Value: the range.</summary>
    public static readonly Refusal Merged = new("import.merged", RefusalKind.BadInput, "Form.File");

    /// <summary>Value: the cell.</summary>
    public static readonly Refusal Formula = new("import.formula", RefusalKind.BadInput, "Form.File");

    /// <summary>Value: the cell.</summary>
    public static readonly Refusal ErrorCell = new("import.error-cell", RefusalKind.BadInput, "Form.File");

    /// <summary>Value: the cell.</summary>
    public static readonly Refusal CellTooLong = new("import.cell-too-long", RefusalKind.BadInput, "Form.File");

    /// <summary>Value: the most.</summary>
    public static readonly Refusal BlankRows = new("import.blank-rows", RefusalKind.BadInput, "Form.File");

    /// <summary>Value: the most.</summary>
    public static readonly Refusal TooManyRows = new("import.too-many-rows", RefusalKind.BadInput, "Form.File");

    /// <summary>Value: the most.</summary>
    public static readonly Refusal TooManyColumns = new("import.too-many-columns", RefusalKind.BadInput, "Form.File");

    public static readonly Refusal NoRows = new("import.no-rows", RefusalKind.BadInput, "Form.File");
    public static readonly Refusal NoHeader = new("import.no-header", RefusalKind.BadInput, "Form.File");

    /// <summary>Values: the two rows.</summary>
    public static readonly Refusal TwoHeaders = new("import.two-headers", RefusalKind.BadInput, "Form.File");

    /// <summary>Value: the heading.</summary>
    public static readonly Refusal HeadingTwice = new("import.heading-twice", RefusalKind.BadInput, "Form.File");

    public static readonly Refusal Encoding = new("import.encoding", RefusalKind.BadInput, "Form.File");

    /// <summary>Value: the line in which the quote begins.</summary>
    public static readonly Refusal OpenQuote = new("import.open-quote", RefusalKind.BadInput, "Form.File");

    /// <summary>The bytes were lost while the program stood still.</summary>
    public static readonly Refusal FileGone = new("import.file-gone", RefusalKind.BadInput, "Form.File");

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

    /// <summary>Value: what was typed. Neither the tree within reach nor the list has such an organisation.</summary>
    public static readonly Refusal NoSuchOrganisation = new("import.no-such-organisation", RefusalKind.BadInput);

    /// <summary>What should stand above it does not enter itself.</summary>
    public static readonly Refusal ParentStaysBehind = new("import.parent-stays-behind", RefusalKind.BadInput);

    /// <summary>Value: what was typed. Nobody within reach has this number or name, several have it, or another row has the person.</summary>
    public static readonly Refusal NoSuchPerson = new("import.no-such-person", RefusalKind.BadInput);

    /// <summary>What is kept came from its authoritative source, what is brought did not.</summary>
    public static readonly Refusal SourceStands = new("import.source-stands");

    /// <summary>Value: the element. Lists of this kind can't hold it.</summary>
    public static readonly Refusal NoSuchElement = new("import.no-such-element", RefusalKind.BadInput);

    /// <summary>Value: the row that brings the same number.</summary>
    public static readonly Refusal TwiceInFile = new("import.twice-in-file", RefusalKind.BadInput);

    /// <summary>Two numbers of the row belong to two people.</summary>
    public static readonly Refusal TwoPeople = new("import.two-people", RefusalKind.BadInput);

    /// <summary>After today.</summary>
    public static readonly Refusal InFuture = new("import.in-future", RefusalKind.BadInput);

    /// <summary>Value: what was typed.</summary>
    public static readonly Refusal NotANumber = new("import.not-a-number", RefusalKind.BadInput);

    /// <summary>Value: what was typed.</summary>
    public static readonly Refusal OutOfRange = new("import.out-of-range", RefusalKind.BadInput);

    /// <summary>The refusal of a value that can't be its element's.</summary>
    public static Refusal Of(ElementProblem problem, DataElement element, string typed) => problem switch
    {
        ElementProblem.NotANumber => NotANumber.With(typed),
        ElementProblem.TooSmall or ElementProblem.TooLarge or ElementProblem.TooManyDecimals => OutOfRange.With(typed),
        ElementProblem.InFuture => InFuture,
        ElementProblem.NotADay or ElementProblem.TooEarly or ElementProblem.NotAMonth or ElementProblem.NotAMoment => NotADay.With(typed),
        ElementProblem.NotYesOrNo => UnknownName.With(typed),
        ElementProblem.CreditLength or ElementProblem.CreditCharacter or ElementProblem.CreditOrganisation or ElementProblem.CreditCheck => PeopleRefusals.BadNumber,
        _ => PeopleRefusals.Of(problem, element, typed),
    };

    public static readonly Refusal NotNow = new("import.not-now");
    public static readonly Refusal NothingToSubmit = new("import.nothing-to-submit");
    public static readonly Refusal NothingToTake = new("import.nothing-to-take");
    public static readonly Refusal NothingToUndo = new("import.nothing-to-undo");

    /// <summary>Value: how many people something was built on.</summary>
    public static readonly Refusal BuiltOn = new("import.built-on");

    public static readonly Refusal SettledAlready = new("import.settled-already");
}
