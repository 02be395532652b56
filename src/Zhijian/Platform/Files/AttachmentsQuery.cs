using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Files;

/// <summary>The attachments of a subject, for pages and for the modules that own the subject.</summary>
public sealed class AttachmentsQuery(ZhijianDb db, Fence fence, IEnumerable<IAttachable> kinds, FileShelf shelf)
{
    /// <summary>All of a subject that the caller has already opened, in the order they came.</summary>
    public Task<List<StoredFile>> Of(Guid subjectId, CancellationToken cancel) =>
        db.StoredFiles.Where(f => f.SubjectId == subjectId).OrderBy(f => f.At).ThenBy(f => f.Id).ToListAsync(cancel);

    /// <summary>The subject's place and attachments, or null where it is not this person's to see.</summary>
    public async Task<(AttachmentPlace Place, List<StoredFile> Files)?> Find(string kind, Guid subjectId, Actor actor, CancellationToken cancel) =>
        kinds.FirstOrDefault(k => k.SubjectKind == kind) is { } attachable && await attachable.Find(subjectId, actor, cancel) is { } place
            ? (place, await Of(subjectId, cancel))
            : null;

    /// <summary>Whether the bytes are there in full.</summary>
    public bool IsReadable(StoredFile file) => shelf.Holds(file.Place, file.Size);

    /// <summary>From now on the attachments of the subject stay as they are: what they belong to was filed.</summary>
    public Task<int> Seal(Guid subjectId, DateTimeOffset now, CancellationToken cancel) =>
        fence.Run("update stored_file set sealed_at = @now where subject_id = @subjectId and sealed_at is null", new { subjectId, now }, cancel);

    /// <summary>Opens them again, because the approval was taken back. The caller has named the subject in <c>zhijian.unfile</c>.</summary>
    public Task<int> Unseal(Guid subjectId, CancellationToken cancel) =>
        fence.Run("update stored_file set sealed_at = null where subject_id = @subjectId and sealed_at is not null", new { subjectId }, cancel);
}
