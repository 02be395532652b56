namespace Zhijian.Modules.Pivoting;

/// <summary>By what the rows or the columns of a pivot are told apart.</summary>
public enum PivotSide
{
    /// <summary>The organisations directly below.</summary>
    Organisation,

    /// <summary>Kinds of filed records.</summary>
    Kind,

    Month,

    /// <summary>Kinds of members.</summary>
    Category,

    /// <summary>Not at all: one column.</summary>
    None,
}
