using Zhijian.Platform.Web;

namespace Zhijian.Modules.Standards;

/// <summary>How a column is counted as a data element.</summary>
/// <param name="Field">As provenance names it.</param>
/// <param name="Column">The column, with the table's alias <c>t</c>.</param>
/// <param name="Expected">Of which rows it is expected.</param>
/// <param name="IsSealed">Sealed values are checked when they enter; whether one is there is all that can be asked of them here.</param>
public sealed record ElementColumn(string Element, string Field, string Column, string Expected = "true", bool IsSealed = false)
{
    public DataElement Standard { get; } = DataStandard.Find(Element)!;
}

/// <summary>A question to the database with its values.</summary>
public sealed record TallyQuestion(string Sql, object Values);

/// <summary>
/// Asks the columns of one table as data elements. The table, its conditions and its columns are those of the part that keeps them, which also asks the question; only how elements are counted is the same
/// for all. One pass over the rows answers for all elements and all organisations below.
/// </summary>
/// <param name="table">The table with its alias <c>t</c> and, as <c>o</c>, what its rows belong to.</param>
/// <param name="counted">Which rows count.</param>
public sealed class ElementTally(string table, string counted, IReadOnlyList<ElementColumn> columns)
{
    public IReadOnlyList<MeasuredElement> Elements { get; } = [.. columns.Select(c => new MeasuredElement(c.Standard, c.Field))];

    /// <summary>Answered as <see cref="ElementCounts"/>.</summary>
    public TallyQuestion Count(string path, DateOnly today) => new(
        $"""
        select left(t.path, length(@path) + position('.' in substr(t.path, length(@path) + 1))) as Place, {Each(c => c.Expected)} as Expected, {Each(Missing)} as Missing, {Each(c => Wrong(c, today))} as Wrong
        from {table} where t.path >= @path and t.path < @path || '~' and {counted} group by 1
        """, new { path, today });

    /// <summary>Answered as <see cref="UnconfirmedCounts"/>.</summary>
    public TallyQuestion CountUnconfirmed(NotedElement confirmed) =>
        new($"select t.path as Path, {Each(c => Unconfirmed(c, confirmed))} as Unconfirmed from {table} where {counted} group by 1", new { since = confirmed.Since });

    /// <summary>Answered as <see cref="FoundThing"/>, one more than the size where more follow.</summary>
    public TallyQuestion Behind(MeasuredElement element, Finding finding, NotedElement? noted, string path, DateOnly today, string? after, int size)
    {
        var column = columns.First(c => c.Field == element.Field);
        var condition = finding switch
        {
            Finding.Missing => Missing(column),
            Finding.Wrong => Wrong(column, today),
            Finding.Unconfirmed => Unconfirmed(column, noted!),
            _ => noted!.Condition("t.id", column.Field),
        };
        var cursor = Cursor.Read(after, 2);
        return new TallyQuestion(
            $"""
            select t.id, t.name, o.name as Belongs from {table}
            where t.path >= @path and t.path < @path || '~' and {counted} and {condition} and (@id::uuid is null or (t.name, t.id) > (@name, @id))
            order by t.name, t.id limit {size + 1}
            """,
            new { path, today, since = noted?.Since ?? DateTimeOffset.UnixEpoch, name = cursor?[0], id = Guid.TryParse(cursor?[1], out var id) ? id : (Guid?)null });
    }

    public static Listing<FoundThing> Paged(List<FoundThing> rows, int size) => Listing.Of(rows, size, r => Cursor.Of(r.Name, r.Id));

    private string Each(Func<ElementColumn, string> condition) => $"array[{string.Join(", ", columns.Select(c => $"count(*) filter (where {condition(c)})::int"))}]";

    private static string Missing(ElementColumn column) => $"({column.Expected}) and {column.Column} is null";

    private static string Unconfirmed(ElementColumn column, NotedElement confirmed) => $"({column.Expected}) and {column.Column} is not null and not {confirmed.Condition("t.id", column.Field)}";

    /// <summary>What the standard says of the value today. Codes and patterns are the standard's own words.</summary>
    private static string Wrong(ElementColumn column, DateOnly today) => column.IsSealed ? "false" : column.Standard switch
    {
        { CodeSet: { } codes } => $"{column.Column} not in ({string.Join(", ", codes.At(today).All.Select(c => Quoted(c.Code)))})",
        { Type: ElementType.Day, IsPast: true } => $"({column.Column} < date '1900-01-01' or {column.Column} > @today)",
        { Type: ElementType.Day } => $"{column.Column} < date '1900-01-01'",
        { Type: ElementType.Text } element => $"(length({column.Column}) > {element.Longest ?? int.MaxValue}{(element.Pattern is { } pattern ? $" or {column.Column} !~ {Quoted($"^(?:{pattern})$")}" : "")} or btrim({column.Column}) = '')",
        _ => "false",
    };

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
