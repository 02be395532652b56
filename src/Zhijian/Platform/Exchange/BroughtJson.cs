using System.Text.Json;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Exchange;

/// <summary>How records from outside are read: as strictly as every body.</summary>
public static class BroughtJson
{
    public static JsonSerializerOptions Form { get; } = Strict();

    private static JsonSerializerOptions Strict()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ZhijianApplication.Strict(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
