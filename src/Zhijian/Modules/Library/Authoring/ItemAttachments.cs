using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Library.Authoring;

/// <summary>Files and pictures of an item: its authors add them to a draft. What was released stays as it is, and readers get it through the item's own address.</summary>
internal sealed class ItemAttachments(ZhijianDb db) : IAttachable
{
    public const string Kind = "library";

    public string SubjectKind => Kind;

    public async Task<AttachmentPlace?> Find(Guid subjectId, Actor actor, CancellationToken cancel) =>
        await db.Set<LibraryItem>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == subjectId, cancel) is { } item && actor.May(LibraryActs.See, item.Path)
            ? new AttachmentPlace(item.Id, item.Path, !actor.May(LibraryActs.Write, item.Path) ? PlatformRefusals.NotYours : item.State != LibraryState.Draft ? LibraryRefusals.NotADraft : null) { TakesGuarded = false, TakesRecordings = item.Kind is LibraryKind.Video or LibraryKind.Audio }
            : null;

    public string AddressOf(Guid subjectId) => $"/library/work/{subjectId}#files";
}
