using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Zhijian.Platform.Limits;

/// <summary>
/// How much one session, account or address may ask of the program, and how slow or large a request may be.
/// Each number is a setting <c>Zhijian:Limits:NAME</c>; a budget of 0 is off.
/// </summary>
public sealed record RequestLimits
{
    /// <summary>Actions of one kind that a session may do within <see cref="ActionSeconds"/>.</summary>
    public int ActionsPerSession { get; init; } = 20;

    /// <summary>Actions of all kinds that an account may do within <see cref="ActionSeconds"/>, over all its sessions.</summary>
    public int ActionsPerAccount { get; init; } = 60;

    public int ActionSeconds { get; init; } = 10;

    /// <summary>Requests a minute from one address by people who are not signed in; roomy, because a meeting room shares one address.</summary>
    public int VisitsPerAddress { get; init; } = 600;

    /// <summary>Wrong passwords in a row after which a name is locked, whether or not there is such an account: with 15 minutes, 20 tries an hour.</summary>
    public int SignInTries { get; init; } = 5;

    public int SignInLockMinutes { get; init; } = 15;

    /// <summary>Wrong passwords an hour from one address, whatever the names.</summary>
    public int WrongPasswordsPerAddress { get; init; } = 300;

    /// <summary>Largest request body in bytes that is not an upload.</summary>
    public long BodyBytes { get; init; } = 2 * 1024 * 1024;

    public int Headers { get; init; } = 64;

    /// <summary>All headers together, in bytes.</summary>
    public int HeaderBytes { get; init; } = 16 * 1024;

    /// <summary>Method, path and query together, in bytes.</summary>
    public int LineBytes { get; init; } = 8 * 1024;

    /// <summary>Within this time the headers must have arrived.</summary>
    public int HeaderSeconds { get; init; } = 10;

    /// <summary>A body must arrive at this rate, in bytes a second, once <see cref="SlowBodySeconds"/> are over; an answer must be taken at it too.</summary>
    public int SlowestBytes { get; init; } = 240;

    public int SlowBodySeconds { get; init; } = 5;

    /// <summary>How long a silent connection stays open.</summary>
    public int KeepAliveSeconds { get; init; } = 130;

    public int Connections { get; init; } = 5000;

    public static RequestLimits From(IConfiguration settings) => settings.GetSection("Zhijian:Limits").Get<RequestLimits>() ?? new();

    /// <summary>Tells the web server what it cuts by itself, before a request reaches the program.</summary>
    internal void Hold(KestrelServerLimits server)
    {
        MinDataRate rate = new(SlowestBytes, TimeSpan.FromSeconds(SlowBodySeconds));
        server.MaxRequestBodySize = BodyBytes;
        server.MaxRequestHeaderCount = Headers;
        server.MaxRequestHeadersTotalSize = HeaderBytes;
        server.MaxRequestLineSize = LineBytes;
        server.RequestHeadersTimeout = TimeSpan.FromSeconds(HeaderSeconds);
        server.MinRequestBodyDataRate = rate;
        server.MinResponseDataRate = rate;
        server.KeepAliveTimeout = TimeSpan.FromSeconds(KeepAliveSeconds);
        server.MaxConcurrentConnections = Connections;
    }

    /// <summary>Whom an address stands for: itself, or the network of 64 bits that one IPv6 line is given.</summary>
    internal static string Source(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }
        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))}::/64");
    }
}
