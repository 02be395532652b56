using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using QRCoder;

namespace Zhijian.Platform.Web.Parts;

/// <summary>A QR code as inline SVG: one path, no style, no script.</summary>
internal static class QrPicture
{
    public static MarkupString Of(string text, string label)
    {
        using var maker = new QRCodeGenerator();
        using var data = maker.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var size = data.ModuleMatrix.Count;
        var path = new StringBuilder(size * size * 6);
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                if (data.ModuleMatrix[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }
        // QRCoder's matrix has its quiet zone inside.
        return new MarkupString(string.Create(CultureInfo.InvariantCulture, $"""<svg viewBox="0 0 {size} {size}" role="img" aria-label="{System.Net.WebUtility.HtmlEncode(label)}" shape-rendering="crispEdges"><path d="{path}" fill="#17181b"/></svg>"""));
    }
}
