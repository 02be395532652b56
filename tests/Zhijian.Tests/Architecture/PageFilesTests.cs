using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Architecture;

/// <summary>Pages keep to the strict content policy and to their guards.</summary>
public sealed partial class PageFilesTests
{
    [Fact]
    public void No_page_carries_style_or_script_of_its_own()
    {
        Assert.Equal(4, Found("broken", """<p style="color:red" onclick="run()"><script>run()</script><style>p{}</style></p>""").Count());
        Breaches.None(Found("sound", """<script src="/zhijian.js" defer></script><form @onsubmit="OnSubmit" data-style="a">"""));
        Breaches.None(Directory.EnumerateFiles(Path.Combine(World.Repository, "src", "Zhijian"), "*.razor", SearchOption.AllDirectories).SelectMany(f => Found(Path.GetFileName(f), File.ReadAllText(f))));
    }

    [Fact]
    public void Every_page_declares_who_may_open_it()
    {
        Assert.Equal([nameof(UnguardedPage)], WithoutPolicy([typeof(UnguardedPage)]));
        Breaches.None(WithoutPolicy(Code.Program));
    }

    private static IEnumerable<string> WithoutPolicy(IEnumerable<Type> types) =>
        types.Where(t => t.IsDefined(typeof(RouteAttribute), inherit: false) && !t.IsDefined(typeof(AllowAttribute), inherit: true)).Select(t => t.Name);

    private static IEnumerable<string> Found(string file, string text) => Inline().Matches(text).Select(m => $"{file}: {m.Value}");

    [GeneratedRegex("""(?<![\w-])style\s*=|(?<![\w@-])(?-i:on[a-z]+)\s*=\s*["']|<script(?![^>]*\bsrc=)|<style\b|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [Route("/unguarded")]
    private sealed class UnguardedPage : ComponentBase;
}
