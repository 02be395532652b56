using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Zhijian.Modules.Standards.Reading;

/// <summary>The files of <c>standards/</c> as they were built in.</summary>
internal static class StandardFile
{
    public static StreamReader Open(string file) => new(typeof(StandardFile).Assembly.GetManifestResourceStream("Zhijian.standards." + file)!);

    public static T Yaml<T>(string file)
    {
        using var text = Open(file + ".yaml");
        return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<T>(text);
    }
}
