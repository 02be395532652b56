using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Publishing.Showing;

/// <summary>
/// Puts an edition before its readers and takes it away: the current edition behind the fence, its public copy beside it, and the entry of the timetable that it opens change together.
/// What stands beside the fence is written and removed here alone.
/// </summary>
internal sealed class ShowEditionAction(ZhijianDb db, Fence fence, Journal journal, InstitutionTime time)
{
    /// <summary>The edition's moment has come.</summary>
    public async Task Open(Article article, ArticleEdition edition, Actor actor, CancellationToken cancel)
    {
        // The earlier one steps back before the new one stands: there is never more than one.
        await fence.Run("update article_edition set state = 'Superseded' where article_id = @Id and state = 'Current'", new { article.Id }, cancel);
        edition.State = ShowingState.Current;
        await Copy(edition, cancel);
        await journal.Also(article.Publish(), actor, cancel);
        if (article.EntryId is { } entryId && await db.Set<OpenEntry>().FirstOrDefaultAsync(e => e.Id == entryId, cancel) is { } entry)
        {
            await journal.Also(entry.OpenBy(article.Id, time.Today), actor, cancel);
        }
    }

    /// <summary>Nobody reads it any more. What follows from it is saved with the next recorded fact.</summary>
    /// <param name="timeIsOver">It was shown as long as it was to be; otherwise what it opened is owed again.</param>
    public async Task Close(Guid article, bool timeIsOver, CancellationToken cancel)
    {
        await fence.Run("delete from public_article where article_id = @article", new { article }, cancel);
        foreach (var entry in await db.Set<OpenEntry>().Where(e => e.ArticleId == article && e.State == OpenEntryState.Open).ToListAsync(cancel))
        {
            entry.ClosedBy(timeIsOver);
        }
    }

    /// <summary>An approval was taken back: readers see the edition before, if it was on show until then.</summary>
    public async Task ShowAgain(Article article, CancellationToken cancel)
    {
        await fence.Run("update article_edition set state = 'Withdrawn' where article_id = @Id and number = @Edition", new { article.Id, article.Edition }, cancel);
        var before = await db.Set<ArticleEdition>().FirstOrDefaultAsync(e => e.ArticleId == article.Id && (e.State == ShowingState.Current || (e.Number == article.Edition - 1 && e.State == ShowingState.Superseded)), cancel);
        article.IsShown = before is not null && !(before.ShownUntil < time.Today);
        if (before is null || !article.IsShown)
        {
            await Close(article.Id, timeIsOver: false, cancel);
            return;
        }
        before.State = ShowingState.Current;
        await Copy(before, cancel);
    }

    private async Task Copy(ArticleEdition edition, CancellationToken cancel)
    {
        await fence.Run("delete from public_article where article_id = @ArticleId", new { edition.ArticleId }, cancel);
        if (PublicArticle.Of(edition) is not { } open)
        {
            return;
        }
        db.Add(open);
        db.AddRange(await fence.Rows<PublicPicture>(
            "select @ArticleId as ArticleId, f.id as FileId, f.media_type as MediaType, f.sha256, f.place, f.at from stored_file f where f.subject_id = @ArticleId and not f.guarded and f.media_type like 'image/%' and f.id = any(@Files)",
            new { edition.ArticleId, Files = edition.Files.ToArray() }, cancel));
    }
}
