using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Testing;

/// <summary>Reads pages and presses their buttons, as a person without script would. Keeps cookies, follows redirects.</summary>
public sealed class Browser(World world, HttpClient client, string language)
{
    private readonly CookieContainer _cookies = new();
    private readonly Uri _site = new("http://localhost/");

    public World World => world;

    /// <summary>The status of the last answer.</summary>
    public HttpStatusCode Status { get; private set; }

    /// <summary>The last answer's text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The last answer's address, after redirects.</summary>
    public string Path { get; private set; } = "";

    public async Task<IDocument> Open(string path) => await Send(() => new HttpRequestMessage(HttpMethod.Get, path), path);

    /// <summary>Presses the button with this text (or aria-label), with the form's values as the page has them, changed by what is typed.</summary>
    public async Task<IDocument> Press(IDocument page, string button, params (string Name, string Value)[] typed)
    {
        var pressed = page.QuerySelectorAll<IHtmlButtonElement>("button").FirstOrDefault(b => b.TextContent.Trim() == button || b.GetAttribute("aria-label") == button)
            ?? throw new InvalidOperationException($"There is no button '{button}' on {Path}. Buttons: {string.Join(", ", page.QuerySelectorAll("button").Select(b => b.TextContent.Trim()))}\n{Text}");
        Assert.False(pressed.IsDisabled, $"The button '{button}' is disabled.");
        var fields = Fields(pressed.Form!);
        if (pressed.Name is { Length: > 0 } name)
        {
            fields.Add(new(name, pressed.Value));
        }
        foreach (var (field, value) in typed)
        {
            fields.RemoveAll(f => f.Key == field);
            fields.Add(new(field, value));
        }
        var target = pressed.GetAttribute("formaction") ?? pressed.Form!.GetAttribute("action");
        return await Post(target is { Length: > 0 } ? target : Path, fields);
    }

    public async Task<IDocument> Post(string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var all = fields.ToList();
        return await Send(() => new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(all) }, path);
    }

    /// <summary>Sends a form that the page does not show, with what every form carries: for what people press on a page that is no longer true.</summary>
    public async Task<IDocument> PostAnyway(string path, params (string Name, string Value)[] fields)
    {
        var page = await Open("/messages");
        var token = Fields(page.QuerySelector<IHtmlFormElement>("form[method=post]")!).First(f => f.Key == "__RequestVerificationToken");
        return await Post(path, [token, new("_key", Guid.NewGuid().ToString("N")), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);
    }

    /// <summary>The last answer tells this refusal in its words, whatever names and numbers fill them.</summary>
    public void Says(Refusal refusal)
    {
        var read = WebUtility.HtmlDecode(Text);
        foreach (var part in System.Text.RegularExpressions.Regex.Split(TextFiles.Find(language, $"refusal.{refusal.Code}")!, @"\{\d[^}]*\}"))
        {
            Assert.Contains(part, read, StringComparison.Ordinal);
        }
    }

    public async Task SignIn(string userName, string password)
    {
        var page = await Open("/sign-in");
        var form = page.QuerySelector<IHtmlFormElement>("form[method=post]:has(input[type=password])")!;
        var fields = Fields(form);
        fields.RemoveAll(f => f.Key is "Form.UserName" or "Form.Password");
        fields.Add(new("Form.UserName", userName));
        fields.Add(new("Form.Password", password));
        await Post("/sign-in", fields);
    }

    /// <summary>Sends a request with this person's cookies, without following redirects.</summary>
    public async Task<HttpResponseMessage> Raw(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("Cookie", _cookies.GetCookieHeader(_site));
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        var response = await client.SendAsync(request);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            _cookies.SetCookies(_site, cookie);
        }
        return response;
    }

    /// <summary>The value of one of this person's cookies.</summary>
    public string Cookie(string name) => _cookies.GetCookies(_site)[name]!.Value;

    /// <summary>The posted names and values of a form as the page has them.</summary>
    public static List<KeyValuePair<string, string>> Fields(IHtmlFormElement form) =>
        [.. form.Elements.SelectMany(e => e switch
        {
            IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } => [],
            IHtmlInputElement { Name.Length: > 0, Type: not ("submit" or "file") } i => [new(i.Name!, i.Value)],
            IHtmlTextAreaElement { Name.Length: > 0 } t => [new(t.Name!, t.Value)],
            IHtmlSelectElement { Name.Length: > 0 } s => s.SelectedOptions.Select(o => new KeyValuePair<string, string>(s.Name!, o.Value)),
            _ => Array.Empty<KeyValuePair<string, string>>(),
        })];

    /// <summary>Sends any request as this person and reads the answer.</summary>
    public Task<IDocument> Send(HttpRequestMessage request) => Send(() => request, request.RequestUri!.OriginalString);

    private async Task<IDocument> Send(Func<HttpRequestMessage> request, string path)
    {
        var response = await Raw(request());
        for (var hops = 0; (int)response.StatusCode is 301 or 302 or 303 or 307 && hops < 5; hops++)
        {
            path = response.Headers.Location!.IsAbsoluteUri ? response.Headers.Location.PathAndQuery : response.Headers.Location.ToString();
            path = path.StartsWith('/') ? path : "/" + path;
            response = await Raw(new HttpRequestMessage(HttpMethod.Get, path));
        }
        Status = response.StatusCode;
        Text = await response.Content.ReadAsStringAsync();
        Path = path;
        return await BrowsingContext.New(Configuration.Default).OpenAsync(r => r.Content(Text).Address("http://localhost" + path));
    }
}
