using System.Globalization;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Figures.Records;

/// <summary>The filed records behind a number, latest first; a joint activity is one row, whoever took part.</summary>
public sealed class RecordsQuery(Fence fence, Tree.ThenQuery then, InstitutionTime institution)
{
    public const int PageSize = 50;

    /// <summary>The records that were filed by the end of a past day, of the organisations that stood below then and that the reader may see today; and how many of them there are.</summary>
    public async Task<(Listing<RecordRow> Rows, int Visible)> OnDay(Party place, DateOnly day, IReadOnlyList<FigureKind>? kinds, DateOnly? from, DateOnly? to, string? after, int size, CancellationToken cancel)
    {
        const string Filed = "filed_at < @end and (reversed_at is null or reversed_at >= @end) and organisation_id = any(@tree)";
        var cursor = Cursor.Read(after, 2);
        const string Asked = $"(select * from trace where {Filed} and (@kinds::text[] is null or kind = any(@kinds)) and (@from::date is null or held_on >= @from) and (@to::date is null or held_on <= @to))";
        using var sets = await fence.Sets(
            $"""
            select count(distinct record_id)::int from {Asked} filed;
            with filed as {Asked}
            select t.id, t.record_id as RecordId, t.subject_id as SubjectId, t.kind, t.title, t.held_on as HeldOn, t.filed_at as FiledAt, o.name as OrganisationName,
              (select count(*)::int from filed x where x.record_id = t.record_id) as Parties
            from filed t join organisation o on o.id = t.organisation_id
            where (@last::date is null or (t.held_on, t.id) < (@last, @id))
              and not exists (select 1 from filed f where f.record_id = t.record_id and f.path < t.path)
            order by t.held_on desc, t.id desc limit {size + 1}
            """,
            new
            {
                tree = await then.Tree(place, day, cancel),
                end = institution.At(day.AddDays(1), TimeOnly.MinValue),
                kinds = kinds?.Select(k => k.ToString()).ToArray(),
                from,
                to,
                last = FigureWords.ReadDay(cursor?[0]),
                id = Guid.TryParse(cursor?[1], out var id) ? id : Guid.Empty,
            }, cancel);
        var visible = await sets.ReadSingleAsync<int>();
        return (Paged([.. await sets.ReadAsync<RecordRow>()], size), visible);
    }

    public async Task<Listing<RecordRow>> Of(Party place, IReadOnlyList<FigureKind>? kinds, DateOnly? from, DateOnly? to, string? after, int size, CancellationToken cancel)
    {
        var cursor = Cursor.Read(after, 2);
        var rows = await fence.Rows<RecordRow>(
            $"""
            select t.id, t.record_id as RecordId, t.subject_id as SubjectId, t.kind, t.title, t.held_on as HeldOn, t.filed_at as FiledAt, o.name as OrganisationName,
              (select count(*)::int from trace x where x.record_id = t.record_id and x.reversed_at is null) as Parties
            from trace t join organisation o on o.id = t.organisation_id
            where t.path >= @Path and t.path < @Path || '~' and t.reversed_at is null
              and (@kinds::text[] is null or t.kind = any(@kinds)) and (@from::date is null or t.held_on >= @from) and (@to::date is null or t.held_on <= @to)
              and (@day::date is null or (t.held_on, t.id) < (@day, @id))
              and not exists (select 1 from trace f where f.record_id = t.record_id and f.reversed_at is null and f.path >= @Path and f.path < t.path)
            order by t.held_on desc, t.id desc limit {size + 1}
            """,
            new
            {
                place.Path,
                kinds = kinds?.Select(k => k.ToString()).ToArray(),
                from,
                to,
                day = FigureWords.ReadDay(cursor?[0]),
                id = Guid.TryParse(cursor?[1], out var id) ? id : Guid.Empty,
            }, cancel);
        return Paged(rows, size);
    }

    private static Listing<RecordRow> Paged(List<RecordRow> rows, int size) => Listing.Of(rows, size, r => Cursor.Of(r.HeldOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), r.Id));
}

/// <summary>A filed record in a list.</summary>
public sealed class RecordRow
{
    public Guid Id { get; set; }

    public Guid RecordId { get; set; }

    public Guid SubjectId { get; set; }

    public string Kind { get; set; } = "";

    public string? Title { get; set; }

    public DateOnly HeldOn { get; set; }

    public DateTimeOffset FiledAt { get; set; }

    public string OrganisationName { get; set; } = "";

    /// <summary>How many of the organisations that took part the reader may see.</summary>
    public int Parties { get; set; }

    public FigureKind What => FigureKind.Parse(Kind);
}
