namespace Zhijian.Modules.Rules;

/// <summary>The layers of review, from the first to the last; a chain has one to four of them, in this order.</summary>
public enum ReviewLayerKind
{
    Basic,
    Prior,
    Top,
    Ultimate,
}

/// <summary>What happens at a layer whose post nobody holds.</summary>
public enum VacantPolicy
{
    /// <summary>Go on to the next layer, and let the trail say so.</summary>
    Skip,

    /// <summary>Wait until somebody takes the post.</summary>
    Wait,
}

/// <summary>
/// One layer: anyone who holds one of <see cref="Posts"/> at the nearest organisation upward (or itself) whose kind is among <see cref="At"/>.
/// Where no such organisation stands above, the layer does not exist for this record.
/// <see cref="LimitWorkingDays"/> is how long it may wait before it escalates.
/// </summary>
/// <param name="FourEyes">Whoever accepts here may have accepted no other layer and had no part in writing the record.</param>
public sealed record ReviewLayer(
    ReviewLayerKind Kind,
    IReadOnlyList<PostKind> Posts,
    IReadOnlyList<OrganisationKind> At,
    SpaceLevel Level,
    int LimitWorkingDays,
    bool FourEyes,
    VacantPolicy WhenVacant);

/// <summary>The review of one kind of record of some kinds of organisation.</summary>
public sealed record ReviewChain(
    string RecordKind,
    IReadOnlyList<OrganisationKind> Organisations,
    IReadOnlyList<ReviewLayer> Layers,
    RuleReference Rule);

/// <summary>How review is handled everywhere: undo, limits of bulk approval, substitutes.</summary>
public sealed record ReviewHandling(int UndoMinutes, int BulkMaximum, int DelegationMaximumDays, int SpotCheckOneIn, RuleReference Rule)
{
    /// <summary>How many of a batch are drawn and must be looked at one by one: one in so many, at least one.</summary>
    public int SpotChecks(int batch) => (batch + SpotCheckOneIn - 1) / SpotCheckOneIn;
}

/// <summary>Which layers review which record.</summary>
public sealed record ReviewChains(IReadOnlyList<ReviewChain> Chains, ReviewHandling Handling)
{
    /// <summary>The record kind of chains that apply where no chain names the kind itself.</summary>
    public const string AnyRecord = "any";

    /// <summary>The chain for a record of this kind from an organisation of this kind: the one that names the record kind, else the general one.</summary>
    public ReviewChain For(string recordKind, OrganisationKind organisation) =>
        Find(recordKind, organisation) ?? Find(AnyRecord, organisation)
        ?? throw new InvalidOperationException($"No review chain for {recordKind} of {organisation}.");

    private ReviewChain? Find(string recordKind, OrganisationKind organisation) =>
        Chains.FirstOrDefault(chain => chain.RecordKind == recordKind && chain.Organisations.Contains(organisation));
}
