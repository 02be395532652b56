using System.Net.Http.Json;
using System.Text.Json;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Testing;

/// <summary>How programs speak to the interface.</summary>
internal static class Programs
{
    /// <summary>A change with a fresh key, and the version where one is given.</summary>
    public static async Task<HttpResponseMessage> Change(this HttpClient program, HttpMethod method, string path, object body, int? version = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.NewGuid().ToString("N"));
        if (version is { } seen)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"v{seen}\"");
        }
        return await program.SendAsync(request);
    }

    public static Task<HttpResponseMessage> Post(this HttpClient program, string path, object body, int? version = null) => program.Change(HttpMethod.Post, path, body, version);

    /// <summary>The answer is this refusal, with its status.</summary>
    public static async Task Refuses(this Task<HttpResponseMessage> answer, Refusal refusal)
    {
        using var response = await answer;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == Problems.StatusOf(refusal), text);
        Assert.Equal(refusal.Code, JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
    }
}
