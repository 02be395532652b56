using Zhijian.Modules.Library;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Learning;

/// <summary>Whom a task reaches: everybody at and below an organisation, or those of some kinds. The kinds are those of the library, and holders of posts.</summary>
public static class TaskReach
{
    /// <summary>Secretaries, their deputies, commissioners and committee members.</summary>
    public const string PostHolder = nameof(PostHolder);

    public static readonly IReadOnlyList<string> All = [.. Learners.All, PostHolder];

    private static readonly string[] Secretaries = [nameof(PostKind.Secretary)];

    private static readonly string[] Leaders =
    [
        nameof(PostKind.Secretary), nameof(PostKind.DeputySecretary), nameof(PostKind.OrganizationCommissioner), nameof(PostKind.PublicityCommissioner), nameof(PostKind.DisciplineCommissioner),
        nameof(PostKind.YouthCommissioner), nameof(PostKind.UnitedFrontCommissioner), nameof(PostKind.ConfidentialityCommissioner), nameof(PostKind.CommitteeMember), nameof(PostKind.StandingCommitteeMember),
    ];

    /// <summary>The kinds among what was given, in their usual order.</summary>
    public static List<string> Of(IEnumerable<string>? given) => [.. All.Intersect(given ?? [], StringComparer.Ordinal)];

    /// <summary>The categories of members among the kinds.</summary>
    public static string[] Categories(IReadOnlyCollection<string> kinds) => [.. Enum.GetNames<MemberCategory>().Where(kinds.Contains)];

    /// <summary>The posts among the kinds.</summary>
    public static string[] Posts(IReadOnlyCollection<string> kinds) => kinds.Contains(PostHolder) ? Leaders : kinds.Contains(Learners.Secretary) ? Secretaries : [];

    /// <summary>Whether a task for these kinds reaches a person; no kinds reach everybody.</summary>
    public static bool Includes(IReadOnlyCollection<string> kinds, MemberCategory category, IEnumerable<PostKind> posts) =>
        kinds.Count == 0 || kinds.Contains(category.ToString()) || posts.Select(p => p.ToString()).Intersect(Posts(kinds), StringComparer.Ordinal).Any();
}
