using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Conversation.Following;

/// <summary>How long decided reports are kept; who reported goes with them.</summary>
internal sealed class ConversationTerms : IKeepsForATerm
{
    public static IReadOnlyList<RetentionRule> Rules => [new("misuse_case", "closed_at")];
}
