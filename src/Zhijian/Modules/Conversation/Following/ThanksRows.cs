using Zhijian.Modules.People;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Conversation.Following;

/// <summary>Thanks go with whoever gave them to another branch.</summary>
internal sealed class ThanksRows(Fence fence) : OwnRowsBook(fence, "article_thanks");
