using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Limits;

/// <summary>Lets an operator see the limit work.</summary>
internal static class LimitRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/limits/probe", () => TypedResults.NoContent()).WithMetadata(new WritesNothingAttribute()).Allow(AllowAttribute.SignedIn).WithTags("Limits")
            .WithSummary("Counts as an action and does nothing else.")
            .WithDescription("For trying the limits out. Like every request that changes something it uses up one action of its kind: by default a session or token may do 20 of a kind within 10 seconds, an account 60 of all kinds over all its sessions. The next one is answered with 429 and Retry-After, the whole seconds after which it goes on; a refused one does not count. Nothing is read or written, no Idempotency-Key is needed.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status401Unauthorized);

    /// <summary>Every changing operation may be one too many: said once here instead of at each.</summary>
    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        if (!HttpMethods.IsGet(context.Description.HttpMethod ?? HttpMethods.Get))
        {
            operation.Responses ??= [];
            operation.Responses["429"] = new OpenApiResponse
            {
                Description = "One action too many of its kind, by this session or account. Nothing was done; send it again, with the same Idempotency-Key, after the whole seconds in Retry-After.",
                Headers = RetryAfter(),
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() },
            };
        }
        else if (operation.Responses?.GetValueOrDefault("429") is OpenApiResponse spent)
        {
            // Reading that has a budget of its own.
            spent.Headers = RetryAfter();
        }
        return Task.CompletedTask;
    }

    private static Dictionary<string, IOpenApiHeader> RetryAfter() =>
        new() { ["Retry-After"] = new OpenApiHeader { Required = true, Description = "Whole seconds until it goes on.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } } };
}
