namespace Zhijian.Platform.Web;

/// <summary>Where a page may send its reader on: nobody is sent elsewhere after signing in.</summary>
public static class Inside
{
    /// <summary>The path where it is one of our own, else the home page.</summary>
    public static string Path(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal) && !path.Any(char.IsControl) ? path : "/";
}
