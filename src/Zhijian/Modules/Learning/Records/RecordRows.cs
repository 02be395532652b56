using Zhijian.Modules.People;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Learning.Records;

/// <summary>What somebody studied elsewhere goes with them to another branch.</summary>
internal sealed class RecordRows(Fence fence) : OwnRowsBook(fence, "learning_record");
