using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Files;

/// <summary>What a module says about a kind of thing to which files can be attached. One per kind, registered with the module's services.</summary>
public interface IAttachable
{
    /// <summary>The word in the address: <c>activity</c>.</summary>
    string SubjectKind { get; }

    /// <summary>
    /// Finds the thing inside the viewer's scope and opens its rows to the rest of the request (a pass where the viewer has a row that points at it);
    /// null where there is none or it is not theirs to see.
    /// </summary>
    Task<AttachmentPlace?> Find(Guid subjectId, Actor actor, CancellationToken cancel);

    /// <summary>The page on which its attachments are shown.</summary>
    string AddressOf(Guid subjectId);
}

/// <summary>Where an attachment belongs, and why this person may not add or remove any now.</summary>
public sealed record AttachmentPlace(Guid SubjectId, string Path, Refusal? WhyNotChange)
{
    /// <summary>Whether video, audio and subtitles are taken here too.</summary>
    public bool TakesRecordings { get; init; }

    /// <summary>Whether a document may be one that is seen as marked pages only.</summary>
    public bool TakesGuarded { get; init; } = true;
}
