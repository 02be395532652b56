using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Publishing.Showing;

/// <summary>Shows what the review let go when its moment has come, and takes away what has been shown to its last day; entries of the timetable that speak for themselves end with theirs.</summary>
internal sealed class ShowOnTimeJob(ZhijianDb db, Fence fence, Journal journal, ShowEditionAction show, ArticleHintsQuery hints, InstitutionTime time) : IRecurring
{
    /// <summary>At most so many in one go; the rest a minute later.</summary>
    private const int Most = 200;

    public static TimeSpan Every => TimeSpan.FromMinutes(1);

    public Task Run(CancellationToken cancel) => Look(cancel);

    /// <summary>Answers how many were shown or taken away.</summary>
    public async Task<int> Look(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Publishing);
        var begin = await fence.Rows<Turn>($"select article_id as Id, number from article_edition where state = 'Scheduled' and shown_from <= @now order by shown_from limit {Most}", new { now = time.Now }, cancel);
        foreach (var turn in begin)
        {
            await Begin(turn, cancel);
        }
        var end = await fence.Rows<Turn>($"select article_id as Id, number from article_edition where state = 'Current' and shown_until < @today order by shown_until limit {Most}", new { today = time.Today }, cancel);
        foreach (var turn in end)
        {
            await End(turn, cancel);
        }
        await fence.Run("update open_entry set state = 'Ended', version = version + 1 where state = 'Open' and article_id is null and shown_until < @today", new { today = time.Today }, cancel);
        await fence.Commit(cancel);
        return begin.Count + end.Count;
    }

    private async Task Begin(Turn turn, CancellationToken cancel)
    {
        await fence.Open(cancel);
        // Withdrawn or taken back since the list was read: then nothing is begun.
        if (await db.Set<ArticleEdition>().FirstOrDefaultAsync(e => e.ArticleId == turn.Id && e.Number == turn.Number && e.State == ShowingState.Scheduled, cancel) is { } edition)
        {
            var article = await db.Set<Article>().FirstAsync(a => a.Id == turn.Id, cancel);
            // What may no longer be told waits until its authors have taken it out.
            if (article.State == ArticleState.Scheduled && !await hints.HoldBack(article.Id, cancel))
            {
                await show.Open(article, edition, SystemActors.Publishing.Actor, cancel);
            }
        }
        await fence.Commit(cancel);
        db.ChangeTracker.Clear();
    }

    private async Task End(Turn turn, CancellationToken cancel)
    {
        await fence.Open(cancel);
        if (await db.Set<ArticleEdition>().FirstOrDefaultAsync(e => e.ArticleId == turn.Id && e.Number == turn.Number && e.State == ShowingState.Current, cancel) is { } edition)
        {
            edition.State = ShowingState.Expired;
            var article = await db.Set<Article>().FirstAsync(a => a.Id == turn.Id, cancel);
            await show.Close(turn.Id, timeIsOver: true, cancel);
            await journal.Also(article.Expire(), SystemActors.Publishing.Actor, cancel);
        }
        await fence.Commit(cancel);
        db.ChangeTracker.Clear();
    }

    private sealed class Turn
    {
        public Guid Id { get; set; }

        public int Number { get; set; }
    }
}
