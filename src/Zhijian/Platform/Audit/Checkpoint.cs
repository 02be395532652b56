using System.Globalization;
using System.Text;

namespace Zhijian.Platform.Audit;

/// <summary>What the program signed at one moment: so many entries, with this root. <see cref="Highest"/> is the largest entry number among them.</summary>
public sealed record Checkpoint(long Size, long Highest, byte[] Root, DateTimeOffset At, string Key, byte[] Signature)
{
    internal const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>An entry commits within this time after it got its number; what appears later below a checkpoint's highest number was slipped in.</summary>
    public static readonly TimeSpan EntriesCommitWithin = TimeSpan.FromMinutes(15);

    /// <summary>The signed bytes: five lines that any language can put together again.</summary>
    public byte[] Signed() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"zhijian-audit-1\n{Size}\n{Highest}\n{Convert.ToHexStringLower(Root)}\n{Moment}\n"));

    public string Moment => At.UtcDateTime.ToString(MomentFormat, CultureInfo.InvariantCulture);
}
