using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Organisations;

/// <summary>The tree below an organisation as it was on a day, and what its organisations were on an earlier one: for those who compare years.
/// Whoever asks widens the fence first, because organisations may stand elsewhere today.</summary>
public sealed class TreeOfTwoDaysQuery(Fence fence)
{
    /// <summary>The organisation and everything below it on the later day, in the order of the tree; those that no longer stood keep their last
    /// place.</summary>
    public Task<List<OrganisationOfTwoDays>> Of(Guid organisationId, DateOnly before, DateOnly day, CancellationToken cancel) =>
        fence.Rows<OrganisationOfTwoDays>(
        """
        with latest as (
          select distinct on (v.organisation_id) v.organisation_id, v.name, v.kind, v.path_then,
            coalesce(v.valid_until > @day, true) and coalesce(o.dissolved_on > @day, true) as stands, o.path, o.founded_on, o.dissolved_on, o.term_start, o.term_end_planned
          from organisation_version v join organisation o on o.id = v.organisation_id
          where v.valid_from <= @day order by v.organisation_id, v.valid_from desc)
        select l.organisation_id as Id, l.path, l.path_then as PathThen, l.name, l.kind, l.stands, l.founded_on as FoundedOn, l.dissolved_on as DissolvedOn,
          e.kind as KindBefore, coalesce(l.dissolved_on > @before, true) and e.kind is not null as StoodBefore,
          (select t.planned_end from organisation_term t where t.organisation_id = l.organisation_id and t.started_on <= @day and (t.ended_on is null or t.ended_on >= @day)
            union all select l.term_end_planned where l.term_start <= @day limit 1) as TermEnd,
          (select t.planned_end from organisation_term t where t.organisation_id = l.organisation_id and t.started_on <= @before and (t.ended_on is null or t.ended_on >= @before)
            union all select l.term_end_planned where l.term_start <= @before limit 1) as TermEndBefore,
          coalesce((select max(t.started_on) from organisation_term t where t.organisation_id = l.organisation_id and t.started_on <= @day), case when l.term_start <= @day then l.term_start end) as TermBegan,
          coalesce((select max(t.started_on) from organisation_term t where t.organisation_id = l.organisation_id and t.started_on <= @before), case when l.term_start <= @before then l.term_start end) as TermBeganBefore
        from latest l join latest here on here.organisation_id = @organisationId and starts_with(l.path_then, here.path_then)
        left join lateral (select v.kind from organisation_version v where v.organisation_id = l.organisation_id and v.valid_from <= @before
          and (v.valid_until is null or v.valid_until > @before)) e on true
        order by l.path_then
        """, new { organisationId, before, day }, cancel);
}

/// <summary>An organisation on two days.</summary>
public sealed class OrganisationOfTwoDays
{
    public Guid Id { get; set; }

    /// <summary>Where it stands today.</summary>
    public string Path { get; set; } = "";

    /// <summary>Where it stood on the later day.</summary>
    public string PathThen { get; set; } = "";

    /// <summary>As it was called on the later day.</summary>
    public string Name { get; set; } = "";

    public OrganisationKind Kind { get; set; }

    /// <summary>Whether it existed on the later day.</summary>
    public bool Stands { get; set; }

    public DateOnly FoundedOn { get; set; }

    public DateOnly? DissolvedOn { get; set; }

    /// <summary>What it was on the earlier day; null before it was founded.</summary>
    public OrganisationKind? KindBefore { get; set; }

    public bool StoodBefore { get; set; }

    /// <summary>When the term that ran on the later day was to end.</summary>
    public DateOnly? TermEnd { get; set; }

    public DateOnly? TermEndBefore { get; set; }

    /// <summary>When the last term up to the later day began.</summary>
    public DateOnly? TermBegan { get; set; }

    public DateOnly? TermBeganBefore { get; set; }
}
