using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Zhijian.Modules.Figures;

/// <summary>What is counted under which name: the measures of home pages and of the interface, as data.</summary>
public sealed record Measures(IReadOnlyList<Measure> All)
{
    /// <summary>Reads the table that comes with the program.</summary>
    public static Measures Load()
    {
        using var stream = typeof(Measures).Assembly.GetManifestResourceStream("Zhijian.Modules.Figures.measures.yaml")!;
        using var reader = new StreamReader(stream);
        var rows = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<List<Row>>(reader);
        return new Measures([.. rows.Select(row => new Measure(row.Name, [.. row.Kinds.Select(FigureKind.Parse)], row.Address ?? Measure.OfActivities))]);
    }

    /// <summary>The measure of this name, or null.</summary>
    public Measure? Find(string? name) => All.FirstOrDefault(measure => measure.Name == name);

    /// <summary>Where a record of this kind is shown.</summary>
    public string AddressOf(FigureKind kind, Guid subject) => (All.FirstOrDefault(m => m.Kinds.Contains(kind))?.Address ?? Measure.OfActivities) + subject;

    private sealed class Row
    {
        public string Name { get; set; } = "";

        public List<string> Kinds { get; set; } = [];

        public string? Address { get; set; }
    }
}

/// <summary>One measure: the kinds of filed records it counts; none yet means that it has no source.</summary>
/// <param name="Address">In front of a record's subject: the page that shows it.</param>
public sealed record Measure(string Name, IReadOnlyList<FigureKind> Kinds, string Address)
{
    internal const string OfActivities = "/activities/";

    public bool HasSource => Kinds.Count > 0;

    /// <summary>The text key of its name.</summary>
    public string TextKey => $"figures.measure.{Platform.Texts.Words.Kebab(Name)}";
}
