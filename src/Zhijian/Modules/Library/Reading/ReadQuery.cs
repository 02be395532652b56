using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Files.Guarded;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Library.Reading;

/// <summary>Opens items for their readers: what is current and of an organisation within or above one's own.</summary>
internal sealed class ReadQuery(ZhijianDb db, Fence fence, AttachmentsQuery attachments, PageImages images, FileShelf shelf)
{
    /// <summary>The current edition with its files and one's own place; null where there is none for this person.</summary>
    public async Task<OpenItem?> Of(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await Current(id, cancel) is not { } edition)
        {
            return null;
        }
        var reading = actor.MemberId == Guid.Empty ? null : await db.Set<LibraryReading>().AsNoTracking().FirstOrDefaultAsync(r => r.MemberId == actor.MemberId && r.ItemId == id, cancel);
        var files = await Files(edition, cancel);
        return new OpenItem(edition, files, reading, await Titles(edition, cancel), await Pages(edition, files, cancel));
    }

    /// <summary>The edition that readers see, alone; null where there is none for this person.</summary>
    public Task<LibraryEdition?> Current(Guid id, CancellationToken cancel) => db.Set<LibraryEdition>().AsNoTracking().FirstOrDefaultAsync(e => e.ItemId == id && e.State == EditionState.Current, cancel);

    /// <summary>The files of an edition in their order. The edition points at them, so they are opened with it.</summary>
    private async Task<List<StoredFile>> Files(LibraryEdition edition, CancellationToken cancel)
    {
        if (edition.Files.Count == 0)
        {
            return [];
        }
        fence.Admit(edition.ItemId);
        return [.. (await attachments.Of(edition.ItemId, cancel)).Where(f => edition.Files.Contains(f.Id))];
    }

    /// <summary>The items of a course that this person can open, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, CourseItem>> Titles(LibraryEdition edition, CancellationToken cancel)
    {
        if (edition.Kind != LibraryKind.Course)
        {
            return new Dictionary<Guid, CourseItem>();
        }
        return (await fence.Rows<CourseItem>("select item_id as Id, kind, title from library_edition where state = 'Current' and item_id = any(@items)", new { items = CoursePlan.Of(edition.Text).Items.ToArray() }, cancel)).ToDictionary(i => i.Id);
    }

    /// <summary>How many pages of a document can be shown; null where none can.</summary>
    public async Task<int?> Pages(LibraryEdition edition, List<StoredFile> files, CancellationToken cancel) =>
        edition.Kind == LibraryKind.Document && Shown(files) is { } file ? await images.Count(file, cancel) : null;

    /// <summary>The text of a Word or PowerPoint file, where no other file of the document can be shown page by page.</summary>
    public WrittenText? OfficePages(LibraryEdition edition, List<StoredFile> files)
    {
        if (edition.Kind != LibraryKind.Document || Shown(files) is not null || files.Find(f => OfficeText.CanShow(f.MediaType)) is not { } file || shelf.Open(file.Place) is not { } content)
        {
            return null;
        }
        using (content)
        {
            return OfficeText.HtmlOf(content, file.MediaType) is { } html ? SafeText.ReadHtml(html) : null;
        }
    }

    /// <summary>The file whose pages are shown.</summary>
    public static StoredFile? Shown(IEnumerable<StoredFile> files) => files.FirstOrDefault(f => f.MediaType == FileType.Pdf.MediaType) ?? files.FirstOrDefault(f => f.MediaType.StartsWith("text/plain", StringComparison.Ordinal));

    /// <summary>One file of an item, for its readers and for those who write and review it.</summary>
    public async Task<StoredFile?> File(Guid id, Guid file, Actor actor, CancellationToken cancel)
    {
        var isReleased = (await Current(id, cancel))?.Files.Contains(file) == true;
        if (!isReleased && !(await db.Set<LibraryItem>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, cancel) is { } item && actor.May(LibraryActs.See, item.Path)))
        {
            return null;
        }
        fence.Admit(id);
        return (await attachments.Of(id, cancel)).FirstOrDefault(f => f.Id == file && !f.Guarded && f.SubjectKind == Authoring.ItemAttachments.Kind);
    }
}

/// <summary>An item as a reader has it open.</summary>
/// <param name="Pages">Of a document that can be shown page by page.</param>
internal sealed record OpenItem(LibraryEdition Edition, List<StoredFile> Files, LibraryReading? Reading, IReadOnlyDictionary<Guid, CourseItem> Titles, int? Pages)
{
    /// <summary>How many parts there are to stop at.</summary>
    public int Parts => Pages ?? Edition.Parts;
}

/// <summary>An item inside a course.</summary>
public sealed class CourseItem
{
    public Guid Id { get; set; }

    public LibraryKind Kind { get; set; }

    public string Title { get; set; } = "";
}
