using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity;

/// <summary>Says what an account may do that belongs to a connected system and to no person. Answered by the module that knows such systems.</summary>
public interface IActsAsProgram
{
    /// <summary>The system's place and acts as if they were a post; null where the account is none or was switched off.</summary>
    Task<HeldPost?> Find(Guid accountId, Fence fence, CancellationToken cancel);
}
