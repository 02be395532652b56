using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Messages.Show;

/// <summary>A person's own messages, newest first.</summary>
internal sealed class MessagesQuery(Fence fence)
{
    private const int PageSize = 30;

    public async Task<Listing<Line>> Page(Actor actor, string? after, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : (Guid?)null;
        var rows = await fence.Rows<Line>(
            $"""
            select id, text_key as TextKey, "values" as Values, href, at, read_at as ReadAt from message
            where member_id = @MemberId and (@last::uuid is null or id < @last) order by id desc limit {PageSize + 1}
            """,
            new { actor.MemberId, last }, cancel);
        return Listing.Of(rows, PageSize, l => Cursor.Of(l.Id));
    }

    public async Task<int> Unread(Actor actor, CancellationToken cancel) =>
        actor.MemberId == Guid.Empty ? 0 : await fence.Row<int>("select count(*)::int from message where member_id = @MemberId and read_at is null", new { actor.MemberId }, cancel);

    internal sealed class Line
    {
        public Guid Id { get; set; }

        public string TextKey { get; set; } = "";

        public string Values { get; set; } = "[]";

        public string Href { get; set; } = "";

        public DateTimeOffset At { get; set; }

        public DateTimeOffset? ReadAt { get; set; }
    }
}
