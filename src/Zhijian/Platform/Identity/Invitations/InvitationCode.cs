using System.Security.Cryptography;

namespace Zhijian.Platform.Identity.Invitations;

/// <summary>The one-time codes of invitations: random, never made from anything about a person, easy to type from paper.</summary>
public static class InvitationCode
{
    /// <summary>Shortest code that may be brought from outside.</summary>
    public const int ShortestImported = 10;

    /// <summary>Without 0 and O, 1, I and L: 31 signs, 16 of them are 79 bits.</summary>
    private const string Signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    public static string New()
    {
        var signs = RandomNumberGenerator.GetString(Signs, 16);
        return string.Join('-', signs.Chunk(4).Select(part => new string(part)));
    }

    /// <summary>What is kept instead of the code.</summary>
    internal static byte[] Hash(string code) => ActorCache.TokenHash("invitation:" + Plain(code));

    /// <summary>The code as typed without hyphens and spaces, in capitals.</summary>
    public static string Plain(string code) => new([.. code.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);
}
