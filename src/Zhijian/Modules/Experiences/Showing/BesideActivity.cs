using Zhijian.Modules.Activities;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Experiences.Showing;

/// <summary>Beside a held activity: where its host asks for reports and reads them, and where those who took part write.</summary>
internal sealed class BesideActivity(ExperienceQuery experiences, Words words) : IBesideActivity
{
    public async Task<ActivityAside?> Of(OpenActivity open, CancellationToken cancel)
    {
        if (ExperienceCall.WhyNotAsk(open.Activity) is not null)
        {
            return null;
        }
        var seen = await experiences.Of(open, cancel);
        List<AsideLink> links = [];
        if (seen is { Call: not null, TookPart: true })
        {
            links.Add(new($"/activities/{open.Activity.Id}/experience", words["experiences.own"]));
        }
        if (seen is { Call: not null, MayGather: true })
        {
            links.Add(new($"/experiences?activity={open.Activity.Id}", words["experiences.gathered"]));
        }
        if (seen.MayGather)
        {
            links.Add(new($"/activities/{open.Activity.Id}/experiences/ask", words[seen.Call is null ? "experiences.ask" : "experiences.change"]));
        }
        return links.Count == 0 ? null : new ActivityAside("experiences", words["experiences.title"], seen.Call is { } call ? words["experiences.welcome-until", words.Day(call.WelcomeUntil)] : words["experiences.not-asked-yet"], links);
    }
}
