namespace Zhijian.Platform.Web;

/// <summary>The version that a button's form carries: what its reader saw.</summary>
internal static class SeenVersion
{
    /// <summary>-1, which nothing has, where the form says none.</summary>
    public static int Of(HttpContext context) => int.TryParse(context.Request.Form["version"], out var version) ? version : -1;
}
