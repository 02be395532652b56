using System.Security.Claims;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;

namespace Zhijian.Platform.Limits;

/// <summary>Whether a request is one too many: by the session and kind of action, by the account over all its sessions, by the address of people not signed in.</summary>
public sealed class RequestBudgets(RequestLimits limits, TimeProvider clock)
{
    private readonly Budget<(string Session, Endpoint Kind)> _sessions = new(limits.ActionsPerSession, TimeSpan.FromSeconds(limits.ActionSeconds), clock);
    private readonly Budget<string> _accounts = new(limits.ActionsPerAccount, TimeSpan.FromSeconds(limits.ActionSeconds), clock);
    private readonly Budget<string> _addresses = new(limits.VisitsPerAddress, TimeSpan.FromMinutes(1), clock);

    /// <summary>Counts the request, or says why it is refused. Reading is an action only for those who are not signed in.</summary>
    internal TooMany? Count(HttpContext context)
    {
        if (context.User.FindFirstValue(ClaimTypes.NameIdentifier) is not { } account)
        {
            return _addresses.Take(RequestLimits.Source(context.Connection.RemoteIpAddress)) is { } pause ? TooMany.For(LimitRefusals.Visits, limits.VisitsPerAddress, 60, pause) : null;
        }
        return context.GetEndpoint() is { } kind && !IsReading(context.Request.Method) ? CountAction(context.User.FindFirstValue(ActorCache.SessionClaim) ?? account, account, kind) : null;
    }

    private TooMany? CountAction(string session, string account, Endpoint kind)
    {
        if (_sessions.Take((session, kind)) is { } wait)
        {
            return TooMany.For(LimitRefusals.Actions, limits.ActionsPerSession, limits.ActionSeconds, wait);
        }
        if (_accounts.Take(account) is { } longer)
        {
            _sessions.GiveBack((session, kind));
            return TooMany.For(LimitRefusals.AccountActions, limits.ActionsPerAccount, limits.ActionSeconds, longer);
        }
        return null;
    }

    private static bool IsReading(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}

/// <summary>One request too many: the reason, and the whole seconds after which it goes on.</summary>
internal sealed record TooMany(Refusal Refusal, int Seconds)
{
    public static TooMany For(Refusal refusal, int most, int within, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return new TooMany(refusal.With(most, within, seconds), seconds);
    }
}

internal static class LimitRefusals
{
    public static readonly Refusal Actions = new("limits.actions");
    public static readonly Refusal AccountActions = new("limits.account-actions");
    public static readonly Refusal Visits = new("limits.visits");
    public static readonly Refusal WrongPasswords = new("limits.wrong-passwords", RefusalKind.NotAllowedNow, "Form.Password");
}
