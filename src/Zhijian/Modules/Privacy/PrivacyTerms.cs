using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Privacy;

/// <summary>How long requests and incidents are kept. Whom an incident affected goes with it.</summary>
internal sealed class PrivacyTerms : IKeepsForATerm
{
    public static IReadOnlyList<RetentionRule> Rules => [new("person_request", "answered_at"), new("incident", "prepared_at")];
}
