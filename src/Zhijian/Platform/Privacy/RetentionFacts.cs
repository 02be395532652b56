using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;

namespace Zhijian.Platform.Privacy;

/// <summary>What was over its term was taken away.</summary>
/// <param name="Day">The day whose nightly run it was.</param>
/// <param name="Removed">Rows by table.</param>
/// <param name="Held">How many rows stayed because of a hold.</param>
[CountsAs(OverviewLine.Retention)]
public sealed record RetentionRan(Guid SubjectId, string OrganisationPath, DateOnly Day, IReadOnlyDictionary<string, long> Removed, long Held) : IFact;
