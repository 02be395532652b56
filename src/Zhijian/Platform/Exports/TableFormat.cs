namespace Zhijian.Platform.Exports;

/// <summary>As what a list is taken along.</summary>
public enum TableFormat
{
    /// <summary>A workbook with one sheet (several, where a sheet can't hold all rows).</summary>
    Xlsx,

    /// <summary>RFC 4180 in UTF-8 with a byte order mark, so that a spreadsheet program reads Chinese letters as they are.</summary>
    Csv,

    /// <summary>One object with the columns and the rows; values as programs know them.</summary>
    Json,
}

/// <summary>Names of the formats outside the program.</summary>
public static class TableFormats
{
    /// <summary>The format of this ending (xlsx, csv, json); null where there is none.</summary>
    public static TableFormat? Read(string? ending) => ending switch { "xlsx" => TableFormat.Xlsx, "csv" => TableFormat.Csv, "json" => TableFormat.Json, _ => null };

    public static string Ending(this TableFormat format) => format switch { TableFormat.Csv => "csv", TableFormat.Json => "json", _ => "xlsx" };

    public static string MediaType(this TableFormat format) => format switch { TableFormat.Csv => "text/csv; charset=utf-8", TableFormat.Json => "application/json; charset=utf-8", _ => Workbook.MediaType };
}

/// <summary>What a file says of itself before its rows.</summary>
/// <param name="List">The list's name for programs.</param>
/// <param name="Title">The same for people.</param>
/// <param name="Mark">Who takes it, and when; stands in the footer of every printed page and in the JSON.</param>
public sealed record TableHead(string List, string Title, string Mark, IReadOnlyList<TableColumn> Columns);

/// <summary>A column: its data element's name for programs, and in the reader's language.</summary>
public sealed record TableColumn(string Name, string Title);

/// <summary>Texts that a spreadsheet program would take for a formula, after OWASP's list, with the full-width signs that Chinese and Japanese editions take for the same.</summary>
internal static class FormulaText
{
    public static bool IsIn(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
}
