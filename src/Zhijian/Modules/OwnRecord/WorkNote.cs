using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.OwnRecord;

/// <summary>What somebody added to one line of their own record.</summary>
public sealed class WorkNote
{
    public const int LongestRemark = 300;

    public required Guid MemberId { get; init; }

    public required string Path { get; set; }

    /// <summary>Whose line it is, and of what.</summary>
    public required string Source { get; init; }

    public required Guid About { get; init; }

    public string? Remark { get; private set; }

    /// <summary>Whether the line stays out of the print.</summary>
    public bool Hidden { get; private set; }

    /// <summary>0 as long as nothing was noted.</summary>
    public int Version { get; set; }

    /// <summary>Takes the remark and whether the line is printed.</summary>
    public Decision<OwnRecordNoted> Take(string? remark, bool hidden, int version)
    {
        if (version != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (remark?.Trim().Length > LongestRemark)
        {
            return PlatformRefusals.TooLong.With(LongestRemark).At("Form.Remark");
        }
        (Remark, Hidden) = (string.IsNullOrWhiteSpace(remark) ? null : remark.Trim(), hidden);
        // Counted up by the journal from then on.
        Version = Math.Max(1, Version);
        return new OwnRecordNoted(MemberId, Path);
    }
}

/// <summary>Somebody noted something on their own record; what, is theirs alone.</summary>
public sealed record OwnRecordNoted(Guid SubjectId, string OrganisationPath) : IFact;
