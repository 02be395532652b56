using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Figures;

/// <summary>Sums of an organisation, and of those directly below it where they are asked for, by kind and month: for tables whose sides are chosen.
/// From the sums that are kept, never from records.</summary>
public sealed class GridQuery(Fence fence)
{
    /// <summary>How many organisations below come at once; one more is answered where there are more.</summary>
    public const int AtOnce = Overview.RowsAtOnce;

    // Named once, because both questions are asked of the same organisations.
    private const string Which =
        """
        select o.id from organisation o where o.id = @OrganisationId or (@below and o.parent_id = @OrganisationId and o.number > @after and o.dissolved_on is null and o.kind <> 'PartyGroup')
        order by o.id <> @OrganisationId, o.number limit @most
        """;

    /// <summary>The organisation first, then those below it in their own order after a number.</summary>
    public Task<List<GridOrganisation>> Organisations(Party place, bool below, int after, CancellationToken cancel) => fence.Rows<GridOrganisation>(
        $"select o.id, o.path, o.name, o.number from organisation o where o.id in ({Which}) order by o.id <> @OrganisationId, o.number",
            Values(place, below, after), cancel);

    /// <summary>Filed records by organisation, month and kind; an organisation's own are those of all below it, each record once.</summary>
    /// <param name="from">The first day of the first month.</param>
    /// <param name="to">The first day of the last month.</param>
    public Task<List<GridCount>> Records(Party place, bool below, int after, DateOnly from, DateOnly to, IReadOnlyList<FigureKind>? kinds,
        CancellationToken cancel) => fence.Rows<GridCount>(
        $"""
        select f.organisation_id as OrganisationId, f.month, f.kind, f.filed::bigint as Count from ({Which}) o join figure_month f on f.organisation_id = o.id
        where f.month between @from and @to and f.filed > 0 and (@kinds::text[] is null or f.kind = any(@kinds))
        """, Values(place, below, after, from, to, kinds?.Select(k => k.ToString()).ToArray()), cancel);

    /// <summary>What is owed by organisation and month, one row for each of <see cref="CountsBelowQuery.Duties"/>.</summary>
    public Task<List<GridCount>> Duties(Party place, bool below, int after, DateOnly from, DateOnly to, string duty, CancellationToken cancel) =>
        fence.Rows<GridCount>(
        $"""
        select d.organisation_id as OrganisationId, d.month, '' as kind, (case @duty when 'expected' then d.expected when 'met' then d.met when 'inReview' then d.in_review when 'excused' then d.excused
          else d.expected - d.met - d.in_review - d.excused end)::bigint as Count
        from ({Which}) o join obligation_month d on d.organisation_id = o.id where d.month between @from and @to
        """, Values(place, below, after, from, to, duty: duty), cancel);

    private static object Values(Party place, bool below, int after, DateOnly? from = null, DateOnly? to = null, string[]? kinds = null,
        string? duty = null) =>
        new { place.OrganisationId, below, after, most = AtOnce + 2, from, to, kinds, duty };
}

/// <summary>An organisation on a side of such a table.</summary>
public sealed class GridOrganisation
{
    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Its place among those of one parent.</summary>
    public int Number { get; set; }
}

/// <summary>One sum.</summary>
public sealed class GridCount
{
    public Guid OrganisationId { get; set; }

    public DateOnly Month { get; set; }

    /// <summary>Of the records; empty for duties.</summary>
    public string Kind { get; set; } = "";

    public long Count { get; set; }
}
