using Zhijian.Modules.People;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Reminding.Following;

/// <summary>What somebody chose and was told goes with them to another branch.</summary>
internal sealed class ReminderRows(Fence fence) : OwnRowsBook(fence, "reminder_choice", "reminder");
