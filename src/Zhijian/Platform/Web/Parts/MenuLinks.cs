using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Web.Parts;

/// <summary>The links of the main menu or, as <see cref="Tabs"/>, of the bar at a phone's lower edge. Each link is a kept piece of markup: every page shows twenty of them.</summary>
public sealed class MenuLinks : IComponent
{
    private static readonly ConcurrentDictionary<(string Path, string TextKey, string Icon, string Sheet, string Language, bool Tab, bool Current), string> Kept = new();
    private RenderHandle _handle;

    [Inject] internal WebAssets Bundle { get; set; } = null!;

    [Inject] internal Words T { get; set; } = null!;

    [Inject] internal NavigationManager Nav { get; set; } = null!;

    [Parameter, EditorRequired] public IReadOnlyList<MenuEntry> Entries { get; set; } = [];

    [Parameter] public bool Tabs { get; set; }

    public void Attach(RenderHandle renderHandle) => _handle = renderHandle;

    public Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        var here = "/" + Nav.ToBaseRelativePath(Nav.Uri).Split('?')[0];
        var markup = string.Concat(Entries.Select(entry => Kept.GetOrAdd((entry.Path, entry.TextKey, entry.Icon, Bundle["icons.svg"], T.Language, Tabs, IsAt(here, entry.Path)), Draw)));
        _handle.Render(builder => builder.AddMarkupContent(0, markup));
        return Task.CompletedTask;
    }

    private static bool IsAt(string here, string path) => here == path || (path.Length > 1 && here.StartsWith(path + "/", StringComparison.Ordinal));

    private static string Draw((string Path, string TextKey, string Icon, string Sheet, string Language, bool Tab, bool Current) of)
    {
        var html = HtmlEncoder.Default;
        var text = html.Encode(TextFiles.Find(of.Language, of.TextKey));
        var icon = Parts.Icon.Markup(of.Sheet, of.Icon, null);
        var current = of.Current ? " aria-current=\"page\"" : "";
        var link = $"<a href=\"{html.Encode(of.Path)}\"{current}";
        return of.Tab ? $"{link}>{icon}{text}</a>" : $"{link} title=\"{text}\">{icon}<span>{text}</span></a>";
    }
}
