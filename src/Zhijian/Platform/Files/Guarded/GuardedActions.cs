using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Files.Guarded;

/// <summary>Opens a guarded document for half an hour, to whoever sees what it belongs to or was sent a link; every opening leaves a trace.</summary>
internal sealed class OpenDocumentAction(ZhijianDb db, Fence fence, Journal journal, AttachmentsQuery attachments, TimeProvider clock)
{
    public async Task<(Decision<DocumentOpened> Decision, Guid Look)> Run(string kind, Guid subject, Guid id, Actor actor, CancellationToken cancel)
    {
        var found = await attachments.Find(kind, subject, actor, cancel);
        return found?.Files.FirstOrDefault(f => f.Id == id && f.Guarded) is { } file ? await Open(file, byLink: false, actor, cancel) : (PlatformRefusals.Missing, Guid.Empty);
    }

    /// <summary>By a link that was made for this person.</summary>
    public async Task<(Decision<DocumentOpened> Decision, Guid Look)> ByLink(Guid forward, Actor actor, CancellationToken cancel)
    {
        if (await db.DocumentForwards.FirstOrDefaultAsync(f => f.Id == forward, cancel) is not { } link || !link.IsOpen(actor.MemberId, clock.GetUtcNow()))
        {
            return (GuardedRefusals.Over, Guid.Empty);
        }
        using var widened = fence.As(SystemActors.Directory);
        return await db.StoredFiles.FirstOrDefaultAsync(f => f.Id == link.FileId, cancel) is { } file ? await Open(file, byLink: true, actor, cancel) : (GuardedRefusals.Over, Guid.Empty);
    }

    private async Task<(Decision<DocumentOpened> Decision, Guid Look)> Open(StoredFile file, bool byLink, Actor actor, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var look = new DocumentLook { Path = file.Path, FileId = file.Id, MemberId = actor.MemberId, ByName = actor.Name, At = now, Until = now + DocumentLook.Lasts, ByLink = byLink };
        db.Add(look);
        return (await journal.Record<DocumentOpened>(new DocumentOpened(file.Id, file.Path, file.Name, look.Code), actor, cancel), look.Id);
    }
}

/// <summary>Gives the marked pages along as one file. A right of its own, with a budget a day.</summary>
internal sealed class TakeDocumentAction(Fence fence, Journal journal, LooksQuery looks, PageImages pages, FileLimits limits, TimeProvider clock)
{
    private static readonly string[] Counted = [nameof(DocumentTaken)];

    public async Task<(Decision<DocumentTaken> Decision, byte[]? Content, StoredFile? File)> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await looks.Find(id, actor, cancel) is not { } open)
        {
            return (GuardedRefusals.Over, null, null);
        }
        if (!open.May(actor, FileActs.Download))
        {
            return (GuardedRefusals.PagesOnly, null, null);
        }
        if (await TakenToday(actor, cancel) >= limits.MostTakenADay)
        {
            return (GuardedRefusals.TakenEnough.With(limits.MostTakenADay), null, null);
        }
        if (await pages.Bind(open.File, open.Mark, cancel) is not { } content)
        {
            return (GuardedRefusals.NotDrawn, null, null);
        }
        return (await journal.Record<DocumentTaken>(new DocumentTaken(open.File.Id, open.File.Path, open.File.Name, open.Look.Code), actor, cancel), content, open.File);
    }

    /// <summary>One after another for each person, so that two at once can't both be the last.</summary>
    private async Task<int> TakenToday(Actor actor, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.OwnData);
        await fence.Run("select pg_advisory_xact_lock(hashtextextended(@key, 5))", new { key = actor.MemberId.ToString() }, cancel);
        return await fence.Row<int>("select count(*)::int from journal where member_id = @MemberId and at > @since and fact = any(@Counted)", new { actor.MemberId, since = clock.GetUtcNow().AddDays(-1), Counted }, cancel);
    }
}

