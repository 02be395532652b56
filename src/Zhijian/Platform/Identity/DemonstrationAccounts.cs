namespace Zhijian.Platform.Identity;

/// <summary>The named sign-ins of a demonstration; empty in a real institution. Kept beside the data, never in code.</summary>
public sealed class DemonstrationAccounts
{
    public IReadOnlyList<DemonstrationAccount> All { get; set; } = [];
}

/// <summary>One sign-in that the demonstration's login page shows.</summary>
/// <param name="RoleKey">Text key of what the account is for.</param>
public sealed record DemonstrationAccount(string UserName, string Password, string RoleKey);
