using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Publishing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Experiences.Gathering;

/// <summary>The host makes an article's draft from reports whose writers agreed; and says that one was taken out of the text.</summary>
internal sealed class ChooseExperiencesAction(ZhijianDb db, Journal journal, ExperienceQuery experiences, BeginArticleAction articles, ArticleTextQuery texts, Postbox postbox, InstitutionTime time, Words words)
{
    /// <summary>More than a page of the list can hold.</summary>
    private const int Most = 100;

    public async Task<Decision<ExperiencesChosen>> Choose(Guid activity, string? title, IReadOnlyCollection<Guid> chosen, Actor actor, CancellationToken cancel)
    {
        if (await experiences.Open(activity, actor, cancel) is not { MayGather: true, Call: { } call })
        {
            return PlatformRefusals.Missing;
        }
        if (actor.Space?.OrganisationId != call.OrganisationId)
        {
            return ExperienceRefusals.OtherSpace;
        }
        if (chosen.Count == 0)
        {
            return ExperienceRefusals.NothingChosen.At("Form.Reports");
        }
        var ids = chosen.Distinct().Take(Most + 1).ToList();
        var reports = await db.Set<ExperienceReport>().Where(r => r.ActivityId == activity && ids.Contains(r.Id)).OrderBy(r => r.Id).ToListAsync(cancel);
        if (reports.Count != ids.Count || reports.Exists(r => r.WhyNotChoose() is not null))
        {
            return ExperienceRefusals.NotToBeChosen.At("Form.Reports");
        }
        var text = ExperienceText.Of(reports, words["experiences.a-participant"]);
        if (text.Length > Article.LongestText)
        {
            return ExperienceRefusals.TooMuch.With(Article.LongestText).At("Form.Reports");
        }
        var begun = await articles.Run(title, text, words.Language, actor, cancel);
        if (begun.Fact is not { } drafted)
        {
            return begun.Refusal!;
        }
        db.AddRange(reports.Select(r => r.ChooseFor(drafted.SubjectId)));
        return await journal.Record<ExperiencesChosen>(new ExperiencesChosen(activity, call.Path, drafted.SubjectId, [.. reports.Select(r => r.Id)]), actor, cancel);
    }

    /// <summary>The text of the article doesn't hold it any more; its writer is told.</summary>
    public async Task<Decision<ExperienceTakenOut>> TakeOut(Guid report, Actor actor, CancellationToken cancel)
    {
        if (await db.Set<ExperienceChoice>().FirstOrDefaultAsync(c => c.ReportId == report, cancel) is not { } choice || !ExperienceQuery.MayGather(actor, choice.Path))
        {
            return PlatformRefusals.Missing;
        }
        // What is being written, reviewed or scheduled would be read with it.
        if (ExperienceText.Holds(await texts.Of(choice.ArticleId, actor, cancel), choice.Title))
        {
            return ExperienceRefusals.StillInText;
        }
        db.Remove(choice);
        // Deleted meanwhile, or a draft that is its writer's alone again: then there is nothing to change.
        if (await db.Set<ExperienceReport>().FirstOrDefaultAsync(r => r.Id == report && r.ArticleId == choice.ArticleId, cancel) is { } own)
        {
            own.LeaveArticle();
            if (await experiences.Receiver(own.MemberId, cancel) is { } path)
            {
                postbox.Deliver(Message.To(own.MemberId, path, time.Now, $"/activities/{own.ActivityId}/experience", "experiences.message-taken-out", own.Title, own.ActivityTitle));
            }
        }
        return await journal.Record<ExperienceTakenOut>(new ExperienceTakenOut(report, choice.Path, choice.ArticleId), actor, cancel);
    }
}
