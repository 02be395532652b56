using System.Net;
using Microsoft.EntityFrameworkCore;
using Zhijian.Testing;

namespace Zhijian.Platform.Messages.Show;

public sealed class MessagesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task One_message_is_marked_as_read_by_its_receiver_alone()
    {
        var u = world.University;
        await world.Given(db =>
        {
            db.AddRange(Enumerable.Range(1, 2).Select(i => Message.To(u.Member.MemberId!.Value, u.First.Path, world.Clock.GetUtcNow(), $"/activities?n={i}", "message.title")));
            return 0;
        });
        var member = await world.SignedIn(u.Member);
        var page = await member.Open("/messages");
        var address = page.QuerySelector("a[data-read]")!.GetAttribute("data-read")!;
        var form = page.QuerySelectorAll("form").First(f => f.GetAttribute("action") == address);
        await member.Post(address, Browser.Fields((AngleSharp.Html.Dom.IHtmlFormElement)form));
        Assert.Equal(1, await Unread());

        var other = await world.SignedIn(u.SecondMember);
        await other.Post(address, Browser.Fields((AngleSharp.Html.Dom.IHtmlFormElement)(await other.Open("/me")).QuerySelector("form[method=post]")!));
        Assert.Contains(other.Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.OK });
        Assert.Equal(1, await Unread());

        Task<int> Unread() => world.Read(db => db.Set<Message>().CountAsync(m => m.MemberId == u.Member.MemberId && m.ReadAt == null));
    }
}
