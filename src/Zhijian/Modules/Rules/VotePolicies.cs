namespace Zhijian.Modules.Rules;

/// <summary>The vote policies on a day's rules.</summary>
public sealed record VotePolicies(IReadOnlyDictionary<string, VotePolicy> ByName, ElectionRules Elections)
{
    /// <summary>Ordinary resolutions of a members' meeting.</summary>
    public VotePolicy Resolution => ByName["Resolution"];

    /// <summary>Decisions of a branch committee.</summary>
    public VotePolicy BranchCommittee => ByName["BranchCommittee"];

    /// <summary>Admission, conversion, extension and cancellation of members.</summary>
    public VotePolicy Development => ByName["Development"];

    /// <summary>Elections.</summary>
    public VotePolicy Election => ByName["Election"];
}
