namespace Zhijian.Platform.Web;

/// <summary>Where somebody is sent next, when the address came from outside.</summary>
public static class LocalPath
{
    /// <summary>Only a path of our own: nobody is sent elsewhere. Browsers read two slashes, and a backslash as one, as the name of another host.</summary>
    public static string Of(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal) && !path.Any(char.IsControl) ? path : "/";

    /// <summary>The page of ours that the reader came from, else the first one.</summary>
    public static string Before(HttpRequest request) =>
        request.GetTypedHeaders().Referer is { IsAbsoluteUri: true } from && from.Authority == request.Host.Value ? Of(from.PathAndQuery) : "/";
}
