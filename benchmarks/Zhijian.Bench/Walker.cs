using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Zhijian.Bench;

/// <summary>Somebody who opens pages and sends their forms as the page has them, without script.</summary>
/// <param name="http">From <see cref="Client"/>; many may share one.</param>
/// <param name="byToken">Whether they show the token of their account instead of having signed in.</param>
internal sealed partial class Walker(HttpClient http, Visitor visitor, bool byToken = false)
{
    private const string FormToken = "__RequestVerificationToken";

    private readonly Dictionary<string, string> _cookies = byToken ? [] : visitor.Cookie.Split("; ").Select(c => c.Split('=', 2)).DistinctBy(c => c[0]).ToDictionary(c => c[0], c => c[1]);

    /// <summary>A client whose cookies are its walkers' own.</summary>
    public static HttpClient Client(Server server) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(server.Address), Timeout = TimeSpan.FromMinutes(10) };

    public async Task<string> Open(string path)
    {
        using var answer = await Send(new HttpRequestMessage(HttpMethod.Get, path));
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.OK ? text : throw new InvalidOperationException($"{visitor.UserName} could not open {path}: {(int)answer.StatusCode}");
    }

    /// <summary>Sends the form of a page that holds this mark, with some fields changed and perhaps a file; answers where it leads.</summary>
    public async Task<string> Submit(string path, string mark, IReadOnlyDictionary<string, string>? typed = null, (string Field, string Name, byte[] Bytes)? file = null)
    {
        var page = await Open(path);
        var form = Forms().Matches(page).Select(m => m.Value).FirstOrDefault(f => f.Contains(mark, StringComparison.Ordinal)) ?? throw new InvalidOperationException($"{path} has no form with {mark}.");
        var action = Attribute(form[..form.IndexOf('>', StringComparison.Ordinal)], "action") is { Length: > 0 } named ? named : path;
        var fields = Fields(form).Where(f => typed?.ContainsKey(f.Key) != true).Concat(typed ?? new Dictionary<string, string>()).ToList();
        return await Post(action, fields, file);
    }

    /// <summary>Sends fields that the page does not show, with what every form of a page carries.</summary>
    public async Task<string> SendAnyway(string page, string action, params (string Name, string Value)[] fields)
    {
        var token = TokenOf(await Open(page));
        return await Post(action, [new(FormToken, token), new("_key", Guid.NewGuid().ToString("N")), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))], null);
    }

    /// <summary>For a load: the headers with which a form is sent again and again, and the field that belongs to them, as it stands in the body.</summary>
    public (IReadOnlyDictionary<string, string> Headers, string Field) Repeated(string page) => (
        new Dictionary<string, string>(Identity()) { ["Content-Type"] = "application/x-www-form-urlencoded", ["HX-Request"] = "true" },
        $"{FormToken}={Uri.EscapeDataString(TokenOf(page))}");

    private static string TokenOf(string page) => Token().Match(page) is { Success: true } found ? found.Groups[1].Value : throw new InvalidOperationException("The page has no form.");

    private Dictionary<string, string> Identity()
    {
        Dictionary<string, string> headers = [];
        if (byToken)
        {
            headers["Authorization"] = "Bearer " + visitor.Token;
        }
        if (_cookies.Count > 0)
        {
            headers["Cookie"] = string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}"));
        }
        return headers;
    }

    private async Task<string> Post(string action, IReadOnlyList<KeyValuePair<string, string>> fields, (string Field, string Name, byte[] Bytes)? file)
    {
        HttpContent content;
        if (file is { } brought)
        {
            var parts = new MultipartFormDataContent();
            foreach (var (name, value) in fields)
            {
                parts.Add(new StringContent(value), name);
            }
            var bytes = new ByteArrayContent(brought.Bytes);
            bytes.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            parts.Add(bytes, brought.Field, brought.Name);
            content = parts;
        }
        else
        {
            content = new FormUrlEncodedContent(fields);
        }
        using var answer = await Send(new HttpRequestMessage(HttpMethod.Post, action) { Content = content });
        if (answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther && answer.Headers.Location is { } at)
        {
            return at.IsAbsoluteUri ? at.PathAndQuery : at.ToString();
        }
        throw new InvalidOperationException($"{visitor.UserName} sent {action} and got {(int)answer.StatusCode}: {Tags().Replace(await answer.Content.ReadAsStringAsync(), " ")}");
    }

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request)
    {
        foreach (var (name, value) in Identity())
        {
            request.Headers.Add(name, value);
        }
        request.Headers.Add("Accept-Language", "zh-CN");
        var answer = await http.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            _cookies[pair[0]] = pair[1];
        }
        return answer;
    }

    /// <summary>What a browser would send: inputs as they stand, of each list what is chosen, else the first.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Fields(string form)
    {
        foreach (var tag in Inputs().Matches(form).Select(m => m.Value))
        {
            if (Attribute(tag, "name") is { Length: > 0 } name && Attribute(tag, "type") is not ("submit" or "file" or "checkbox" or "radio"))
            {
                yield return new(name, Attribute(tag, "value") ?? "");
            }
        }
        foreach (Match list in Selects().Matches(form))
        {
            var options = Options().Matches(list.Groups[2].Value).Select(m => m.Value).ToList();
            if (Attribute(list.Groups[1].Value, "name") is { Length: > 0 } name && (options.FirstOrDefault(o => Chosen().IsMatch(o)) ?? options.FirstOrDefault()) is { } chosen)
            {
                yield return new(name, Attribute(chosen, "value") ?? "");
            }
        }
    }

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $"\\s{name}=\"([^\"]*)\"") is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    [GeneratedRegex("name=\"" + FormToken + "\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<form\\b.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input\\b[^>]*>")]
    private static partial Regex Inputs();

    [GeneratedRegex("<select\\b([^>]*)>(.*?)</select>", RegexOptions.Singleline)]
    private static partial Regex Selects();

    [GeneratedRegex("<option\\b[^>]*>")]
    private static partial Regex Options();

    [GeneratedRegex("\\sselected\\b")]
    private static partial Regex Chosen();

    [GeneratedRegex("<[^>]*>|\\s+")]
    private static partial Regex Tags();
}
