using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>A form as it stands on a page, filled in as a sensible person would. Every change of it is another one.</summary>
/// <param name="Name">Page and form for those a page answers itself, else the route behind the button: <c>/activities/new#plan</c>, <c>/messages/read</c>.</param>
/// <param name="Typed">Fields into which people write, with the kind of each (<c>text</c>, <c>date</c>, <c>number</c>, <c>password</c> …).</param>
/// <param name="Chosen">Fields whose values the page offers: selects, choices, hidden ones.</param>
/// <param name="Required">Typed fields the page itself calls required.</param>
/// <param name="File">The name of the field for a file, and what is in it.</param>
internal sealed record FilledForm(string Name, string Action, string? Handler, IReadOnlyList<(string Name, byte[] Value)> Fields, IReadOnlyDictionary<string, string> Typed, IReadOnlySet<string> Chosen, IReadOnlySet<string> Required, (string Name, byte[] Content)? File, bool IsMultipart)
{
    private const string Key = "_key";
    private const string Several = "Form.Members";
    private const int Most = 4;
    private static readonly string[] OfEveryForm = [Key, "__RequestVerificationToken", "_handler", "Form.Version", "version"];

    public string? Version => Fields.FirstOrDefault(f => f.Name is "Form.Version" or "version").Value is { } version ? Encoding.UTF8.GetString(version) : null;

    /// <summary>Reads a form and fills in what is empty; <paramref name="write"/> says what, null leaves it empty.</summary>
    public static FilledForm Of(string name, string action, IHtmlFormElement form, Func<IHtmlElement, string, string?> write)
    {
        var fields = Browser.Fields(form).Where(f => f.Key != Key).Select(f => (f.Key, Value: Bytes(f.Value))).ToList();
        Dictionary<string, string> typed = [];
        HashSet<string> chosen = [], required = [];
        (string, byte[])? file = null;
        foreach (var element in form.Elements.OfType<IHtmlElement>())
        {
            if (element.GetAttribute("name") is not { Length: > 0 } field || OfEveryForm.Contains(field))
            {
                continue;
            }
            var kind = KindOf(element);
            if (kind == "file")
            {
                file = (field, Bytes(write(element, field) ?? "%PDF-1.7\nhello"));
            }
            else if (kind is "choice" or "hidden")
            {
                chosen.Add(field);
            }
            else if (kind != "button")
            {
                typed[field] = kind;
                if (element.HasAttribute("required"))
                {
                    required.Add(field);
                }
            }
            var at = fields.FindIndex(f => f.Key == field);
            // Of people to choose from, as many as a rule may ask for.
            var isEmpty = kind == "choice" && element is IHtmlInputElement ? at < 0 || (field == Several && fields.Count(f => f.Key == field) < Most) : at >= 0 && fields[at].Value.Length == 0;
            if (kind is not ("file" or "button" or "hidden") && isEmpty && write(element, field) is { } text)
            {
                fields.RemoveAll(f => f.Key == field && field != Several);
                fields.Add((field, Bytes(text)));
            }
        }
        // The button that means yes stands last; those that only add rows, or show what something would cost, are no deeds.
        if (form.QuerySelectorAll<IHtmlButtonElement>("button[type=submit][name]").LastOrDefault(b => b.Name is { Length: > 0 } and not ("_rows" or Modules.Costs.CostSeen.Look)) is { } pressed)
        {
            fields.Add((pressed.Name!, Bytes(pressed.Value)));
        }
        return new FilledForm(name, action, form.QuerySelector<IHtmlInputElement>("input[name=_handler]")?.Value, fields, typed, chosen, required, file, form.GetAttribute("enctype") == "multipart/form-data");
    }

    public FilledForm With(string field, byte[] value) => this with { Fields = [.. Fields.Select(f => f.Name == field ? (field, value) : f)] };

    public FilledForm With(string field, string value) => With(field, Bytes(value));

    public FilledForm WithVersion(string version) => With("Form.Version", version).With("version", version);

    public FilledForm Without(Func<string, bool> field) => this with { Fields = [.. Fields.Where(f => !field(f.Name))] };

    public FilledForm And(string field, string value) => this with { Fields = [.. Fields, (field, Bytes(value))] };

    /// <summary>Another request in the smallest way: one more letter in a field, or one more field.</summary>
    public FilledForm Other() => Fields.FirstOrDefault(f => Typed.GetValueOrDefault(f.Name) == "text") is { Name: { } name, Value: { } value } ? With(name, [.. value, (byte)'x']) : Has("code") ? With("code", new string([.. Text("code").Reverse()])) : And("other", "1");

    public string Text(string field) => Encoding.UTF8.GetString(Fields.First(f => f.Name == field).Value);

    public bool Has(string field) => Fields.Any(f => f.Name == field);

    public HttpContent Content(string? key)
    {
        var fields = key is null ? Fields : [.. Fields, (Key, Bytes(key))];
        if (!IsMultipart)
        {
            var content = new ByteArrayContent(Encoding.Latin1.GetBytes(string.Join('&', fields.Select(f => $"{Percent(Bytes(f.Name))}={Percent(f.Value)}"))));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
            return content;
        }
        var parts = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            parts.Add(new ByteArrayContent(value), name);
        }
        if (File is { } file)
        {
            parts.Add(new ByteArrayContent(file.Content), file.Name, file.Content.AsSpan().StartsWith("%PDF"u8) ? "a.pdf" : "a.csv");
        }
        return parts;
    }

    public static bool IsOfEveryForm(string field) => OfEveryForm.Contains(field);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>As a browser writes it; bytes that are no text stand there bare, as a broken program sends them.</summary>
    private static string Percent(byte[] bytes)
    {
        var bare = !System.Text.Unicode.Utf8.IsValid(bytes);
        var written = new StringBuilder(bytes.Length);
        foreach (var b in bytes)
        {
            _ = bare || (b < 0x80 && char.IsAsciiLetterOrDigit((char)b)) ? written.Append((char)b) : written.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
        return written.ToString();
    }

    private static string KindOf(IHtmlElement element) => element switch
    {
        IHtmlButtonElement => "button",
        IHtmlSelectElement => "choice",
        IHtmlTextAreaElement => "text",
        IHtmlInputElement { Type: "checkbox" or "radio" } => "choice",
        IHtmlInputElement { Type: "submit" } or IHtmlInputElement { IsReadOnly: true } => "button",
        IHtmlInputElement input => input.Type is "hidden" or "file" or "date" or "time" or "number" or "password" or "url" ? input.Type : "text",
        _ => "button",
    };
}
