using Zhijian.Modules.Publishing;

namespace Zhijian.Modules.Conversation.Showing;

/// <summary>Puts the conversation below its article.</summary>
internal sealed class BelowArticle : IBelowArticle
{
    public Type Component => typeof(TalkSection);
}
