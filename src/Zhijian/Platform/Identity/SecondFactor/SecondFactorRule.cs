using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.Passwords;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>
/// Whether those who review or administer must have a second factor (setting <c>Zhijian:SecondFactor</c>: <c>required</c> or <c>offered</c>). Without the setting it is
/// required of a real institution and offered in the demonstration, whose passwords stand on its first page.
/// </summary>
public sealed class SecondFactorRule(IConfiguration configuration, Institution institution, PasswordPolicy passwords)
{
    public bool IsRequired => configuration["Zhijian:SecondFactor"] is { Length: > 0 } set ? set != "offered" : !institution.IsDemonstration;

    /// <summary>What a person must do before anything else.</summary>
    public SignInDuty DutyOf(ActorSnapshot snapshot, DateTimeOffset now) =>
        IsRequired && snapshot is { IsPrivileged: true, HasSecondFactor: false } ? SignInDuty.SecondFactor
        : passwords.IsOver(snapshot.PasswordSetAt, now) ? SignInDuty.NewPassword
        : SignInDuty.None;

    /// <summary>Where they do it.</summary>
    internal static string PageFor(SignInDuty duty) => duty == SignInDuty.NewPassword ? "/me/password" : "/me/second-factor";

    internal static Refusal RefusalFor(SignInDuty duty) => duty == SignInDuty.NewPassword ? IdentityRefusals.PasswordOld : IdentityRefusals.SecondFactorFirst;
}
