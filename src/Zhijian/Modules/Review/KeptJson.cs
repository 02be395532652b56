using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Zhijian.Modules.Review;

/// <summary>How a case's route, notes and checks stand in their JSON columns.</summary>
internal static class KeptJson
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Form);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Form)!;
}
