using Zhijian.Modules.Rules;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.People.Mine;

/// <summary>The posts the person held in the span, by the day they began.</summary>
internal sealed class PostsHeld : IWorkRecordSource
{
    public string Name => "post";

    public string Sql =>
        $"""
        select '{nameof(WorkPart.Posts)}' as part, h.id as about, h."from" as done_on, o.name as title, h.post as detail
        from post_holding h join organisation o on o.id = h.organisation_id where h.member_id = @member and h."from" <= @last and (h.until is null or h.until > @first)
        """;

    public (HomeText? Detail, string? Href) Say(WorkLine line) => (new HomeText("people.own-post", Enum.Parse<PostKind>(line.Detail), line.DoneOn), null);
}
