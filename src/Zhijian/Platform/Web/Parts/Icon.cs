using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace Zhijian.Platform.Web.Parts;

/// <summary>
/// A Tabler outline icon by its name; the front-end build collects the names from the sources. A page shows dozens of them,
/// so it draws a kept piece of markup and leaves out the life of a full component.
/// </summary>
public sealed class Icon : IComponent
{
    private static readonly ConcurrentDictionary<(string Sheet, string Name, string? Class), RenderFragment> Kept = new();
    private RenderHandle _handle;

    [Inject] internal WebAssets Bundle { get; set; } = null!;

    [Parameter, EditorRequired] public string Name { get; set; } = "";

    [Parameter] public string? Class { get; set; }

    public void Attach(RenderHandle renderHandle) => _handle = renderHandle;

    public Task SetParametersAsync(ParameterView parameters)
    {
        foreach (var parameter in parameters)
        {
            if (parameter.Name == nameof(Name))
            {
                Name = (string)parameter.Value;
            }
            else
            {
                Class = (string?)parameter.Value;
            }
        }
        _handle.Render(Kept.GetOrAdd((Bundle["icons.svg"], Name, Class), Draw));
        return Task.CompletedTask;
    }

    /// <summary>The icon as HTML, for parts that keep whole pieces of markup.</summary>
    internal static string Markup(string sheet, string name, string? css)
    {
        var html = HtmlEncoder.Default;
        return $"<svg class=\"z-i {html.Encode(css ?? "")}\" aria-hidden=\"true\"><use href=\"{html.Encode(sheet)}#{html.Encode(name)}\"></use></svg>";
    }

    private static RenderFragment Draw((string Sheet, string Name, string? Class) of)
    {
        var markup = Markup(of.Sheet, of.Name, of.Class);
        return builder => builder.AddMarkupContent(0, markup);
    }
}
