using Zhijian.Modules.Standards;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Organisations.Measuring;

/// <summary>How complete and right the organisations' own data are. A Party group has no term of office; for whom an organisation is, stays empty where its members are mixed.</summary>
internal sealed class MeasureOrganisationsQuery(Fence fence, InstitutionTime time) : TalliedElementsQuery(nameof(Organisation), Tally, fence, time)
{
    private const string HasTerms = "t.kind not in ('PartyGroup', 'TemporaryBranch', 'ProjectBranch', 'FloatingMembersOrganisation')";

    private static readonly ElementTally Tally = new(
        "organisation t left join organisation o on o.id = t.parent_id", "t.dissolved_on is null",
        [
            new("organisation.name", nameof(Organisation.Name), "t.name"),
            new("organisation.kind", nameof(Organisation.Kind), "t.kind"),
            new("organisation.founded-on", nameof(Organisation.FoundedOn), "t.founded_on"),
            new("organisation.term-start", nameof(Organisation.TermStart), "t.term_start", HasTerms),
            new("organisation.term-end", nameof(Organisation.TermEndPlanned), "t.term_end_planned", HasTerms),
        ]);
}
