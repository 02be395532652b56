namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>review-chains</c>.</summary>
internal static class ReviewBinder
{
    public static ReviewChains Bind(IReadOnlyList<BoundRule> rules, OrganisationRules organisations)
    {
        var chains = rules.Of("chain").Select(bound => Chain(bound, organisations)).ToList();
        var handling = rules.Single("handling");
        foreach (var kind in Enum.GetValues<OrganisationKind>().Where(kind => !chains.Exists(chain => chain.RecordKind == ReviewChains.AnyRecord && chain.Organisations.Contains(kind))))
        {
            handling.Whole.Complain($"no chain for record kind '{ReviewChains.AnyRecord}' of {kind}");
        }

        return new ReviewChains(chains, new ReviewHandling(
            handling.Values.Int("undoMinutes"),
            handling.Values.Int("bulkMaximum"),
            handling.Values.Int("delegationMaximumDays"),
            handling.Values.Int("spotCheckOneIn"),
            handling.Reference));
    }

    private static ReviewChain Chain(BoundRule bound, OrganisationRules organisations)
    {
        var values = bound.Values;
        var layers = values.Maps("layers").Select(layer => Layer(layer, organisations)).ToList();
        if (layers.Count is < 1 or > 4) { bound.Whole.Complain("a chain has one to four layers"); }
        if (layers.Zip(layers.Skip(1)).Any(pair => pair.First.Kind >= pair.Second.Kind)) { bound.Whole.Complain("the layers must rise: Basic, Prior, Top, Ultimate, each at most once"); }
        return new ReviewChain(values.Text("recordKind"), values.Names<OrganisationKind>("organisations"), layers, bound.Reference);
    }

    private static ReviewLayer Layer(NodeReader values, OrganisationRules organisations)
    {
        var at = values.Names<OrganisationKind>("at");
        var layer = new ReviewLayer(
            values.Name<ReviewLayerKind>("layer"),
            values.Names<PostKind>("posts"),
            at,
            at.Count > 0 && organisations.Kinds.TryGetValue(at[0], out var kind) ? kind.Space : SpaceLevel.Committee,
            values.Int("limitWorkingDays"),
            values.Flag("fourEyes"),
            values.Name<VacantPolicy>("whenVacant"));
        if (layer.Posts.Count == 0 || at.Count == 0) { values.Complain("a layer needs 'posts' and 'at'"); }
        if (layer.LimitWorkingDays < 1) { values.Complain("'limitWorkingDays' must be at least 1"); }
        values.Finish();
        return layer;
    }
}
