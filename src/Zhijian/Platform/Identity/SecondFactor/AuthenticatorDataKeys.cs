using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>The data keys of authenticator secrets.</summary>
internal sealed class AuthenticatorDataKeys(Fence fence, Vault vault) : DataKeyColumn(fence, vault, "account_authenticator", id: "account_id");
