using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Zhijian.Modules.Federation;

/// <summary>How statements are written: exactly what the form says, nothing twice, nothing more and nothing missing.</summary>
internal static class StatementForm
{
    /// <param name="depth">How deep it goes at most.</param>
    public static JsonSerializerOptions Of(int depth) => new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        MaxDepth = depth,
    };
}
