using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Organisations.Browse;

/// <summary>The versions of one organisation, latest first: what changed, from which day, why and by whom.</summary>
internal sealed class HistoryQuery(Fence fence)
{
    public Task<List<HistoryRow>> Of(Guid id, CancellationToken cancel) => fence.Rows<HistoryRow>(
        """
        select v.valid_from as ValidFrom, v.valid_until as ValidUntil, v.name, v.kind, v.reason, v.warning_reason as WarningReason, v.recorded_at as RecordedAt, v.recorded_by_name as RecordedByName,
          coalesce((select w.name from organisation_version w where w.organisation_id = v.parent_id and w.valid_from <= v.valid_from and (w.valid_until is null or w.valid_until > v.valid_from)), '') as ParentName
        from organisation_version v where v.organisation_id = @id order by v.valid_from desc
        """,
        new { id }, cancel);
}

/// <summary>One version as the history tab shows it.</summary>
internal sealed class HistoryRow
{
    public DateOnly ValidFrom { get; set; }

    public DateOnly? ValidUntil { get; set; }

    public string Name { get; set; } = "";

    public OrganisationKind Kind { get; set; }

    public string ParentName { get; set; } = "";

    public string Reason { get; set; } = "";

    public string? WarningReason { get; set; }

    public DateTimeOffset RecordedAt { get; set; }

    public string RecordedByName { get; set; } = "";
}
