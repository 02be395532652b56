using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Zhijian.Platform.Web.Parts;

/// <summary>
/// What every form carries: the antiforgery token and a new idempotency key (<c>_key</c>). Drawn as one piece of markup, because the frame of each page
/// has half a dozen small forms.
/// </summary>
public sealed class FormMarks : IComponent
{
    private RenderHandle _handle;

    [Inject] internal AntiforgeryStateProvider Antiforgery { get; set; } = null!;

    public void Attach(RenderHandle renderHandle) => _handle = renderHandle;

    public Task SetParametersAsync(ParameterView parameters)
    {
        var token = Antiforgery.GetAntiforgeryToken();
        var html = HtmlEncoder.Default;
        var markup = $"{(token is null ? "" : $"<input type=\"hidden\" name=\"{html.Encode(token.FormFieldName)}\" value=\"{html.Encode(token.Value)}\" />")}<input type=\"hidden\" name=\"_key\" value=\"{Guid.NewGuid():N}\" />";
        _handle.Render(builder => builder.AddMarkupContent(0, markup));
        return Task.CompletedTask;
    }
}
