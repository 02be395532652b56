using Microsoft.AspNetCore.StaticFiles;

namespace Zhijian.Platform.Web;

/// <summary>Serves the bundled files, compressed where the browser takes it: the build lays a .br and a .gz beside each.</summary>
internal static class CompressedFiles
{
    private static readonly FileExtensionContentTypeProvider Types = new(new Dictionary<string, string>(new FileExtensionContentTypeProvider().Mappings) { [".webmanifest"] = "application/manifest+json" });
    private static readonly (string Coding, string Ending)[] Codings = [("br", ".br"), ("gzip", ".gz")];

    public static void UseCompressedFiles(this WebApplication app)
    {
        var root = app.Environment.WebRootFileProvider;
        app.Use(async (context, next) =>
        {
            var path = context.Request.Path;
            if (HttpMethods.IsGet(context.Request.Method) && path.Value is { Length: > 1 } name && Types.TryGetContentType(name, out var type) && !name.EndsWith(".br", StringComparison.Ordinal) && !name.EndsWith(".gz", StringComparison.Ordinal))
            {
                var accepted = context.Request.Headers.AcceptEncoding.ToString();
                foreach (var (coding, ending) in Codings)
                {
                    if (accepted.Contains(coding, StringComparison.Ordinal) && root.GetFileInfo(name + ending).Exists)
                    {
                        context.Request.Path = name + ending;
                        context.Response.Headers.ContentEncoding = coding;
                        context.Response.Headers.Vary = "Accept-Encoding";
                        context.Items[typeof(CompressedFiles)] = type;
                        break;
                    }
                }
            }
            await next(context);
        });
        app.UseStaticFiles(new StaticFileOptions { ContentTypeProvider = new WithCompressed(), OnPrepareResponse = Describe });
    }

    /// <summary>Names that carry the hash of their content never change; the others are asked for each time.</summary>
    private static void Describe(StaticFileResponseContext file)
    {
        var name = file.File.Name;
        if (file.Context.Items[typeof(CompressedFiles)] is string type)
        {
            file.Context.Response.ContentType = type;
            name = Path.GetFileNameWithoutExtension(name);
        }
        file.Context.Response.Headers.CacheControl = name.Split('.').Length > 2 ? "public, max-age=31536000, immutable" : "no-cache";
    }

    /// <summary>Compressed names are known files too; their type is set from the name without the ending.</summary>
    private sealed class WithCompressed : IContentTypeProvider
    {
        public bool TryGetContentType(string subpath, out string contentType)
        {
            var plain = subpath.EndsWith(".br", StringComparison.Ordinal) || subpath.EndsWith(".gz", StringComparison.Ordinal) ? subpath[..^3] : subpath;
            return Types.TryGetContentType(plain, out contentType!);
        }
    }
}
