using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Privacy.Requests;

/// <summary>Proofs of a request: its person adds them while it waits or came back, those who review it read them.</summary>
internal sealed class ProofAttachments(RequestQuery requests) : IAttachable
{
    public const string Kind = "request";

    public string SubjectKind => Kind;

    public async Task<AttachmentPlace?> Find(Guid subjectId, Actor actor, CancellationToken cancel) =>
        await requests.Of(subjectId, actor, cancel) is { } request ? new AttachmentPlace(request.Id, request.Path, WhyNotChange(request, actor)) : null;

    public string AddressOf(Guid subjectId) => $"/requests/{subjectId}#files";

    private static Refusal? WhyNotChange(PersonRequest request, Actor actor) =>
        !RequestQuery.IsOwn(request, actor) ? PlatformRefusals.NotYours : request.State is RequestState.Waiting or RequestState.Returned ? null : PrivacyRefusals.NotReturned;
}
