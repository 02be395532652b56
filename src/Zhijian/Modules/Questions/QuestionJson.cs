using System.Text.Json;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Questions;

/// <summary>How questions stand in columns: as JSON whose kinds come first, so that it is kept as text and never sorted anew.</summary>
internal static class QuestionJson
{
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, KeptJson.Form);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, KeptJson.Form)!;
}
