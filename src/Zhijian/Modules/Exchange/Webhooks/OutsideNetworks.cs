using System.Net;
using System.Net.Sockets;

namespace Zhijian.Modules.Exchange.Webhooks;

/// <summary>
/// Which addresses a webhook may reach: those of other machines on the open network, and what the operator allows besides (<c>Zhijian:Exchange:AllowedNetworks</c>, as 10.1.0.0/16 or fd00::/8).
/// Asked of the address that is connected to, after its name was looked up, so that a name which answers differently the second time gains nothing.
/// </summary>
public sealed class OutsideNetworks(IReadOnlyList<IPNetwork> allowed)
{
    /// <summary>Not of the open network: IANA's special-purpose registries for IPv4 (RFC 6890) and IPv6.</summary>
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static OutsideNetworks From(IEnumerable<string> allowed) => new([.. allowed.Select(a => IPNetwork.Parse(a))]);

    /// <summary>Whether the operator allows this address, whatever it is.</summary>
    public bool IsAllowed(IPAddress address) => allowed.Any(n => n.Contains(Plain(address)));

    public bool MayReach(IPAddress address) => IsAllowed(address) || Carried(Plain(address)).All(a => !Special.Any(n => n.BaseAddress.AddressFamily == a.AddressFamily && n.Contains(a)));

    /// <summary>An address, and the one of IPv4 that it carries in it: translated (RFC 6052) or tunnelled (6to4, RFC 3056), it leads there.</summary>
    private static IEnumerable<IPAddress> Carried(IPAddress address)
    {
        yield return address;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            yield break;
        }
        var bytes = address.GetAddressBytes();
        if (Translated.Contains(address))
        {
            yield return new IPAddress(bytes.AsSpan(12, 4));
        }
        if (SixToFour.Contains(address))
        {
            yield return new IPAddress(bytes.AsSpan(2, 4));
        }
    }

    /// <summary>An address of IPv4 that came written as one of IPv6; without the number of an interface.</summary>
    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
}
