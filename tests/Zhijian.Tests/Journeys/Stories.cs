using System.Globalization;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Testing;

namespace Zhijian.Journeys;

/// <summary>How activities of a journey came to where it begins; walked over plain HTTP, so that the browser's time is spent on what is looked at.</summary>
internal static class Stories
{
    private static int told;

    public static string NewTitle(string of) => $"{of} {Interlocked.Increment(ref told)}";

    public static async Task<Guid> Planned(this BrowserSession session, string title)
    {
        var secretary = await session.World.SignedInAs("secretary");
        var from = session.Now.AddHours(2);
        var page = await secretary.Open("/activities/new?kind=ThemePartyDay");
        await secretary.Press(
            page, "保存计划", ("Form.Title", title), ("Form.Day", Day(from)), ("Form.From", Time(from)), ("Form.Until", Time(from.AddMinutes(60))), ("Form.Place", title), ("Form.Despite", "true"));
        Assert.DoesNotContain("/new", secretary.Path, StringComparison.Ordinal);
        return IdIn(secretary.Path);
    }

    public static async Task<Guid> Announced(this BrowserSession session, string title)
    {
        var id = await session.Planned(title);
        await Post(session, id, "announce");
        return id;
    }

    public static async Task<Guid> RollOpen(this BrowserSession session, string title)
    {
        var id = await session.Announced(title);
        await Post(session, id, "open-roll");
        return id;
    }

    public static async Task<Guid> Held(this BrowserSession session, string title)
    {
        var id = await session.RollOpen(title);
        await Post(session, id, "others-present", page: "/roll");
        await Post(session, id, "close-roll");
        return id;
    }

    /// <summary>Held, with minutes, not handed in yet.</summary>
    public static async Task<Guid> WithMinutes(this BrowserSession session, string title)
    {
        var id = await session.Held(title);
        var secretary = await session.World.SignedInAs("secretary");
        await secretary.Press(await secretary.Open($"/activities/{id}/minutes"), "保存纪要", ("Form.Items[0].Discussion", "大家谈了这一章"));
        return id;
    }

    public static async Task<Guid> Submitted(this BrowserSession session, string title)
    {
        var id = await session.WithMinutes(title);
        await Post(session, id, "record/submit");
        return id;
    }

    public static Task<Activity> ActivityOf(this BrowserSession session, Guid id) => session.World.Read(db => db.Activities.SingleAsync(a => a.Id == id));

    public static Task<ActivityRecord> RecordOf(this BrowserSession session, Guid activity) => session.World.Read(db => db.ActivityRecords.SingleAsync(r => r.ActivityId == activity && r.AddendumTo == null));

    public static Guid IdIn(string path) => Guid.Parse(path.Split('/', '?', '#')[2]);

    public static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Says a figure where a run's output is read, and holds it to its limit.</summary>
    public static void Figure(string name, double value, double limit)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"figure {name} {value:0.#} {limit:0.#} {(value <= limit ? "met" : "short")}");
        Console.WriteLine(line);
        Assert.True(value <= limit, line);
    }

    /// <summary>Presses the button whose form goes to this act of the activity.</summary>
    private static async Task Post(BrowserSession session, Guid id, string act, string page = "")
    {
        var secretary = await session.World.SignedInAs("secretary");
        var shown = await secretary.Open($"/activities/{id}{page}");
        var form = (IHtmlFormElement?)shown.QuerySelector($"form[action='/activities/{id}/{act}']")
            ?? throw new InvalidOperationException($"There is no form for {act} on {secretary.Path}: {shown.QuerySelector("main")?.TextContent}");
        await secretary.Post($"/activities/{id}/{act}", Browser.Fields(form));
    }
}
