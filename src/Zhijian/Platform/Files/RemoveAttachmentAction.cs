using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Files;

/// <summary>Somebody takes an attachment away, as long as what it belongs to is not filed or under review.</summary>
internal sealed class RemoveAttachmentAction(ZhijianDb db, Fence fence, Journal journal, IEnumerable<IAttachable> kinds, FileShelf shelf)
{
    public async Task<Decision<FileRemoved>> Run(string kind, Guid subjectId, Guid id, Actor actor, CancellationToken cancel)
    {
        if (kinds.FirstOrDefault(k => k.SubjectKind == kind) is not { } attachable || await attachable.Find(subjectId, actor, cancel) is not { } place
            || await db.StoredFiles.FirstOrDefaultAsync(f => f.Id == id && f.SubjectId == subjectId && f.SubjectKind == kind, cancel) is not { } file)
        {
            return PlatformRefusals.Missing;
        }
        var decision = file.Remove(place);
        if (decision.Fact is not null)
        {
            db.Remove(file);
            fence.AfterCommit(() =>
            {
                shelf.Remove(file.Place);
                return Task.CompletedTask;
            });
        }
        return await journal.Record(decision, actor, cancel);
    }
}
