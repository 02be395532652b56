using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;

namespace Zhijian.Modules.Oversight.Keeping;

/// <summary>From now on nothing about a person, or nothing of a body, is taken away.</summary>
[CountsAs(OverviewLine.Retention)]
public sealed record HoldPlaced(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>The usual terms hold again from the next night on.</summary>
[CountsAs(OverviewLine.Retention)]
public sealed record HoldLifted(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>Why a hold can't be placed or lifted.</summary>
public static class HoldRefusals
{
    /// <summary>Nobody has this number or name, or several do.</summary>
    public static readonly Refusal NotOne = new("oversight.not-one", RefusalKind.BadInput);

    /// <summary>A hold is in force already.</summary>
    public static readonly Refusal AlreadyHeld = new("oversight.already-held", RefusalKind.BadInput);

    /// <summary>It was lifted already.</summary>
    public static readonly Refusal AlreadyLifted = new("oversight.already-lifted");
}
