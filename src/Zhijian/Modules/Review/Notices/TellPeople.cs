using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Review.Notices;

/// <summary>Finds where a person's messages go: the path of their branch.</summary>
internal sealed class ReceiverQuery(Fence fence)
{
    public async Task<IReadOnlyList<(Guid MemberId, string Path)>> Of(IEnumerable<Guid> members, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Review);
        return await fence.Rows<(Guid, string)>("select id, path from member where id = any(@members)", new { members = members.Distinct().ToArray() }, cancel);
    }
}

/// <summary>The author reads what has to change.</summary>
internal sealed class TellAuthorWhenCaseReturned(Postbox postbox, ReceiverQuery receivers, ZhijianDb db, IEnumerable<IReviewable> reviewables) : IWhen<CaseReturned>
{
    public async Task Handle(CaseReturned fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (!fact.ToAuthor)
        {
            return;
        }
        var author = (await db.ReviewCases.FindAsync([fact.Case.CaseId], cancel))!.AuthorMemberId;
        var address = reviewables.FirstOrDefault(r => r.RecordKind == fact.RecordKind)?.AddressOf(fact.SubjectId) ?? $"/review/cases/{fact.Case.CaseId}";
        postbox.Deliver((await receivers.Of([author], cancel)).Select(r => Message.To(r.MemberId, r.Path, now, address, "review.message-returned", fact.Case.Title, actor.Name)));
    }
}

/// <summary>The author reads that the record is filed.</summary>
internal sealed class TellAuthorWhenCaseApproved(Postbox postbox, ReceiverQuery receivers, ZhijianDb db) : IWhen<CaseApproved>
{
    public async Task Handle(CaseApproved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        var author = (await db.ReviewCases.FindAsync([fact.Case.CaseId], cancel))!.AuthorMemberId;
        postbox.Deliver((await receivers.Of([author], cancel)).Select(r => Message.To(r.MemberId, r.Path, now, $"/review/cases/{fact.Case.CaseId}", "review.message-approved", fact.Case.Title)));
    }
}

/// <summary>The colleague who was asked reads what to decide.</summary>
internal sealed class TellDeputyWhenCaseDelegated(Postbox postbox, ReceiverQuery receivers) : IWhen<CaseDelegated>
{
    public async Task Handle(CaseDelegated fact, Actor actor, DateTimeOffset now, CancellationToken cancel) =>
        postbox.Deliver((await receivers.Of([fact.ToMemberId], cancel)).Select(r => Message.To(r.MemberId, r.Path, now, $"/review?case={fact.Case.CaseId}", "review.message-delegated", actor.Name, fact.Case.Title)));
}

/// <summary>The deputy reads from when to when they decide.</summary>
internal sealed class TellDeputyWhenAbsenceAnnounced(Postbox postbox, ReceiverQuery receivers) : IWhen<AbsenceAnnounced>
{
    public async Task Handle(AbsenceAnnounced fact, Actor actor, DateTimeOffset now, CancellationToken cancel) =>
        postbox.Deliver((await receivers.Of([fact.DeputyId], cancel)).Select(r => Message.To(r.MemberId, r.Path, now, "/review", "review.message-absence", actor.Name, fact.From.ToString("yyyy-MM-dd"), fact.Until.ToString("yyyy-MM-dd"))));
}

/// <summary>
/// Whoever may now decide in place of the layer is asked to. Where four eyes leave nobody, the committee's organisation department reads it, and the layer
/// itself (the next one, where there is one) is reminded.
/// </summary>
internal sealed class AskAboveWhenCaseEscalated(Postbox postbox, ReceiverQuery receivers, ZhijianDb db, Routing.RouteQuery routes, Routing.DepartmentQuery department) : IWhen<CaseEscalated>
{
    public async Task Handle(CaseEscalated fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.ToMemberId is { } asked)
        {
            postbox.Deliver((await receivers.Of([asked], cancel)).Select(r => Message.To(r.MemberId, r.Path, now, $"/review?case={fact.Case.CaseId}", "review.message-escalated-to-you", fact.Case.Title, fact.WaitedWorkingDays)));
            return;
        }
        postbox.Deliver((await receivers.Of(await department.Members(cancel), cancel)).Select(r => Message.To(r.MemberId, r.Path, now, $"/review/cases/{fact.Case.CaseId}", "review.message-escalated-nobody", fact.Case.Title, fact.WaitedWorkingDays)));
        var found = (await db.ReviewCases.FindAsync([fact.Case.CaseId], cancel))!;
        var holders = (await routes.Of(found, cancel)).Holders[fact.ToLayer ?? fact.Layer];
        postbox.Deliver((await receivers.Of(holders, cancel)).Select(r => Message.To(r.MemberId, r.Path, now, $"/review/cases/{fact.Case.CaseId}", "review.message-escalated", fact.Case.Title, fact.WaitedWorkingDays)));
    }
}
