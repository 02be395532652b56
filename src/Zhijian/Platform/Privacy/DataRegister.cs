using System.Reflection;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Zhijian.Platform.Privacy;

/// <summary>How carefully a column is kept; after the pack <c>sensitivity</c> (PIPL Art. 6, 28 and 51).</summary>
public enum DataClass
{
    /// <summary>Public or technical.</summary>
    S0,

    /// <summary>Internal, about a person.</summary>
    S1,

    /// <summary>Restricted.</summary>
    S2,

    /// <summary>Sensitive.</summary>
    S3,
}

/// <summary>A text in both languages.</summary>
public sealed class BothLanguages
{
    public string Zh { get; set; } = "";

    public string En { get; set; } = "";

    public string In(bool chinese) => chinese ? Zh : En;
}

/// <summary>
/// The register of processing (PIPL Art. 17 and 55; GB/T 35273): every table, what it is for, on which ground, how long it is kept, and the class of each column.
/// It stands beside the schema scripts (<c>register.yaml</c>) and a test holds both together, so that nothing is kept that it does not name.
/// </summary>
public static class DataRegister
{
    /// <summary>All tables, by name.</summary>
    public static IReadOnlyDictionary<string, DataTable> Tables { get; } = Read();

    /// <summary>Those that hold something about persons.</summary>
    public static IEnumerable<DataTable> WithPersonalData => Tables.Values.Where(t => t.Columns.Any(c => c.Class != DataClass.S0)).OrderBy(t => t.Name, StringComparer.Ordinal);

    /// <summary>Those whose rows name the person they are about.</summary>
    public static IEnumerable<DataTable> OfPersons => WithPersonalData.Where(t => t.About.Count > 0 || t.Via is not null);

    private static Dictionary<string, DataTable> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var reader = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();
        Dictionary<string, DataTable> tables = [];
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".Schema.register.yaml", StringComparison.Ordinal)))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            foreach (var (name, entry) in reader.Deserialize<Dictionary<string, TableEntry>>(text))
            {
                tables.Add(name, entry.Named(name));
            }
        }
        return tables;
    }

    private sealed class TableEntry
    {
        public List<string> About { get; set; } = [];

        public string? Via { get; set; }

        public BothLanguages Purpose { get; set; } = new();

        public BothLanguages? Basis { get; set; }

        public BothLanguages Kept { get; set; } = new();

        public BothLanguages? Recipients { get; set; }

        public DataTerm? Term { get; set; }

        [YamlMember(Alias = "S0", ApplyNamingConventions = false)]
        public List<string> S0 { get; set; } = [];

        [YamlMember(Alias = "S1", ApplyNamingConventions = false)]
        public List<string> S1 { get; set; } = [];

        [YamlMember(Alias = "S2", ApplyNamingConventions = false)]
        public List<string> S2 { get; set; } = [];

        [YamlMember(Alias = "S3", ApplyNamingConventions = false)]
        public List<string> S3 { get; set; } = [];

        public Dictionary<string, BothLanguages> Open { get; set; } = [];

        public Dictionary<string, BothLanguages> Withheld { get; set; } = [];

        public DataTable Named(string name)
        {
            List<DataColumn> columns = [];
            foreach (var (list, kind) in new[] { (S0, DataClass.S0), (S1, DataClass.S1), (S2, DataClass.S2), (S3, DataClass.S3) })
            {
                columns.AddRange(list.Select(c => new DataColumn(c, kind, kind >= DataClass.S2 && !Open.ContainsKey(c), Open.GetValueOrDefault(c), Withheld.GetValueOrDefault(c))));
            }
            return new DataTable(name, About, Via, Purpose, Basis, Kept, Term, columns) { Recipients = Recipients };
        }
    }
}

/// <summary>One table of the register.</summary>
/// <param name="About">The columns with the member whom a row is about; none where it is about nobody.</param>
/// <param name="Via"><c>account</c> where a row belongs to an account, and through it to a person.</param>
/// <param name="Basis">The legal ground of keeping it; for tables about persons.</param>
/// <param name="Term">The same as <paramref name="Kept"/> in days, for the nightly run; null where rows are kept for good or go with something else.</param>
public sealed record DataTable(string Name, IReadOnlyList<string> About, string? Via, BothLanguages Purpose, BothLanguages? Basis, BothLanguages Kept, DataTerm? Term, IReadOnlyList<DataColumn> Columns)
{
    /// <summary>Who receives it beside those whose posts show it to them; null for nobody.</summary>
    public BothLanguages? Recipients { get; init; }
}

/// <summary>For how long rows are kept.</summary>
public sealed class DataTerm
{
    /// <summary>Days from the moment that the rule of the table names.</summary>
    public int Days { get; set; }

    /// <summary>Days that the law demands at least; 0 where it demands none.</summary>
    public int Floor { get; set; }

    /// <summary>The clause that demands them.</summary>
    public BothLanguages? Clause { get; set; }
}

/// <summary>One column of the register.</summary>
/// <param name="IsSealed">Kept encrypted with the person's key.</param>
/// <param name="WhyOpen">Why a restricted column is kept in the clear.</param>
/// <param name="WhyWithheld">Why its content is not handed out with one's own data.</param>
public sealed record DataColumn(string Name, DataClass Class, bool IsSealed, BothLanguages? WhyOpen, BothLanguages? WhyWithheld);
