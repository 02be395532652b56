using System.Text;
using Zhijian.Modules.Publishing.Authoring;
using Zhijian.Modules.Publishing.Portal;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.Channels;

/// <summary>An article as a file for the editor of an official account.</summary>
internal static class ChannelRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGet("/news/work/{id:guid}/channels/html", File).Allow(PublishingActs.See).ExcludeFromDescription();

    private static async Task<IResult> File(Guid id, HttpContext context, ArticleQuery articles, PortalQuery portal, Actor actor, CancellationToken cancel) =>
        await articles.Of(id, actor, cancel) is null ? PlatformRefusals.Missing.ToProblem()
        : await portal.Of(id, cancel) is { } open ? Results.File(Encoding.UTF8.GetBytes(EditorHtml.Styled(open.Text, PortalRoutes.Host(context.Request))), "text/html; charset=utf-8", $"{id:N}.html")
        : PublishingRefusals.NotPublic.ToProblem();
}
