using Zhijian.Modules.People;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Following;

/// <summary>That somebody handed a paper in goes with them: their new branch does not ask for it again.</summary>
internal sealed class ResultRows(Fence fence) : OwnRowsBook(fence, "paper_result");
