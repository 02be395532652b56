using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Reading;
using Zhijian.Modules.Importing.Showing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Working;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Bringing;

/// <summary>Somebody brings a file: it is looked at while they wait, kept sealed, and read beside the requests.</summary>
internal sealed class BringFileAction(ZhijianDb db, Fence fence, Journal journal, FileShelf shelf, Vault vault, BatchesQuery batches, ImportWork work, KindsOfRows kinds, InstitutionTime time)
{
    /// <summary>In megabytes: two hundred thousand rows of twenty columns.</summary>
    public const int MostMegabytes = 40;

    private const int LongestName = 150;

    /// <param name="round">Of a collection form, for kinds that answer one.</param>
    public async Task<Decision<ImportBrought>> Run(Guid organisationId, ImportKind kind, Guid? round, string? source, IFormFile? file, Actor actor, CancellationToken cancel)
    {
        if (await db.Organisations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == organisationId && o.DissolvedOn == null, cancel) is not { } organisation || !actor.May(ImportActs.Run, organisation.Path))
        {
            return PlatformRefusals.Required.At("Form.Organisation");
        }
        if (!kinds.Of(kind).MayBring(actor, organisation.Path))
        {
            return PlatformRefusals.NotYours.At("Form.Kind");
        }
        await kinds.Of(kind).Shape(round, cancel);
        if (kinds.Of(kind).WhyNotBring() is { } notNow)
        {
            return notNow;
        }
        var columns = kinds.Of(kind).Columns;
        if (source is not { } from || !SourceWords.All.Contains(from))
        {
            return PlatformRefusals.Required.At("Form.Source");
        }
        if (file is null)
        {
            return ImportRefusals.NoFile;
        }
        if (file.Length > MostMegabytes * FileLimits.Megabyte)
        {
            return FileRefusals.TooLarge.With(MostMegabytes).At("Form.File");
        }
        await using var content = file.OpenReadStream();
        if (TableFile.Look(content, file.FileName, h => columns.OfHeading(h) is not null, out var look) is { } refusal)
        {
            return refusal;
        }
        var id = Guid.CreateVersion7();
        var key = vault.NewKey(id);
        content.Position = 0;
        var batch = new ImportBatch
        {
            Id = id, Path = organisation.Path, OrganisationId = organisation.Id, Kind = kind, Source = from, FileName = NameOf(file.FileName), Size = content.Length, Sha256 = await SHA256.HashDataAsync(content, cancel),
            Sheet = look!.Sheet, HeaderRow = look.HeaderRow, Headings = [.. look.Headings], Mapping = [], DataKey = key, ReachesBelow = kinds.Of(kind).ReachesBelow(actor, organisation.Path), RoundId = kinds.Of(kind).NeedsRound ? round : null, BroughtBy = actor.MemberId, BroughtByName = actor.Name, BroughtAt = time.Now,
        };
        batch.Mapping = Guess(columns, batch.Headings, await batches.Remembered(batch.Path, kinds.Of(kind).MappingKey, from, cancel));
        batch.Place = await new SealedFile(shelf, vault).Keep(id, key, content, cancel);
        batch.Begin(ImportState.Reading);
        db.Add(batch);
        fence.AfterCommit(() =>
        {
            work.Begin(batch.Id, batch.Path);
            return Task.CompletedTask;
        });
        return await journal.Record<ImportBrought>(new ImportBrought(id, batch.Path, kind, from, batch.FileName), actor, cancel);
    }

    /// <summary>What was said last about a heading of this source, else what its name tells; each element once.</summary>
    internal static List<string> Guess(ColumnSet columns, IReadOnlyList<string> headings, IReadOnlyDictionary<string, string> remembered)
    {
        HashSet<string> taken = [];
        return [.. headings.Select(h => remembered.TryGetValue(h, out var known) ? known : columns.OfHeading(h)?.Id ?? "").Select(e => e.Length > 0 && columns.Find(e) is not null && taken.Add(e) ? e : "")];
    }

    private static string NameOf(string name)
    {
        var last = name.Split('/', '\\')[^1];
        var clean = new string([.. last.Where(c => !char.IsControl(c))]);
        return KeptText.Is(clean) && clean.Length is > 0 and <= LongestName ? clean : "file" + Path.GetExtension(clean)[..Math.Min(5, Path.GetExtension(clean).Length)];
    }
}
