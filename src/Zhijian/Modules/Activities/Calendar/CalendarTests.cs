using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities.Notices;
using Zhijian.Platform.Messages;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.Calendar;

public sealed partial class CalendarTests(World world) : IClassFixture<World>
{
    [Fact]
    public void Lines_are_folded_at_75_octets_and_never_inside_a_character()
    {
        var text = new StringBuilder();
        CalendarFile.Line(text, "SUMMARY:" + string.Concat(Enumerable.Repeat("党", 60)) + "😀😀");
        var lines = text.ToString().Split("\r\n")[..^1];

        Assert.True(lines.Length > 2);
        Assert.All(lines, l => Assert.InRange(Encoding.UTF8.GetByteCount(l), 1, 75));
        Assert.All(lines.Skip(1), l => Assert.StartsWith(" ", l, StringComparison.Ordinal));
        Assert.Equal("SUMMARY:" + string.Concat(Enumerable.Repeat("党", 60)) + "😀😀", lines[0] + string.Concat(lines.Skip(1).Select(l => l[1..])));
    }

    [Fact]
    public void Texts_are_escaped_and_times_are_utc()
    {
        var file = CalendarFile.Write("a,b", [new CalendarEvent(Guid.Empty, "一;二\\三\n四", new(2026, 11, 20, 14, 30, 0, TimeSpan.FromHours(8)), new(2026, 11, 20, 16, 0, 0, TimeSpan.FromHours(8)), "馆", null, true, 3)], DateTimeOffset.UnixEpoch);

        Assert.Contains("X-WR-CALNAME:a\\,b\r\n", file, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:一\\;二\\\\三\\n四\r\n", file, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20261120T063000Z\r\n", file, StringComparison.Ordinal);
        Assert.Contains("STATUS:CANCELLED\r\n", file, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', file.Replace("\r\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_address_shows_what_its_owner_may_see_until_it_is_stopped()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.Secretary);
        var planned = await secretary.Press(await secretary.Open("/activities/new?kind=ThemePartyDay"), "保存计划", ("Form.Title", "历书里的活动"), ("Form.Place", "馆"));
        await secretary.Press(planned, "通知 8 人");
        var member = await world.SignedIn(u.Member);
        var page = await member.Press(await member.Open("/calendar/subscribe"), "生成地址");
        var address = Address().Match(page.Body!.TextContent).Value;
        var visitor = world.Visitor();

        await visitor.Open(address);
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        Assert.Contains("SUMMARY:历书里的活动", visitor.Text, StringComparison.Ordinal);
        Assert.StartsWith("BEGIN:VCALENDAR\r\n", visitor.Text, StringComparison.Ordinal);
        await member.Press(await member.Open("/calendar/subscribe"), "停用");
        await visitor.Open(address);
        Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
        await visitor.Open("/calendar/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics");
        Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
        await member.Open("/calendar");
        Assert.Equal(HttpStatusCode.OK, member.Status);
    }

    [Fact]
    public async Task Reminders_go_out_once_the_day_before_and_once_the_hour_before_and_not_to_those_on_leave()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.SecondSecretary);
        var day = DateOnly.FromDateTime(world.Clock.GetUtcNow().AddHours(8).AddDays(3).DateTime).ToString("yyyy-MM-dd");
        var planned = await secretary.Press(await secretary.Open("/activities/new?kind=PartyLecture"), "保存计划", ("Form.Place", "馆"), ("Form.Day", day), ("Form.From", "12:00"), ("Form.Until", "13:00"));
        var address = secretary.Path;
        var id = Guid.Parse(address.Split('/')[^1]);
        await secretary.Press(planned, "通知 8 人");
        var member = await world.SignedIn(u.SecondMember);
        await member.Press(await member.Open(address + "/leave"), "提交请假", ("Form.Reason", "考试"));
        var starts = await world.Read(db => db.Activities.Where(a => a.Id == id).Select(a => a.StartsAt).FirstAsync());
        async Task<int> RemindersAfterAsking()
        {
            await world.Inside(s => s.GetRequiredService<ReminderJob>().Remind(default));
            return await world.Read(db => db.Set<Message>().CountAsync(m => m.Href == address && m.TextKey == "message.activity-reminder"));
        }

        Assert.Equal(0, await RemindersAfterAsking());
        world.Clock.Move(starts.AddHours(-23) - world.Clock.GetUtcNow());
        Assert.Equal(8, await RemindersAfterAsking());
        Assert.Equal(8, await RemindersAfterAsking());
        world.Clock.Move(starts.AddMinutes(-50) - world.Clock.GetUtcNow());
        Assert.Equal(16, await RemindersAfterAsking());
    }

    [GeneratedRegex("/calendar/[A-Za-z0-9_-]+\\.ics")]
    private static partial Regex Address();
}
