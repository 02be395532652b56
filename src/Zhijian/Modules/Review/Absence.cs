using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Review;

/// <summary>A reviewer is away for some days and a colleague decides in one of their posts meanwhile.</summary>
public sealed class Absence
{
    private Absence()
    {
    }

    public Guid Id { get; private init; }

    public Guid MemberId { get; private init; }

    public string MemberName { get; private init; } = "";

    public PostKind Post { get; private init; }

    public Guid OrganisationId { get; private init; }

    public string Path { get; private init; } = "";

    public Guid DeputyId { get; private init; }

    public string DeputyName { get; private init; } = "";

    public DateOnly FirstDay { get; private init; }

    /// <summary>Included.</summary>
    public DateOnly LastDay { get; private set; }

    public int Version { get; private set; } = 1;

    public static Absence Of(Reviewer away, ReviewerPost post, Reviewer deputy, DateOnly from, DateOnly until) => new()
    {
        Id = Guid.CreateVersion7(),
        MemberId = away.MemberId,
        MemberName = away.Name,
        Post = post.Kind,
        OrganisationId = post.OrganisationId,
        Path = post.OrganisationPath,
        DeputyId = deputy.MemberId,
        DeputyName = deputy.Name,
        FirstDay = from,
        LastDay = until,
    };

    public bool Covers(DateOnly day) => FirstDay <= day && day <= LastDay;

    /// <summary>Announces the absence: one's own post, days not yet past and not too many, a colleague at the same organisation or above, no overlap.</summary>
    public Decision<AbsenceAnnounced> Announce(Reviewer away, Reviewer deputy, IEnumerable<Absence> others, int mostDays, DateOnly today)
    {
        if (!away.Posts.Any(p => p.Kind == Post && p.OrganisationId == OrganisationId))
        {
            return AbsenceRefusals.NotYourPost;
        }
        if (LastDay < FirstDay || LastDay < today)
        {
            return AbsenceRefusals.DaysInThePast;
        }
        if (LastDay.DayNumber - FirstDay.DayNumber >= mostDays)
        {
            return AbsenceRefusals.TooLong.With(mostDays);
        }
        if (DeputyId == MemberId || !deputy.HoldsPostAtOrAbove(Path))
        {
            return AbsenceRefusals.DeputyOutsideScope;
        }
        if (others.Any(o => o.Id != Id && o.Post == Post && o.OrganisationId == OrganisationId && o.MemberId == MemberId && o.FirstDay <= LastDay && FirstDay <= o.LastDay))
        {
            return AbsenceRefusals.Overlaps;
        }
        return new AbsenceAnnounced(Id, Path, MemberId, DeputyId, FirstDay, LastDay);
    }

    /// <summary>Back early: from today on one decides oneself.</summary>
    public Decision<AbsenceEnded> End(Guid memberId, DateOnly today)
    {
        if (memberId != MemberId)
        {
            return AbsenceRefusals.NotYourPost;
        }
        if (LastDay < today)
        {
            return AbsenceRefusals.AlreadyOver;
        }
        LastDay = today.AddDays(-1);
        return new AbsenceEnded(Id, Path, MemberId);
    }
}

/// <summary>A reviewer said when they are away and who decides meanwhile.</summary>
public sealed record AbsenceAnnounced(Guid SubjectId, string OrganisationPath, Guid MemberId, Guid DeputyId, DateOnly From, DateOnly Until) : IFact;

/// <summary>A reviewer is back before the announced day.</summary>
public sealed record AbsenceEnded(Guid SubjectId, string OrganisationPath, Guid MemberId) : IFact;

internal static class AbsenceRefusals
{
    public static readonly Refusal NotYourPost = new("absence.not-your-post", RefusalKind.NotYours);
    public static readonly Refusal DaysInThePast = new("absence.days-in-the-past", RefusalKind.BadInput, "until");
    public static readonly Refusal TooLong = new("absence.too-long", RefusalKind.BadInput, "until");
    public static readonly Refusal DeputyOutsideScope = new("absence.deputy-outside-scope", RefusalKind.BadInput, "deputy");
    public static readonly Refusal Overlaps = new("absence.overlaps", RefusalKind.BadInput, "from");
    public static readonly Refusal AlreadyOver = new("absence.already-over");
}
