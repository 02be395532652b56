using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People.Sealing;

/// <summary>The members' data keys.</summary>
internal sealed class MemberDataKeys(Fence fence, Vault vault) : DataKeyColumn(fence, vault, "member");
