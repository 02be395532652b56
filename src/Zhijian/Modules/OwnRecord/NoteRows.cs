using Zhijian.Modules.People;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.OwnRecord;

/// <summary>Remarks go with their writer to another branch.</summary>
internal sealed class NoteRows(Fence fence) : OwnRowsBook(fence, "work_note");
