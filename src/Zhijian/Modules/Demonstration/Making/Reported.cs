using Zhijian.Modules.Activities;
using Zhijian.Modules.Experiences;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Experience reports on one activity: its branch welcomes them, two of those who took part wrote one, the others were invited and may let it be.</summary>
internal sealed class Reported(Telling telling, InstitutionTime time, Rows rows, DateTimeOffset now)
{
    private const int WelcomeDays = 21;

    private static readonly (string Title, string Text, ExperienceConsent Consent)[] Texts =
    [
        ("第一次当讲解员", "轮到我讲的那一段只有五分钟，我提前去现场走了两遍，还是把年份说错了一处，散场后专门回去改了展板旁的提示卡。\n\n想说的：下次可以两个人一组，一个讲、一个记问题，回来再把问题补到讨论里。", ExperienceConsent.Named),
        ("把问题带回宿舍", "讨论时有同学问了一个没人答得上来的问题。回宿舍后我们翻了书，第二天把答案写在了活动室的白板上。希望以后每次都留一块“还没想明白”的地方。", ExperienceConsent.Unnamed),
    ];

    /// <summary>About which occasion of a host reports are asked for: the latest theme day of the branch whose secretary and member sign in; null for others.</summary>
    public static Occasion? AskedAbout(IEnumerable<Occasion> ofOneHost) =>
        ofOneHost.Where(o => o is { Kind: ActivityKind.ThemePartyDay, Stage: Stage.Filed } && o.Host.Name == Loading.Loader.SignInBranch).MaxBy(o => o.Day);

    public void Make()
    {
        var activity = telling.Activity;
        var people = telling.Parties.SelectMany(u => u.People).ToDictionary(p => p.Member.Id);
        var present = telling.Roll.Where(a => a.Status is AttendanceStatus.Present or AttendanceStatus.PresentOnline or AttendanceStatus.MadeUp && people.ContainsKey(a.MemberId)).ToList();
        var (asks, askedAt) = (telling.Recorder.Acting(), Earlier(activity.EndsAt.AddHours(3)));
        var until = time.DayOf(now).AddDays(WelcomeDays);
        rows.Act(ExperienceCall.Ask(activity, telling.Occasion.Host.Name, "哪一处让你记得住？下次怎样安排会更好？", until, time.DayOf(askedAt), asks, askedAt, out var call), asks, askedAt);
        rows.Add(call!);
        var invited = present.Where(a => a.MemberId != asks.MemberId).ToList();
        foreach (var (writer, text) in invited.Skip(2).Zip(Texts))
        {
            var (actor, at) = (people[writer.MemberId].Acting(), Earlier(askedAt.AddDays(1)));
            rows.Act(ExperienceReport.Begin(call, tookPart: true, new ExperienceDraft(text.Title, text.Text, text.Consent), time.DayOf(at), actor, at, out var report), actor, at);
            rows.Act(rows.Add(report!).HandIn(at.AddMinutes(4)), actor, at.AddMinutes(4));
        }
        rows.AddRange(invited.Except(invited.Skip(2).Take(Texts.Length)).Select(a => new ExperienceInvitation
        {
            ActivityId = activity.Id, MemberId = a.MemberId, Path = a.Path, ActivityTitle = activity.Title, OrganisationName = telling.Occasion.Host.Name, WelcomeUntil = until,
        }));
    }

    private DateTimeOffset Earlier(DateTimeOffset at) => at < now ? at : now.AddMinutes(-10);
}
