namespace Zhijian.Modules.Rules;

public sealed class ReviewChainsTests
{
    private static readonly ReviewChains Chains = RulebookTests.Today.ReviewChains;

    [Fact]
    public void A_branch_record_goes_to_the_general_branch_then_the_organisation_department_then_the_office()
    {
        var layers = Chains.For("activity", OrganisationKind.Branch).Layers;
        Assert.Equal([ReviewLayerKind.Basic, ReviewLayerKind.Prior, ReviewLayerKind.Top], layers.Select(layer => layer.Kind));
        Assert.Equal([SpaceLevel.GeneralBranch, SpaceLevel.Committee, SpaceLevel.Committee], layers.Select(layer => layer.Level));
        Assert.Contains(PostKind.OrganizationCommissioner, layers[0].Posts);
        Assert.Equal([PostKind.OrganizationDepartment], layers[1].Posts);
        Assert.Equal([PostKind.CommitteeOffice], layers[2].Posts);
        Assert.Equal(VacantPolicy.Skip, layers[0].WhenVacant);
    }

    [Fact]
    public void A_general_branch_record_starts_at_the_organisation_department() =>
        Assert.Equal([PostKind.OrganizationDepartment, PostKind.CommitteeOffice], Chains.For("activity", OrganisationKind.GeneralBranch).Layers.SelectMany(layer => layer.Posts));

    [Fact]
    public void A_committee_record_is_reviewed_by_the_office_with_four_eyes()
    {
        var layer = Assert.Single(Chains.For("activity", OrganisationKind.UniversityCommittee).Layers);
        Assert.Equal([PostKind.CommitteeOffice], layer.Posts);
        Assert.True(layer.FourEyes);
    }

    [Fact]
    public void Every_kind_of_organisation_has_a_chain_whose_posts_exist_where_it_looks_for_them()
    {
        foreach (var kind in Enum.GetValues<OrganisationKind>())
        {
            var chain = Chains.For("anything", kind);
            Assert.InRange(chain.Layers.Count, 1, 4);
            Assert.All(chain.Layers, layer => Assert.All(layer.At, at => Assert.NotEmpty(layer.Posts.Intersect(RulebookTests.Today.Organisations[at].Posts))));
        }
    }

    [Fact]
    public void A_chain_that_names_the_record_kind_goes_before_the_general_one()
    {
        var special = """
              - id: review-chains.special
                shape: chain
                source: house
                clause: x
                severity: Block
                values:
                  recordKind: organisation-change
                  organisations: [Branch]
                  layers:
                    - { layer: Basic, posts: [Secretary], at: [GeneralBranch], limitWorkingDays: 1, fourEyes: false, whenVacant: Wait }
                    - { layer: Ultimate, posts: [CommitteeOffice], at: [UniversityCommittee], limitWorkingDays: 1, fourEyes: true, whenVacant: Wait }

            """;
        var book = Rulebook.Read(RulebookTests.Edit("review-chains.yaml", "  - id: review-chains.handling", special + "  - id: review-chains.handling"));
        var chains = book.On(new DateOnly(2026, 1, 1)).ReviewChains;
        Assert.Equal(ReviewLayerKind.Ultimate, chains.For("organisation-change", OrganisationKind.Branch).Layers[^1].Kind);
        Assert.Equal(3, chains.For("organisation-change", OrganisationKind.JointBranch).Layers.Count);
        Assert.Equal(3, chains.For("activity", OrganisationKind.Branch).Layers.Count);
    }
}
