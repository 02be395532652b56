using System.Text.Json;

namespace Zhijian.Platform.Web;

/// <summary>Addresses of the bundled style sheet, scripts and icons: the name carries the content's hash, so that browsers keep them for ever.</summary>
public sealed class WebAssets
{
    private readonly Dictionary<string, string> _names;

    public WebAssets(IWebHostEnvironment host)
    {
        var list = Path.Combine(host.WebRootPath ?? Path.Combine(host.ContentRootPath, "wwwroot"), "assets.json");
        _names = File.Exists(list) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(list))! : [];
    }

    public string this[string name] => "/" + _names.GetValueOrDefault(name, name);
}
