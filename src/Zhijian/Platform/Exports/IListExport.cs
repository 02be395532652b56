using System.Globalization;
using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Exports;

/// <summary>
/// A list that can be taken along: it names its columns once and gets every format, the menu on its page, the job for long ones and the interface for programs.
/// A class that implements it is found; a test fails where a page shows a list and none does.
/// </summary>
public interface IListExport : IListOfRows
{
    /// <summary>The page that shows the list, whose filters it takes by the same names.</summary>
    string Page { get; }

    /// <summary>Of which a post must grant one for the list to be seen at all; empty: everybody signed in.</summary>
    IReadOnlyList<string> Acts { get; }
}

/// <summary>Rows in columns, as a file takes them.</summary>
public interface IListOfRows
{
    /// <summary>In addresses, in the trace and in files; the text <c>export.list.NAME</c> says it to people.</summary>
    string Name { get; }

    IReadOnlyList<ExportColumn> Columns { get; }

    /// <summary>The rows behind a cursor, at most so many, in the page's own order; read inside the fence that is already closed around whoever asks.</summary>
    Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel);
}

/// <summary>A list whose columns depend on its filters: what is asked by one form is not what is asked by another. Its columns are the same for all until it was shaped.</summary>
public interface IListShapedByFilters : IListExport
{
    /// <summary>Takes on the columns of these filters, inside the fence that is already closed around whoever asks.</summary>
    Task Shape(ExportQuestion question, CancellationToken cancel);
}

/// <summary>A list whose rows can also be read by the elements of the data standard, so that they can be laid out on the sheet of another system.</summary>
public interface IListOfElements : IListExport
{
    /// <summary>What it can fill; by the ids of the data standard. Sealed values are no elements of a list.</summary>
    IReadOnlyList<string> Elements { get; }

    /// <summary>As <see cref="IListOfRows.Read"/>, with a cell for each element: texts, days, numbers, and codes as codes.</summary>
    Task<ExportChunk> ReadElements(ExportQuestion question, string? after, int size, CancellationToken cancel);
}

/// <summary>The part that keeps other layouts of lists; a taking names one by the filter <see cref="Filter"/>.</summary>
public interface IListLayouts
{
    public const string Filter = "layout";

    /// <summary>Those that can be chosen, by name.</summary>
    Task<IReadOnlyList<ListLayout>> Of(IListOfElements list, CancellationToken cancel);

    /// <summary>The list as this layout has it; null where there is none such.</summary>
    Task<IListOfRows?> Laid(IListOfElements list, Guid layout, CancellationToken cancel);
}

/// <summary>A layout that can be chosen.</summary>
public sealed record ListLayout(Guid Id, string Name);

/// <summary>A column of a list.</summary>
/// <param name="Name">The data element, for programs.</param>
/// <param name="TextKey">Its name for people.</param>
public sealed record ExportColumn(string Name, string TextKey)
{
    /// <summary>What stands above the column instead, word for word; null where the text says it.</summary>
    public string? Heading { get; init; }

    public string Title(Texts.Words words) => Heading ?? words[TextKey];
}

/// <summary>Some rows of a list, and the cursor of those that follow; null at the end.</summary>
public sealed record ExportChunk(IReadOnlyList<IReadOnlyList<object?>> Rows, string? Next);

/// <summary>Who asks for a list, and with which filters.</summary>
/// <param name="Actor">With those posts only by which lists may be taken along.</param>
public sealed record ExportQuestion(Actor Actor, IReadOnlyDictionary<string, string> Filters)
{
    /// <summary>Longer addresses are nobody's filters.</summary>
    public const int LongestFilters = 1000;

    /// <summary>Of a page's address, what is no filter of its list.</summary>
    private static readonly string[] NotFilters = ["after", "format", "case", "open", "say", "against"];

    public string? Text(string name) => Filters.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    public Guid? Id(string name) => Guid.TryParse(Text(name), out var id) ? id : null;

    /// <summary>What can't be read narrows nothing, as on the pages.</summary>
    public TEnum? One<TEnum>(string name)
        where TEnum : struct, Enum => Enum.TryParse<TEnum>(Text(name), out var value) && Enum.IsDefined(value) ? value : null;

    public DateOnly? Day(string name) => DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The first day of a month written 2026-11.</summary>
    public DateOnly? Month(string name) => DateOnly.TryParseExact(Text(name) + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The filters of an address (<c>?search=…</c>), without what is none; names as they are, the last of each.</summary>
    public static IReadOnlyDictionary<string, string> Read(string? query)
    {
        Dictionary<string, string> filters = new(StringComparer.OrdinalIgnoreCase);
        if (query is not { Length: > 0 and <= LongestFilters })
        {
            return filters;
        }
        foreach (var (name, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query).Where(p => !NotFilters.Contains(p.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (value.LastOrDefault() is { Length: > 0 } text)
            {
                filters[name] = text;
            }
        }
        return filters;
    }

    /// <summary>The filters as an address says them; empty where there are none.</summary>
    public static string Write(IReadOnlyDictionary<string, string> filters) => Microsoft.AspNetCore.Http.QueryString.Create(filters!).Value ?? "";
}
