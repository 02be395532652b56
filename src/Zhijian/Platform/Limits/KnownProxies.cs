using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Zhijian.Platform.Limits;

/// <summary>
/// Behind a proxy the visitor's address is what <c>X-Forwarded-For</c> says, but only where the proxy is known: one on this machine,
/// or one of the setting <c>Zhijian:Proxies</c> (addresses parted by semicolons). Anybody else's word about it is not heard.
/// </summary>
internal sealed class KnownProxies(IConfiguration settings) : IConfigureOptions<ForwardedHeadersOptions>
{
    public void Configure(ForwardedHeadersOptions options)
    {
        options.ForwardedHeaders |= ForwardedHeaders.XForwardedFor;
        foreach (var proxy in (settings["Zhijian:Proxies"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            options.KnownProxies.Add(IPAddress.Parse(proxy));
        }
    }
}
