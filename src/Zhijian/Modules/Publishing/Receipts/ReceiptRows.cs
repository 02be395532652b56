using Zhijian.Modules.People;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Publishing.Receipts;

/// <summary>That somebody confirmed a notice goes with them: in their new branch they are not among those who have not.</summary>
internal sealed class ReceiptRows(Fence fence) : OwnRowsBook(fence, "article_receipt");
