using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Files;

/// <summary>An attachment of something: its row says what and whose; the bytes lie under a random name outside the web root.</summary>
public sealed class StoredFile : IFileBytes
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The path of the organisation to which the subject belongs.</summary>
    public required string Path { get; set; }

    /// <summary>What it is attached to, in the words of the module that owns it: <c>activity</c>.</summary>
    public required string SubjectKind { get; init; }

    public required Guid SubjectId { get; init; }

    /// <summary>The name people see; cleaned, with the extension of its content.</summary>
    public required string Name { get; init; }

    public required string MediaType { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    public required byte[] Sha256 { get; init; }

    /// <summary>Where the bytes lie, below the folder of files.</summary>
    public required string Place { get; init; }

    public required Guid MemberId { get; init; }

    public required string ByName { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Seen as marked pages only; taking, printing and forwarding are rights of their own.</summary>
    public bool Guarded { get; init; }

    /// <summary>Set when what it belongs to was filed; from then on it stays as it is.</summary>
    public DateTimeOffset? SealedAt { get; set; }

    /// <summary>Whether a file of this size may be added now; null when it may.</summary>
    public static Refusal? WhyNotAttach(AttachmentPlace place, long size, int already, FileLimits limits)
    {
        if (place.WhyNotChange is { } refusal)
        {
            return refusal;
        }
        if (size == 0)
        {
            return FileRefusals.Empty;
        }
        if (size > limits.MostBytes)
        {
            return FileRefusals.TooLarge.With(limits.MostBytes / FileLimits.Megabyte);
        }
        return already >= limits.MostPerSubject ? FileRefusals.TooMany.With(limits.MostPerSubject) : null;
    }

    /// <summary>Somebody takes the attachment away again.</summary>
    public Decision<FileRemoved> Remove(AttachmentPlace place)
    {
        if (place.WhyNotChange is { } refusal)
        {
            return refusal;
        }
        if (SealedAt is not null)
        {
            return FileRefusals.Sealed;
        }
        return new FileRemoved(Id, SubjectId, Path, SubjectKind, Name);
    }
}

/// <summary>A file was attached to something.</summary>
public sealed record FileAttached(Guid FileId, Guid SubjectId, string OrganisationPath, string SubjectKind, string Name, long Size) : IFact;

/// <summary>An attachment was taken away.</summary>
public sealed record FileRemoved(Guid FileId, Guid SubjectId, string OrganisationPath, string SubjectKind, string Name) : IFact;

/// <summary>Why a file is not taken.</summary>
public static class FileRefusals
{
    /// <summary>The value is the limit in megabytes.</summary>
    public static readonly Refusal TooLarge = new("files.too-large", RefusalKind.BadInput, "file");

    /// <summary>The value is the number of files that one subject may have.</summary>
    public static readonly Refusal TooMany = new("files.too-many", RefusalKind.BadInput, "file");

    public static readonly Refusal Empty = new("files.empty", RefusalKind.BadInput, "file");

    /// <summary>The content is none of the kinds that are taken, whatever the name says.</summary>
    public static readonly Refusal TypeNotTaken = new("files.type-not-taken", RefusalKind.BadInput, "file");

    public static readonly Refusal Missing = new("files.none-chosen", RefusalKind.BadInput, "file");

    /// <summary>It belongs to a filed record.</summary>
    public static readonly Refusal Sealed = new("files.sealed");
}
