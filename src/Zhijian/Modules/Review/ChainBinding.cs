using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Review;

/// <summary>Turns a chain of the rule pack into the layers of one record.</summary>
internal static class ChainBinding
{
    /// <summary>Each layer sits at the nearest organisation upward whose kind it names; where none stands there, the record has no such layer.</summary>
    public static ReviewRoute Bind(ReviewChain chain, ReviewHandling handling, IReadOnlyList<Ancestor> lineage)
    {
        var layers = new List<CaseLayer>();
        foreach (var layer in chain.Layers)
        {
            if (lineage.FirstOrDefault(a => layer.At.Contains(a.Kind)) is { } at)
            {
                layers.Add(new CaseLayer(layers.Count + 1, layer.Kind, layer.Posts, at.Id, at.Path, layer.LimitWorkingDays, layer.FourEyes, layer.WhenVacant == VacantPolicy.Skip));
            }
        }
        return new ReviewRoute(chain.Rule.ToString(), layers, handling.UndoMinutes);
    }
}

/// <summary>An organisation on the way up from the record's own, itself first.</summary>
internal sealed class Ancestor
{
    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    public OrganisationKind Kind { get; set; }
}
