using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Pivoting;

/// <summary>A pivot that somebody kept: the question under a name, never an answer. It is asked of whichever organisation is open.</summary>
public sealed class PivotView
{
    public const int LongestName = 40;

    /// <summary>So many views one person keeps.</summary>
    public const int MostOwn = 30;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string Name { get; init; }

    /// <summary>As <see cref="PivotQuestion.Write"/> says it.</summary>
    public required string Question { get; init; }

    /// <summary>Whether it is there for everybody at, above and below its organisation; otherwise for its owner alone.</summary>
    public required bool IsShared { get; init; }

    /// <summary>Whose it is, by name.</summary>
    public required string Author { get; init; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; } = 1;

    /// <summary>Keeps a question at the organisation of the open space.</summary>
    /// <param name="own">How many the person keeps already.</param>
    public static Decision<PivotViewKept> Keep(string? name, PivotQuestion question, bool isShared, int own, Actor actor, DateTimeOffset now,
        out PivotView? view)
    {
        view = null;
        var called = name?.Trim() ?? "";
        if (actor.Space is not { } space)
        {
            return PlatformRefusals.NotYours;
        }
        if ((called.Length == 0 ? PlatformRefusals.Required.At("Form.Name") : called.Length > LongestName
            ? PlatformRefusals.TooLong.With(LongestName).At("Form.Name")
            : own >= MostOwn ? PivotRefusals.TooManyViews.With(MostOwn) : null) is { } refusal)
        {
            return refusal;
        }
        view = new PivotView
        {
            Path = space.Path, OrganisationId = space.OrganisationId, Name = called, Question = question.Write(), IsShared = isShared,
                Author = actor.Name, CreatedBy = actor.MemberId, CreatedAt = now,
        };
        return new PivotViewKept(view.Id, view.Path, view.Name, isShared);
    }

    /// <summary>Only who keeps it drops it.</summary>
    public Decision<PivotViewDropped> Drop(Actor actor, int seen) =>
        actor.MemberId != CreatedBy ? PlatformRefusals.Missing : seen != Version ? PlatformRefusals.Stale : new PivotViewDropped(Id, Path, Name);
}

/// <summary>A view was kept.</summary>
public sealed record PivotViewKept(Guid SubjectId, string OrganisationPath, string Name, bool IsShared) : IFact;

/// <summary>A view was dropped by who kept it.</summary>
public sealed record PivotViewDropped(Guid SubjectId, string OrganisationPath, string Name) : IFact;

/// <summary>Why a view can't be kept.</summary>
public static class PivotRefusals
{
    /// <summary>One person keeps no more than so many; the value is it.</summary>
    public static readonly Refusal TooManyViews = new("pivot.too-many-views");
}
