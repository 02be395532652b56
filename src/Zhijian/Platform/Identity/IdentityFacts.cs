using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;

namespace Zhijian.Platform.Identity;

/// <summary>Somebody signed in.</summary>
[CountsAs(OverviewLine.SignIns)]
public sealed record SignedIn(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A sign-in with a wrong password; counted, so that guessing locks the account. Of a name that nobody has it tells no subject.</summary>
[CountsAs(OverviewLine.FailedSignIns)]
public sealed record SignInFailed(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A person chose a password with their invitation.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record InvitationUsed(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A token was made for an account.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record TokenMade(Guid SubjectId, string OrganisationPath, string Name) : IFact;

/// <summary>A token was revoked.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record TokenRevoked(Guid SubjectId, string OrganisationPath, string Name) : IFact;

/// <summary>A person changed their own password; their other sessions end.</summary>
[CountsAs(OverviewLine.Sessions)]
public sealed record PasswordChanged(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>All sessions of an account ended, by the person or an administrator.</summary>
[CountsAs(OverviewLine.Sessions)]
public sealed record SignedOutEverywhere(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>An account was invited to choose a password; earlier invitations no longer hold.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record AccountInvited(Guid SubjectId, string OrganisationPath, DateTimeOffset Until) : IFact;

/// <summary>An account was closed: no sign-in, no tokens.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record AccountClosed(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A closed account was opened again.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record AccountReopened(Guid SubjectId, string OrganisationPath) : IFact;

internal static class IdentityRefusals
{
    public static readonly Refusal WrongNameOrPassword = new("identity.wrong-name-or-password", RefusalKind.BadInput, "Form.Password");
    public static readonly Refusal LockedOut = new("identity.locked-out", RefusalKind.NotAllowedNow, "Form.Password");
    public static readonly Refusal NoSuchAccount = new("identity.no-such-account", RefusalKind.Missing);
    public static readonly Refusal InvitationOver = new("identity.invitation-over", RefusalKind.NotAllowedNow);
    public static readonly Refusal PasswordShort = new("identity.password-short", RefusalKind.BadInput, "Form.Password");
    public static readonly Refusal PasswordLong = new("identity.password-long", RefusalKind.BadInput, "Form.Password");
    public static readonly Refusal PasswordCommon = new("identity.password-common", RefusalKind.BadInput, "Form.Password");
    public static readonly Refusal PasswordOwnName = new("identity.password-own-name", RefusalKind.BadInput, "Form.Password");
    public static readonly Refusal PasswordsDiffer = new("identity.passwords-differ", RefusalKind.BadInput, "Form.Repeated");
    public static readonly Refusal WrongPassword = new("identity.wrong-password", RefusalKind.BadInput, "Form.Current");
    public static readonly Refusal AccountIsClosed = new("identity.account-is-closed");
    public static readonly Refusal AccountIsOpen = new("identity.account-is-open");
    public static readonly Refusal NotOneself = new("identity.not-oneself", RefusalKind.NotYours);
    public static readonly Refusal AlreadyRevoked = new("identity.already-revoked");
    public static readonly Refusal PasswordShortAlone = new("identity.password-short-alone", RefusalKind.BadInput, "Form.Current");
    public static readonly Refusal PasswordPlain = new("identity.password-plain", RefusalKind.BadInput, "Form.Password");
    public static readonly Refusal PasswordSame = new("identity.password-same", RefusalKind.BadInput, "Form.Password");
    public static readonly Refusal PasswordOld = new("identity.password-old", RefusalKind.NotYours);
    public static readonly Refusal WrongCode = new("identity.wrong-code", RefusalKind.BadInput, "Form.Code");
    public static readonly Refusal WrongPasskey = new("identity.wrong-passkey", RefusalKind.BadInput, "Form.Passkey");
    public static readonly Refusal ManyPasskeys = new("identity.many-passkeys", RefusalKind.NotAllowedNow, "Form.Passkey");
    public static readonly Refusal SecondStepOver = new("identity.second-step-over");
    public static readonly Refusal SecondFactorFirst = new("identity.second-factor-first", RefusalKind.NotYours);
    public static readonly Refusal AuthenticatorStands = new("identity.authenticator-stands");
    public static readonly Refusal SetUpOver = new("identity.set-up-over");
    public static readonly Refusal NoSecondFactor = new("identity.no-second-factor");
    public static readonly Refusal LastFactor = new("identity.last-factor");
    public static readonly Refusal NotOwnFactor = new("identity.not-own-factor", RefusalKind.NotYours);
}
