using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Review;

/// <summary>The layers one submission has to pass, with the post and organisation that decides each; fixed at submission, whatever the rules say later.</summary>
/// <param name="RuleVersion">Names the rule the chain came from; written beside every step.</param>
/// <param name="Layers">Up to four, in order; a layer whose organisation does not stand above the record's is left out.</param>
/// <param name="UndoMinutes">How long a reviewer may take a decision back while nobody acted after.</param>
public sealed record ReviewRoute(string RuleVersion, IReadOnlyList<CaseLayer> Layers, int UndoMinutes)
{
    public const int MostLayers = 4;

    public CaseLayer At(int ordinal) => Layers[ordinal - 1];

    public int Last => Layers.Count;
}

/// <summary>One layer of a chain: who decides, where, and how long it may wait.</summary>
/// <param name="Ordinal">1 for the first reviewer.</param>
/// <param name="Posts">Any holder of one of these posts at the organisation may decide.</param>
/// <param name="LimitWorkingDays">After this many working days of waiting the layer above is told.</param>
/// <param name="FourEyes">Who decides here decides no other layer of the same case.</param>
/// <param name="SkipWhenVacant">Whether the chain goes on without this layer while nobody holds its post; the last layer never skips.</param>
public sealed record CaseLayer(
    int Ordinal,
    ReviewLayerKind Kind,
    IReadOnlyList<PostKind> Posts,
    Guid OrganisationId,
    string OrganisationPath,
    int LimitWorkingDays,
    bool FourEyes,
    bool SkipWhenVacant);
