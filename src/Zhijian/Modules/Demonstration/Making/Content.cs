using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Names and subjects of the fictitious university (Content/*.yaml).</summary>
internal sealed class Content
{
    public string Committee { get; set; } = "";

    public List<GeneralBranchText> GeneralBranches { get; set; } = [];

    public List<KnownPeople> Known { get; set; } = [];

    public string Surnames { get; set; } = "";

    public string GivenFirst { get; set; } = "";

    public string GivenSecond { get; set; } = "";

    public List<string> Places { get; set; } = [];

    public List<string> SmallPlaces { get; set; } = [];

    public List<LeaveText> LeaveReasons { get; set; } = [];

    public List<string> LateReasons { get; set; } = [];

    public List<string> Excuses { get; set; } = [];

    public List<string> Vacancies { get; set; } = [];

    public List<ReturnText> Returns { get; set; } = [];

    public List<string> AcceptNotes { get; set; } = [];

    public List<string> Disciplines { get; set; } = [];

    [YamlIgnore]
    public Dictionary<ActivityKind, List<SubjectText>> Subjects { get; private set; } = [];

    public static Content Load()
    {
        var content = Read<Content>("university.yaml");
        content.Subjects = Read<Dictionary<ActivityKind, List<SubjectText>>>("subjects.yaml");
        return content;
    }

    private static T Read<T>(string file)
    {
        using var text = new StreamReader(typeof(Content).Assembly.GetManifestResourceStream("Zhijian.Modules.Demonstration.Content." + file)!);
        return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<T>(text);
    }
}

/// <summary>Why somebody asks for leave, and what kind of leave that is.</summary>
internal sealed class LeaveText
{
    public LeaveKind Kind { get; set; }

    public string Reason { get; set; } = "";
}

internal sealed class GeneralBranchText
{
    public string Name { get; set; } = "";

    public List<BranchText> Branches { get; set; } = [];
}

internal sealed class BranchText
{
    public string Name { get; set; } = "";

    public Population Population { get; set; }

    public int Members { get; set; }

    public int Groups { get; set; }
}

internal sealed class KnownPeople
{
    public string Branch { get; set; } = "";

    /// <summary>Place of the first of them in the branch's list; the committee comes first.</summary>
    public int From { get; set; }

    public List<string> Names { get; set; } = [];
}

internal sealed class SubjectText
{
    public string Title { get; set; } = "";

    public List<ItemText> Items { get; set; } = [];
}

internal sealed class ItemText
{
    public string Title { get; set; } = "";

    public List<string> Points { get; set; } = [];

    public string? Resolution { get; set; }

    public string? Motion { get; set; }

    public string? Task { get; set; }
}

internal sealed class ReturnText
{
    public string Note { get; set; } = "";

    public string Field { get; set; } = "";
}
