using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Resolutions;

/// <summary>A task that follows from a resolution.</summary>
public sealed class ResolutionTask
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid QuestionId { get; init; }

    public required string Path { get; set; }

    public required string Text { get; init; }

    public required Guid OwnerMemberId { get; init; }

    /// <summary>As they were called when it was given.</summary>
    public required string OwnerName { get; init; }

    public required DateOnly DueOn { get; init; }

    public DateTimeOffset? DoneAt { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>The owner, or who puts questions at the organisation, says that it is done.</summary>
    public Decision<ResolutionTaskDone> Finish(Actor actor, DateTimeOffset now, int seen)
    {
        if (OwnerMemberId != actor.MemberId && !actor.May(ResolutionActs.Put, Path))
        {
            return ResolutionRefusals.NotTheOwner;
        }
        if (seen != Version || DoneAt is not null)
        {
            return DoneAt is not null ? ResolutionRefusals.AlreadyDone : PlatformRefusals.Stale;
        }
        DoneAt = now;
        return new ResolutionTaskDone(QuestionId, Path, Id);
    }
}
