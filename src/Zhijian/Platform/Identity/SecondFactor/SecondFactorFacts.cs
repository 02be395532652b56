using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>The password was right and the second step is asked for.</summary>
public sealed record SecondStepAsked(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A secret for an authenticator app was shown; nothing is asked for yet.</summary>
public sealed record AuthenticatorBegun(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A person signs in with two factors from now on, or has one more; their other sessions end.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record SecondFactorSet(Guid SubjectId, string OrganisationPath, SecondFactorKind Kind) : IFact;

/// <summary>A person took one of several factors off.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record SecondFactorTakenOff(Guid SubjectId, string OrganisationPath, SecondFactorKind Kind) : IFact;

/// <summary>A person turned the second step off; their other sessions end.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record SecondFactorTurnedOff(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>An administrator took the second factor of somebody who lost it, with the reason; all their sessions end.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record SecondFactorReset(Guid SubjectId, string OrganisationPath, string Reason) : IFact;

/// <summary>A new set of recovery codes was shown; the former one is worth nothing.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record RecoveryCodesMade(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A recovery code was used in place of the app or the passkey.</summary>
[CountsAs(OverviewLine.SignIns)]
public sealed record RecoveryCodeUsed(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A person gave one of their passkeys another name.</summary>
public sealed record PasskeyRenamed(Guid SubjectId, string OrganisationPath, string Name) : IFact;
