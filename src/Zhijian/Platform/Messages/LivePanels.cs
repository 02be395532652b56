using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Messages;

/// <summary>Streams a panel as server-sent events: whole at the start and again after each change, each time asked anew inside the viewer's scope of that moment.</summary>
public sealed class LivePanels(LiveHub hub, ActorCache actors, IServiceScopeFactory scopes, ILoggerFactory logs, IHostApplicationLifetime life)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// The stream of a panel. <paramref name="parameters"/> asks for what the component shows; null ends the stream (the viewer may no longer see it).
    /// The request's own transaction must not be used, it would stay open.
    /// </summary>
    public IResult Stream<TPanel>(HttpContext context, string topic, Func<IServiceProvider, CancellationToken, Task<Dictionary<string, object?>?>> parameters)
        where TPanel : IComponent =>
        TypedResults.ServerSentEvents(Panels<TPanel>(topic, context.RequestServices.GetRequiredService<Actor>(), context.RequestServices.GetRequiredService<Words>().Language, parameters, context.RequestAborted));

    private async IAsyncEnumerable<SseItem<string>> Panels<TPanel>(string topic, Actor actor, string language, Func<IServiceProvider, CancellationToken, Task<Dictionary<string, object?>?>> parameters, [EnumeratorCancellation] CancellationToken cancel)
        where TPanel : IComponent
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, life.ApplicationStopping);
        await foreach (var _ in hub.Changes(topic, Pause, ending.Token))
        {
            if (await Rendered<TPanel>(actor, language, parameters, ending.Token) is not { } html)
            {
                yield break;
            }
            yield return new SseItem<string>(html);
        }
    }

    private async Task<string?> Rendered<TPanel>(Actor opened, string language, Func<IServiceProvider, CancellationToken, Task<Dictionary<string, object?>?>> parameters, CancellationToken cancel)
        where TPanel : IComponent
    {
        // Posts may have ended since the page was opened.
        if ((await actors.Find(opened.AccountId, cancel))?.Actor is not { } today)
        {
            return null;
        }
        var actor = today with { Space = today.Posts.FirstOrDefault(p => p.Id == opened.Space?.Id) };
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<CurrentActor>().Actor = actor;
        services.GetRequiredService<Words>().Language = language;
        var fence = services.GetRequiredService<Fence>();
        fence.Enclose(FencedScope.Of(actor));
        var values = await parameters(services, cancel);
        await fence.Rollback();
        if (values is null)
        {
            return null;
        }
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TPanel>(ParameterView.FromDictionary(values))).ToHtmlString());
    }
}
