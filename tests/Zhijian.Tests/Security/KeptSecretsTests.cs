using System.Security.Cryptography;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.Invitations;

namespace Zhijian.Security;

/// <summary>What opens an account is nowhere in the database: only its hash.</summary>
public sealed class KeptSecretsTests
{
    [Fact]
    public void Tokens_and_codes_are_kept_as_their_hashes()
    {
        Assert.Equal(SHA256.HashData("zj_abc"u8), ActorCache.TokenHash("zj_abc"));
        Assert.Equal(InvitationCode.Hash("abcd-efgh"), InvitationCode.Hash("ABCDEFGH"));
        Assert.Equal(SHA256.HashData("invitation:ABCDEFGH"u8), InvitationCode.Hash("ABCDEFGH"));
    }
}
