using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;

namespace Zhijian.Modules.Resolutions.Acting;

/// <summary>The files that belong to a question: who puts questions adds them while it is discussed; what was decided on stays.</summary>
internal sealed class QuestionMaterial(ResolutionsQuery questions) : IAttachable
{
    public const string Kind = "put-question";

    public string SubjectKind => Kind;

    public async Task<AttachmentPlace?> Find(Guid subjectId, Actor actor, CancellationToken cancel) =>
        await questions.Of(subjectId, actor, cancel) is { } question
            ? new AttachmentPlace(question.Id, question.Path,
                !actor.May(ResolutionActs.Put, question.Path) ? Platform.Storage.PlatformRefusals.NotYours
                : question.State != PutQuestionState.Open ? ResolutionRefusals.NotOpen : null)
            : null;

    public string AddressOf(Guid subjectId) => $"/resolutions/{subjectId}#files";
}