/// <summary>Makes a link to a guarded document for one person and some days, and tells them; or withdraws it.</summary>
internal sealed class ForwardDocumentAction(ZhijianDb db, Fence fence, Journal journal, LooksQuery looks, Postbox postbox, TimeProvider clock)
{
    public async Task<Decision<DocumentForwarded>> Run(Guid id, string? to, int? days, Actor actor, CancellationToken cancel)
    {
        if (await looks.Find(id, actor, cancel) is not { } open)
        {
            return GuardedRefusals.Over;
        }
        if (!open.May(actor, FileActs.Forward))
        {
            return PlatformRefusals.NotYours;
        }
        if (days is not (>= 1 and <= DocumentForward.MostDays))
        {
            return GuardedRefusals.Days.With(DocumentForward.MostDays);
        }
        if (await Receiver(to, cancel) is not { } receiver || receiver.MemberId == actor.MemberId)
        {
            return GuardedRefusals.NobodyOfThatName;
        }
        var now = clock.GetUtcNow();
        var link = new DocumentForward
        {
            Path = open.File.Path, FileId = open.File.Id, ToMemberId = receiver.MemberId, ToName = receiver.Name, MemberId = actor.MemberId, ByName = actor.Name, At = now, Until = now.AddDays(days.Value),
        };
        db.Add(link);
        postbox.Deliver(Message.To(receiver.MemberId, receiver.Path, now, $"/files/links/{link.Id}", "message.document-forwarded", actor.Name, open.File.Name, link.Until));
        return await journal.Record<DocumentForwarded>(new DocumentForwarded(open.File.Id, open.File.Path, open.File.Name, receiver.MemberId, link.Until), actor, cancel);
    }

    public async Task<Decision<ForwardRevoked>> Revoke(Guid forward, int seen, Actor actor, CancellationToken cancel) =>
        await db.DocumentForwards.FirstOrDefaultAsync(f => f.Id == forward, cancel) is { } link
            ? await journal.Record(link.Revoke(actor.MemberId, seen, clock.GetUtcNow()), actor, cancel)
            : PlatformRefusals.Missing;

    /// <summary>By the sign-in name, which is one person's; their name alone might be another's too.</summary>
    private async Task<Receiving?> Receiver(string? name, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Directory);
        return string.IsNullOrWhiteSpace(name) ? null : await fence.Row<Receiving>(
            "select a.member_id as MemberId, a.display_name as Name, a.path from account a where a.normalized_user_name = @name and a.member_id is not null and a.closed_at is null",
            new { name = name.Trim().ToUpperInvariant() }, cancel);
    }

    private sealed class Receiving
    {
        public Guid MemberId { get; set; }

        public string Name { get; set; } = "";

        public string Path { get; set; } = "";
    }
}

/// <summary>Looks that are still open, with their document.</summary>
internal sealed class LooksQuery(ZhijianDb db, Fence fence, InstitutionTime time, TimeProvider clock)
{
    /// <summary>Null where it is over, or somebody else's.</summary>
    public async Task<OpenDocument?> Find(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await db.DocumentLooks.AsNoTracking().FirstOrDefaultAsync(l => l.Id == id, cancel) is not { } look || !look.IsOpen(actor.MemberId, clock.GetUtcNow()))
        {
            return null;
        }
        using var widened = fence.As(SystemActors.Directory);
        var file = await db.StoredFiles.AsNoTracking().FirstOrDefaultAsync(f => f.Id == look.FileId, cancel);
        var account = await fence.Row<string>("select user_name from account where id = @AccountId", new { actor.AccountId }, cancel);
        return file is null ? null : new OpenDocument(look, file, $"{(PageImages.DrawsChinese ? look.ByName : "")} {account} {time.Local(look.At):yyyy-MM-dd HH:mm} {look.Code}".Trim());
    }

    /// <summary>The links that this person made to a document and that still hold.</summary>
    public Task<List<DocumentForward>> LinksBy(Guid file, Actor actor, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return db.DocumentForwards.AsNoTracking().Where(f => f.FileId == file && f.MemberId == actor.MemberId && f.RevokedAt == null && f.Until > now).OrderBy(f => f.Until).Take(50).ToListAsync(cancel);
    }

    /// <summary>A link as its receiver sees it; null where it is over or for somebody else.</summary>
    public async Task<DocumentForward?> Link(Guid id, Actor actor, CancellationToken cancel) =>
        await db.DocumentForwards.AsNoTracking().FirstOrDefaultAsync(f => f.Id == id, cancel) is { } link && link.IsOpen(actor.MemberId, clock.GetUtcNow()) ? link : null;
}

/// <summary>A document while it is open to somebody.</summary>
/// <param name="Mark">Who, by which account, when, and the code by which the opening is found again.</param>
internal sealed record OpenDocument(DocumentLook Look, StoredFile File, string Mark)
{
    /// <summary>Whoever came by a link only sees.</summary>
    public bool May(Actor actor, string act) => !Look.ByLink && actor.May(act, File.Path);
}
