using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Conversation.Following;

/// <summary>Of somebody whose data are erased nothing they wrote below articles stays: it is no record of an organisation.</summary>
internal sealed class WithdrawWhenMemberErased(OwnWordsBook words) : IWhen<MemberErased>
{
    public Task Handle(MemberErased fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => words.TakeBack(fact.SubjectId, now, cancel);
}
