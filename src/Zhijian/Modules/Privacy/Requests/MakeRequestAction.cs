using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Requests;

/// <summary>A person asks for something about their own data; it goes to the first layer of its review.</summary>
internal sealed class MakeRequestAction(ZhijianDb db, Journal journal, SubmitForReviewAction review, ChangeByRequestAction people, Vault vault, Rulebook rulebook, InstitutionTime time, Words words)
{
    public Task<Decision<RequestMade>> Correct(string field, string? value, string? reason, Actor actor, CancellationToken cancel) => Run(PersonRequestKind.Correct, field, value, reason, actor, cancel);

    public Task<Decision<RequestMade>> Restrict(PersonRequestKind? kind, string? reason, Actor actor, CancellationToken cancel) =>
        kind is null or PersonRequestKind.Correct ? Task.FromResult<Decision<RequestMade>>(PlatformRefusals.Required.At("Form.Kind")) : Run(kind.Value, null, null, reason, actor, cancel);

    /// <summary>Asks again for what was refused, in other words; the values stay as they were.</summary>
    public async Task<Decision<RequestMade>> Again(Guid id, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        if (await db.Set<PersonRequest>().FirstOrDefaultAsync(r => r.Id == id && r.MemberId == actor.MemberId, cancel) is not { } request
            || await db.Members.FirstOrDefaultAsync(m => m.Id == request.MemberId, cancel) is not { } own
            || (request.IsCorrection && MemberField.Find(request.Field) is null))
        {
            return PlatformRefusals.Missing;
        }
        var decision = request.Again(reason, seen);
        return decision.Refusal is not null ? decision : await HandIn(request, own, decision, actor, cancel);
    }

    private async Task<Decision<RequestMade>> Run(PersonRequestKind kind, string? field, string? value, string? reason, Actor actor, CancellationToken cancel)
    {
        if (await db.Members.FirstOrDefaultAsync(m => m.Id == actor.MemberId, cancel) is not { } own)
        {
            return PlatformRefusals.Missing;
        }
        var rules = rulebook.On(time.Today);
        var changes = true;
        if (kind == PersonRequestKind.Correct)
        {
            if (MemberField.Find(field) is not { } known)
            {
                return PlatformRefusals.Missing;
            }
            value = string.IsNullOrWhiteSpace(value) ? null : value.Trim();
            if (value is null || (known.Kind == MemberFieldKind.Day && TypedText.Day(value) is null))
            {
                return (value is null ? PlatformRefusals.Required : PlatformRefusals.NotReadable).At("Form.Value");
            }
            changes = value != known.ValueOf(own);
        }
        if (await IsOpen(own.Id, kind, field, cancel))
        {
            return PrivacyRefusals.AskedAlready;
        }
        var decision = PersonRequest.Make(own, kind, field, changes, reason, rules.PeopleRights.Requests[kind], rules.Calendar, time.Now, time.Today, out var request);
        if (decision.Refusal is not null)
        {
            return decision;
        }
        if (kind == PersonRequestKind.Correct)
        {
            // Said now, not by a reviewer in a week: what can't be right is refused at once. Judged on a copy; nothing of it is saved.
            if (await people.WhyNotCorrect(own.Id, field!, value!, cancel) is { } refusal)
            {
                return refusal.At("Form.Value");
            }
            request!.NewValue = vault.SealOf(request, own, PersonRequest.NewColumn, value!);
        }
        db.Add(request!);
        return await HandIn(request!, own, decision, actor, cancel);
    }

    private async Task<Decision<RequestMade>> HandIn(PersonRequest request, Member own, Decision<RequestMade> decision, Actor actor, CancellationToken cancel)
    {
        var content = new RecordContent(request.IsCorrection ? Correction(request, own) : Restriction(request));
        var submitting = new Submitting(actor.MemberId, actor.Name, words[$"privacy.case-title.{Words.Kebab(request.Kind.ToString())}", own.Name], content) { AboutMemberIds = [own.Id], HoldsSensitiveData = true };
        var handedIn = await review.Run(new ForReview(request.RecordKind, request.Id, request.OrganisationId, submitting), actor, cancel);
        return handedIn.Refusal is { } refused ? refused : await journal.Record(decision, actor, cancel);
    }

    private List<ReviewField> Correction(PersonRequest request, Member own)
    {
        var field = MemberField.Find(request.Field)!;
        return
        [
            ReviewField.Text("field", "privacy.request-field", words["people.field." + Words.Kebab(field.Name)]),
            ReviewField.Text("old", "privacy.request-old", field.Shown(field.ValueOf(own), words.IsChinese)),
            ReviewField.Text("new", "privacy.request-new", field.Shown(vault.NewValueOf(request, own), words.IsChinese)),
            ReviewField.Text("reason", "privacy.request-reason", request.Reason),
            ReviewField.Text("rule", "privacy.request-rule", rulebook.On(time.Today).PeopleRights.Requests[request.Kind].Rule.Clause),
        ];
    }

    private List<ReviewField> Restriction(PersonRequest request) =>
    [
        ReviewField.Text("kind", "privacy.request-kind", words.Name(request.Kind)),
        ReviewField.Text("effect", "privacy.request-effect", words[$"privacy.request-effect.{Words.Kebab(request.Kind.ToString())}"]),
        ReviewField.Text("reason", "privacy.request-reason", request.Reason),
        ReviewField.Text("rule", "privacy.request-rule", rulebook.On(time.Today).PeopleRights.Requests[request.Kind].Rule.Clause),
    ];

    private async Task<bool> IsOpen(Guid member, PersonRequestKind kind, string? field, CancellationToken cancel) =>
        await db.Set<PersonRequest>().AnyAsync(r => r.MemberId == member && r.Kind == kind && r.Field == field && (r.State == RequestState.Waiting || r.State == RequestState.Returned), cancel);
}
