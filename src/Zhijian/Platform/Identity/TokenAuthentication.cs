using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Zhijian.Platform.Oversight;

namespace Zhijian.Platform.Identity;

/// <summary>Programs sign in with <c>Authorization: Bearer zj_…</c>; the token acts with its account's posts, in the same scope as the pages.</summary>
internal sealed class TokenAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ActorCache actors, Decoys decoys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Token";
    public const string Prefix = "zj_";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return AuthenticateResult.NoResult();
        }
        var token = header["Bearer ".Length..].Trim();
        if (await actors.FindByToken(token, Context.RequestAborted) is not { } accountId)
        {
            await decoys.Try(DecoyKind.Token, token, Context.RequestAborted);
            return AuthenticateResult.Fail("unknown token");
        }
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, accountId.ToString()), new Claim(ActorCache.SessionClaim, token)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
