using System.Net;

namespace Zhijian.Platform.Writing;

/// <summary>Characters that HTML writes by a name or a number: <c>&amp;lt;</c>, <c>&amp;#125;</c>.</summary>
public static class HtmlNames
{
    public static string Read(string html) => WebUtility.HtmlDecode(html);
}
