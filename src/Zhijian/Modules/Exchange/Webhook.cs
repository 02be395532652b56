using System.Security.Cryptography;
using System.Text;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Sealing;

namespace Zhijian.Modules.Exchange;

/// <summary>Where a connected system wants to be told that something changed. What it is told holds no value of anybody: it fetches the changes itself, with its own token.</summary>
public sealed class Webhook : IHoldsSealed
{
    public const int LongestUrl = 500;

    /// <summary>By which a secret of this convention is known.</summary>
    public const string SecretPrefix = "whsec_";

    private const int SecretBytes = 32;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid ClientId { get; init; }

    public required string Url { get; init; }

    /// <summary>Signs what is sent; told once, when it is set.</summary>
    public required Restricted Secret { get; init; }

    public byte[]? DataKey { get; set; }

    public Guid KeyOwner => Id;

    public bool IsOn { get; set; } = true;

    /// <summary>Up to where of the feed it was told.</summary>
    public long Position { get; set; }

    public required DateTimeOffset SetAt { get; init; }

    public required string SetByName { get; init; }

    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The signature after Standard Webhooks: HMAC-SHA-256 with the secret over <c>id.timestamp.body</c>, as <c>v1,BASE64</c>.</summary>
    /// <param name="timestamp">Unix seconds.</param>
    public static string Sign(string secret, string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[SecretPrefix.Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    /// <summary>An address as https, without a name and password in it; by http only where the operator allows the network it leads to.</summary>
    public static bool IsAddress(string? url) =>
        url is { Length: > 0 and <= LongestUrl } && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.UserInfo.Length == 0 && address.Host.Length > 0;
}

/// <summary>How a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>It is sent when it is due.</summary>
    Waiting,

    Delivered,

    /// <summary>Tried as often as it is tried; it can be sent again.</summary>
    GivenUp,
}

/// <summary>One thing to tell a connected system, and how it went.</summary>
public sealed class WebhookDelivery
{
    /// <summary>How long after a try that failed the next follows, as the convention proposes; after the last it is given up.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    private const int LongestProblem = 300;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid WebhookId { get; init; }

    public required Guid ClientId { get; init; }

    /// <summary>Word for word as it is sent and signed.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>When it is sent next; null where it is not.</summary>
    public DateTimeOffset? DueAt { get; set; }

    public int Tries { get; set; }

    public DeliveryState State { get; set; }

    /// <summary>The status that was answered last; null where nothing was.</summary>
    public int? Answered { get; set; }

    /// <summary>Why nothing was answered.</summary>
    public string? Problem { get; set; }

    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>By which the receiver knows one that it has already.</summary>
    public string MessageId => "msg_" + Id.ToString("N");

    /// <summary>Any 2xx is taken; 410 says that nobody wants to be told any more.</summary>
    public void Tried(int? status, string? problem, DateTimeOffset now)
    {
        Tries++;
        (Answered, Problem) = (status, problem is { Length: > LongestProblem } ? problem[..LongestProblem] : problem);
        if (status is >= 200 and < 300)
        {
            (State, DueAt, DeliveredAt) = (DeliveryState.Delivered, null, now);
        }
        else if (status == 410 || Tries > Pauses.Length)
        {
            (State, DueAt) = (DeliveryState.GivenUp, null);
        }
        else
        {
            DueAt = now + Pauses[Tries - 1];
        }
    }

    /// <summary>Sends it again, at once.</summary>
    public Decision<DeliverySentAgain> SendAgain(DateTimeOffset now)
    {
        if (State == DeliveryState.Waiting && Tries == 0)
        {
            return ExchangeRefusals.AlreadyWaiting;
        }
        (State, DueAt, Tries, DeliveredAt) = (DeliveryState.Waiting, now, 0, null);
        return new DeliverySentAgain(ClientId, Path, Id);
    }
}

/// <summary>A connected system is told of changes at an address from now on. The subject is the system.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record WebhookSet(Guid SubjectId, string OrganisationPath, string Url) : IFact;

/// <summary>A connected system is told of changes no more. The subject is the system.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record WebhookRemoved(Guid SubjectId, string OrganisationPath, string Url) : IFact;

/// <summary>Something that was told already, or could not be, is told again. The subject is the system.</summary>
public sealed record DeliverySentAgain(Guid SubjectId, string OrganisationPath, Guid DeliveryId) : IFact;
