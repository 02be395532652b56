using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Zhijian.Bench;

/// <summary>The real program in its release build on its own data folder and a loopback port.</summary>
internal sealed partial class Server : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private readonly string _folder;

    private Server(Process process, string folder, string address, TimeSpan toFirstPage)
    {
        _folder = folder;
        _process = process;
        Address = address;
        ToFirstPage = toFirstPage;
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
    }

    public string Address { get; }

    /// <summary>From the start of the process to its first page.</summary>
    public TimeSpan ToFirstPage { get; }

    public static Process Program(string folder, string? urls, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = false, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(Repository(), "src/Zhijian/bin/ready/Zhijian.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment["ZHIJIAN_DATA"] = folder;
        start.Environment["Zhijian__Yardsticks"] = "true";
        // A few accounts stand for thousands of people: the budgets stay at work and are counted, only never spent.
        foreach (var budget in new[] { "ActionsPerSession", "ActionsPerAccount", "VisitsPerAddress", "WrongPasswordsPerAddress" })
        {
            start.Environment[$"Zhijian__Limits__{budget}"] = "1000000";
        }
        start.Environment["ASPNETCORE_CONTENTROOT"] = ContentRoot;
        if (urls is not null)
        {
            start.Environment["ZHIJIAN_URLS"] = urls;
        }
        return Process.Start(start)!;
    }

    public static async Task<Server> Start(string folder, int port)
    {
        var address = $"http://127.0.0.1:{port}";
        var watch = Stopwatch.StartNew();
        var process = Program(folder, address, "serve");
        _ = process.StandardOutput.ReadToEndAsync();
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(address + "/sign-in");
                answer.EnsureSuccessStatusCode();
                return new Server(process, folder, address, watch.Elapsed);
            }
            catch (HttpRequestException) when (!process.HasExited && watch.Elapsed < TimeSpan.FromMinutes(2))
            {
                await Task.Delay(5);
            }
        }
    }

    /// <summary>Signs somebody in as a browser would; answers how long the answer to the form took.</summary>
    public async Task<TimeSpan> SignIn(Visitor visitor, string password)
    {
        using var page = await _http.GetAsync("/sign-in");
        var html = FormWithPassword(await page.Content.ReadAsStringAsync());
        var cookies = Cookies(page).ToList();
        var fields = Hidden().Matches(html).ToDictionary(f => f.Groups[1].Value, f => WebUtility.HtmlDecode(f.Groups[2].Value));
        fields["Form.UserName"] = visitor.UserName;
        fields["Form.Password"] = password;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Cookie", string.Join("; ", cookies));
        var watch = Stopwatch.StartNew();
        using var answer = await _http.SendAsync(request);
        var took = watch.Elapsed;
        if (answer.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther))
        {
            throw new InvalidOperationException($"{visitor.UserName} could not sign in: {(int)answer.StatusCode}");
        }
        visitor.Cookie = string.Join("; ", cookies.Concat(Cookies(answer)));
        return took;
    }

    /// <summary>One page as a visitor sees it; nothing where the answer is not a success.</summary>
    public async Task<(int Status, string Text)> Get(string path, Visitor visitor, bool byToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(byToken ? "Authorization" : "Cookie", byToken ? "Bearer " + visitor.Token : visitor.Cookie);
        using var answer = await _http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Resident memory of the server process in MB, without PostgreSQL.</summary>
    public int ResidentMegabytes()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Processor time used so far by the server and its PostgreSQL, in seconds: what a request costs even while the machine does other things.</summary>
    public double ProcessorSeconds()
    {
        var postmaster = File.ReadLines(Path.Combine(_folder, "postgres", "postmaster.pid")).First().Trim();
        var ticks = Ticks(_process.Id.ToString(CultureInfo.InvariantCulture)).Used + Ticks(postmaster).Used;
        foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(p => char.IsAsciiDigit(p![0])))
        {
            var (used, parent) = Ticks(process!);
            ticks += parent == postmaster ? used : 0;
        }
        return ticks / 100.0;
    }

    /// <summary>User and system time of a process and its ended children in hundredths of a second, and its parent.</summary>
    private static (long Used, string Parent) Ticks(string process)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Trim().Split(' ');
            return (fields[11..15].Sum(f => long.Parse(f, CultureInfo.InvariantCulture)), fields[1]);
        }
        catch (IOException)
        {
            return (0, "");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", $"-TERM {_process.Id}");
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static IEnumerable<string> Cookies(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var set) ? set.Select(c => c.Split(';')[0]) : [];

    /// <summary>The page also carries forms for the language and for passkeys.</summary>
    private static string FormWithPassword(string page)
    {
        var start = page.LastIndexOf("<form", page.IndexOf("Form.Password", StringComparison.Ordinal), StringComparison.Ordinal);
        return page[start..page.IndexOf("</form>", start, StringComparison.Ordinal)];
    }

    /// <summary>Where the program finds its rules and texts.</summary>
    public static string ContentRoot => Path.Combine(Repository(), "src/Zhijian");

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Zhijian.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The checkout was not found.");
        }
        return folder.FullName;
    }

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*name=\"([^\"]+)\"[^>]*value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
