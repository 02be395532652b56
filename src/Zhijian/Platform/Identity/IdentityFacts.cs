using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Identity;

/// <summary>Somebody signed in.</summary>
public sealed record SignedIn(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A sign-in with a wrong password; counted, so that guessing locks the account.</summary>
public sealed record SignInFailed(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A person chose a password with their invitation.</summary>
public sealed record InvitationUsed(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A token was made for an account.</summary>
public sealed record TokenMade(Guid SubjectId, string OrganisationPath, string Name) : IFact;

internal static class IdentityRefusals
{
    public static readonly Refusal WrongNameOrPassword = new("identity.wrong-name-or-password", RefusalKind.BadInput, "Form.Password");
    public static readonly Refusal LockedOut = new("identity.locked-out", RefusalKind.NotAllowedNow, "Form.Password");
    public static readonly Refusal NoSuchAccount = new("identity.no-such-account", RefusalKind.Missing);
}
