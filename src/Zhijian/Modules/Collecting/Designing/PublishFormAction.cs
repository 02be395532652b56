using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Collecting.Designing;

/// <summary>Sends a form to the organisations below; one that exceeds the budget goes to the committee's approval first. Closes forms.</summary>
[AsksMany]
internal sealed class PublishFormAction(
    ZhijianDb db, Fence fence, Journal journal, FormQuery forms, OpenRoundAction open, SubmitForReviewAction review, MessageCostQuery costs, InstitutionTime time, Words words)
{
    /// <summary>What one round asks of the organisations below.</summary>
    public Task<MessageCost> Cost(CollectionForm form, CancellationToken cancel) => costs.Of(FormQuery.Audience(form, time.Today), form.Minutes, cancel);

    /// <summary>Answers whether it went to the committee's approval instead.</summary>
    public async Task<(Refusal? Refusal, bool ForApproval)> Publish(Guid id, int seen, bool costSeen, Actor actor, CancellationToken cancel)
    {
        var (form, refusal) = await Own(id, actor, cancel);
        if (form is null)
        {
            return (refusal, false);
        }
        // Two that ask the same are published one after another, so that the later one sees the earlier.
        await fence.Run("select pg_advisory_xact_lock(hashtextextended('collection_form', 0))", null, cancel);
        var (asking, respondents, budget) = (await forms.Asking(time.Today, cancel), await forms.Respondents(form, cancel), await forms.Budget(form.Path, time.Today, cancel));
        var minutes = FormCost.WorstMonth(form, asking, time.Today);
        if (form.WhyNotPublish(respondents, asking, time.Today) is null && await costs.WhyNot(FormQuery.Audience(form, time.Today), form.Minutes, costSeen, cancel) is { } unseen)
        {
            return (unseen, false);
        }
        if (budget is { } most && minutes > most)
        {
            return (await SendForApproval(form, respondents, asking, minutes, most, seen, actor, cancel), true);
        }
        var decision = await journal.Record(form.Publish(respondents, asking, seen, time.Now, time.Today), actor, cancel);
        if (decision.Fact is not null)
        {
            await open.Run(form, 1, actor, cancel);
        }
        return (decision.Refusal, false);
    }

    public async Task<Decision<FormClosed>> Close(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        var (form, refusal) = await Own(id, actor, cancel);
        return form is null ? refusal! : await journal.Record(form.Close(seen), actor, cancel);
    }

    private async Task<Refusal?> SendForApproval(CollectionForm form, int respondents, List<CollectionForm> asking, int minutes, int budget, int seen, Actor actor, CancellationToken cancel)
    {
        var decision = form.SendForApproval(respondents, asking, minutes, budget, seen, time.Today);
        if (decision.Refusal is not null)
        {
            return decision.Refusal;
        }
        RecordContent content = new(
        [
            ReviewField.Text("title", "collecting.title", form.Title),
            ReviewField.Text("purpose", "collecting.purpose", form.Purpose),
            ReviewField.Text("who", "collecting.who", string.Join(words["standard.comma"], form.Respondents.Select(k => words.Name(k)))),
            ReviewField.Text("frequency", "collecting.frequency", words.Name(form.Frequency)),
            ReviewField.List("questions", "collecting.questions", form.Questions.Select(q => q.ElementOf(form.Id)?.Name.In(words.IsChinese) ?? q.Element)),
            ReviewField.Text("cost", "collecting.cost", words["collecting.cost-line", form.Questions.Count, form.Minutes, respondents, form.TimesAYear, FormCost.YearOf(form, respondents) / 60]),
            ReviewField.Text("budget", "collecting.over-budget", words["collecting.over-budget-line", minutes, budget]),
        ]);
        var submitted = await review.Run(new ForReview(CollectingKinds.Form, form.Id, form.OrganisationId, new Submitting(actor.MemberId, actor.Name, words["collecting.form-case", form.Title], content)), actor, cancel);
        return submitted.Refusal ?? (await journal.Record(decision, actor, cancel)).Refusal;
    }

    private async Task<(CollectionForm? Form, Refusal? Refusal)> Own(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<CollectionForm>().FirstOrDefaultAsync(f => f.Id == id, cancel) is not { } form || !actor.May(CollectingActs.See, form.Path) ? (null, PlatformRefusals.Missing)
        : FormQuery.MayDesign(form, actor) ? (form, null) : (null, PlatformRefusals.NotYours);
}
