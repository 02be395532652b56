using Zhijian.Modules.People;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Points.Contesting;

/// <summary>A contest goes with its member to another branch, whose secretary answers it then. The ledger itself belongs to no place and stays as it is.</summary>
internal sealed class ContestRows(Fence fence) : OwnRowsBook(fence, "points_contest");
