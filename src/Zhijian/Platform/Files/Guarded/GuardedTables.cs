using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Files.Guarded;

/// <summary>That somebody opened a guarded document: for half an hour, bound to them; its code stands on every page.</summary>
public sealed class DocumentLook
{
    /// <summary>Long enough to read, short enough that a screen left alone shows nothing new.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(30);

    /// <summary>Nothing that looks like something else on a photograph of a screen.</summary>
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private const int CodeLength = 8;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid FileId { get; init; }

    public required Guid MemberId { get; init; }

    public required string ByName { get; init; }

    public string Code { get; init; } = RandomNumberGenerator.GetString(Letters, CodeLength);

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset Until { get; init; }

    /// <summary>Whether it came by a link: then the document may only be seen.</summary>
    public bool ByLink { get; init; }

    public bool IsOpen(Guid member, DateTimeOffset now) => MemberId == member && now < Until;
}

/// <summary>A link to a guarded document, for one person, until a day.</summary>
public sealed class DocumentForward
{
    public const int MostDays = 30;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid FileId { get; init; }

    public required Guid ToMemberId { get; init; }

    public required string ToName { get; init; }

    public required Guid MemberId { get; init; }

    public required string ByName { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset Until { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    public int Version { get; set; } = 1;

    public bool IsOpen(Guid member, DateTimeOffset now) => ToMemberId == member && RevokedAt is null && now < Until;

    /// <summary>Whoever made it takes it back; what was seen was seen.</summary>
    public Decision<ForwardRevoked> Revoke(Guid by, int seen, DateTimeOffset now)
    {
        if (MemberId != by)
        {
            return PlatformRefusals.NotYours;
        }
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (RevokedAt is not null || now >= Until)
        {
            return GuardedRefusals.Over;
        }
        RevokedAt = now;
        return new ForwardRevoked(FileId, Path, Id);
    }
}

internal static class GuardedTables
{
    public static void Describe(ModelBuilder model)
    {
        model.Entity<DocumentLook>().ToTable("document_look");
        model.Entity<DocumentForward>().ToTable("document_forward").Property(f => f.Version).IsConcurrencyToken();
    }
}
