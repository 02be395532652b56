namespace Zhijian.Platform.Privacy;

/// <summary>The terms of the platform's own tables.</summary>
internal sealed class KeepingTerms : IKeepsForATerm
{
    public static IReadOnlyList<RetentionRule> Rules =>
    [
        new("legal_hold", "lifted_at"),
        new("retention_run", "day::timestamp at time zone @zone"),
        new("journal", "at", RetentionWay.EraseDetail),
        new("answered_request", "at"),
        new("message", "at"),
        // Who never signed out ended at the latest when the session was last used; idle sessions end long before their term.
        new("account_session", "coalesce(ended_at, used_at)"),
        new("account_half_sign_in", "opened_at"),
        new("spent_challenge", "spent_at"),
        new("account_token", "revoked_at"),
        new("account_invitation", "coalesce(used_at, expires_at)"),
    ];
}
