using Zhijian.Modules.Activities;
using Zhijian.Modules.Experiences;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Testing;

/// <summary>Held activities of a branch at which a member was, with calls and reports in every state.</summary>
internal sealed class ExperienceSamples
{
    /// <summary>Nobody was asked about these.</summary>
    public List<Guid> ToAsk { get; } = [];

    /// <summary>The member was invited and wrote nothing.</summary>
    public List<Guid> Asked { get; } = [];

    public List<Guid> DraftedByMember { get; } = [];

    /// <summary>With a report of somebody else that can be chosen.</summary>
    public List<Guid> HandedInByMember { get; } = [];

    public List<Guid> PublishedOfMember { get; } = [];

    /// <summary>Each has a report that must leave its article.</summary>
    public List<Guid> Leaving { get; } = [];

    /// <summary>Reports that the host reads and that are in an article.</summary>
    public List<Guid> Reports { get; } = [];

    public static ExperienceSamples Add(ZhijianDb db, Organisation branch, Guid member, DateTimeOffset now, int ofEach)
    {
        var made = new ExperienceSamples();
        for (var i = 0; i < ofEach; i++)
        {
            made.ToAsk.Add(Held(db, branch, member, now, $"待征集{i}"));
            var asked = Called(db, branch, member, now, $"已征集{i}");
            db.Add(new ExperienceInvitation { ActivityId = asked, MemberId = member, Path = branch.Path, ActivityTitle = "已征集", OrganisationName = branch.Name, WelcomeUntil = Last(now) });
            made.Asked.Add(asked);
            made.DraftedByMember.Add(Called(db, branch, member, now, $"有草稿{i}"));
            db.Add(Report(branch, made.DraftedByMember[^1], member, ExperienceState.Draft, now));
            made.HandedInByMember.Add(Called(db, branch, member, now, $"已提交{i}"));
            db.Add(Report(branch, made.HandedInByMember[^1], member, ExperienceState.HandedIn, now));
            db.Add(Report(branch, made.HandedInByMember[^1], Guid.NewGuid(), ExperienceState.HandedIn, now));
            made.PublishedOfMember.Add(Called(db, branch, member, now, $"已公开{i}"));
            var shown = Report(branch, made.PublishedOfMember[^1], member, ExperienceState.HandedIn, now);
            db.Add(shown.ChooseFor(Told(db, branch, now)));
            shown.IsPublished = true;
            db.Add(shown);
            made.Leaving.Add(Called(db, branch, member, now, $"要取出{i}"));
            var leaving = Report(branch, made.Leaving[^1], Guid.NewGuid(), ExperienceState.HandedIn, now);
            var choice = leaving.ChooseFor(Told(db, branch, now));
            choice.WithdrawnAt = now;
            db.AddRange(leaving, choice);
            var chosen = Report(branch, made.Leaving[^1], Guid.NewGuid(), ExperienceState.HandedIn, now);
            db.AddRange(chosen, chosen.ChooseFor(Told(db, branch, now)));
            made.Reports.Add(chosen.Id);
        }
        return made;
    }

    private static DateOnly Last(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime).AddDays(20);

    private static Guid Called(ZhijianDb db, Organisation branch, Guid member, DateTimeOffset now, string title)
    {
        var activity = Held(db, branch, member, now, title);
        db.Add(new ExperienceCall { ActivityId = activity, ActivityTitle = title, Path = branch.Path, OrganisationId = branch.Id, OrganisationName = branch.Name, Question = "学到了什么？", WelcomeUntil = Last(now), AskedBy = Guid.NewGuid(), AskedAt = now });
        return activity;
    }

    private static Guid Held(ZhijianDb db, Organisation branch, Guid member, DateTimeOffset now, string title)
    {
        var starts = now.AddDays(-1);
        var activity = new Activity
        {
            Path = branch.Path, OrganisationId = branch.Id, Kind = ActivityKind.ThemePartyDay, State = ActivityState.Held, Title = title, StartsAt = starts, EndsAt = starts.AddHours(1), Place = title, HostMemberId = Guid.NewGuid(),
            CodeSecret = Guid.NewGuid().ToByteArray(), CreatedBy = Guid.NewGuid(), CreatedAt = starts, AnnouncedAt = starts, RollOpenedAt = starts, RollClosedAt = starts,
        };
        db.Add(activity);
        db.Add(new ActivityParty { ActivityId = activity.Id, OrganisationId = branch.Id, Path = branch.Path, IsHost = true });
        db.Add(new Attendance { ActivityId = activity.Id, MemberId = member, Path = branch.Path, OrganisationId = branch.Id, Name = "甲乙", IsObserver = false, Votes = true, Status = AttendanceStatus.Present, MarkedAt = starts, MarkedBy = PresenceBy.Roll });
        return activity.Id;
    }

    private static ExperienceReport Report(Organisation branch, Guid activity, Guid writer, ExperienceState state, DateTimeOffset now) => new()
    {
        ActivityId = activity, ActivityTitle = "活动", Path = branch.Path, MemberId = writer, MemberName = "甲乙", Title = "一点体会", Text = "走进旧址。", Consent = ExperienceConsent.Named, State = state, HandedInAt = state == ExperienceState.Draft ? null : now,
    };

    private static Guid Told(ZhijianDb db, Organisation branch, DateTimeOffset now)
    {
        var article = new Article { Path = branch.Path, OrganisationId = branch.Id, OrganisationName = branch.Name, Kind = ArticleKind.News, Title = "参加者谈收获", Text = "正文", Audience = OpenScope.Own, CreatedBy = Guid.NewGuid(), CreatedAt = now };
        db.Add(article);
        return article.Id;
    }
}
