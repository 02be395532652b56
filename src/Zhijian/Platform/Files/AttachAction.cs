using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files.Guarded;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Files;

/// <summary>Somebody attaches a file: limits and content are looked at, the bytes go to the shelf, the row into the request's transaction.</summary>
internal sealed class AttachAction(ZhijianDb db, Fence fence, Journal journal, IEnumerable<IAttachable> kinds, FileShelf shelf, FileLimits limits, TimeProvider clock)
{
    public async Task<Decision<FileAttached>> Run(string kind, Guid subjectId, IFormFile? file, bool guarded, Actor actor, CancellationToken cancel)
    {
        if (kinds.FirstOrDefault(k => k.SubjectKind == kind) is not { } attachable || await attachable.Find(subjectId, actor, cancel) is not { } place)
        {
            return PlatformRefusals.Missing;
        }
        if (file is null)
        {
            return place.WhyNotChange ?? FileRefusals.Missing;
        }
        if (StoredFile.WhyNotAttach(place, file.Length, await CountAlone(subjectId, cancel), limits) is { } refusal)
        {
            return refusal;
        }
        await using var content = file.OpenReadStream();
        if (FileType.Of(content, file.FileName, place.TakesRecordings) is not { } type)
        {
            return FileRefusals.TypeNotTaken;
        }
        guarded &= place.TakesGuarded;
        if (guarded && !PageImages.CanDraw(type.MediaType))
        {
            return GuardedRefusals.NoPages;
        }
        content.Position = 0;
        var stored = await Shelve(content, kind, place, guarded, await Composed(FileName.Cleaned(file.FileName, type), cancel), type, actor, cancel);
        db.Add(stored);
        return await journal.Record<FileAttached>(new FileAttached(stored.Id, subjectId, place.Path, kind, stored.Name, stored.Size), actor, cancel);
    }

    /// <summary>How many there are, with others who attach to the same thing waiting until this request has ended.</summary>
    private async Task<int> CountAlone(Guid subjectId, CancellationToken cancel)
    {
        await fence.Run("select pg_advisory_xact_lock(hashtextextended(@key, 3))", new { key = subjectId.ToString() }, cancel);
        return await db.StoredFiles.CountAsync(f => f.SubjectId == subjectId, cancel);
    }

    /// <summary>The name in composed form (NFC), so that the same name is the same text. The database knows Unicode on every machine.</summary>
    private async Task<string> Composed(string name, CancellationToken cancel) => await fence.Row<string>("select normalize(@name, NFC)", new { name }, cancel) ?? name;

    private async Task<StoredFile> Shelve(Stream content, string kind, AttachmentPlace place, bool guarded, string name, FileType type, Actor actor, CancellationToken cancel)
    {
        using var incoming = await shelf.Take(content, cancel);
        return new StoredFile
        {
            Path = place.Path,
            SubjectKind = kind,
            Guarded = guarded,
            SubjectId = place.SubjectId,
            Name = name,
            MediaType = type.MediaType,
            Size = incoming.Size,
            Sha256 = incoming.Sha256,
            Place = shelf.Keep(incoming),
            MemberId = actor.MemberId,
            ByName = actor.Name,
            At = clock.GetUtcNow(),
        };
    }
}
