using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;
using Zhijian.Platform.Oversight;

namespace Zhijian.Modules.Oversight.Alarms;

/// <summary>Whose acts are counted together.</summary>
internal enum CountedBy
{
    /// <summary>Everybody's.</summary>
    All,

    /// <summary>Those of one person.</summary>
    Person,

    /// <summary>Those against one account or member.</summary>
    Subject,
}

/// <summary>What of the installation itself is looked at.</summary>
internal enum MachineState
{
    FreeMegabytes,
    DrillFailed,
    VersionsOld,
}

/// <summary>One line of alarms.yaml: what is counted, how many of it within how many minutes call somebody.</summary>
internal sealed class AlarmRule
{
    public string Id { get; set; } = "";

    /// <summary>A line of the daily overview, with all its facts.</summary>
    public OverviewLine? Line { get; set; }

    /// <summary>Single facts, instead of a line.</summary>
    public List<string> Facts { get; set; } = [];

    /// <summary>A member of the fact's body that must have one of <see cref="Values"/>.</summary>
    public string? Where { get; set; }

    public List<string> Values { get; set; } = [];

    /// <summary>A kind of answer that leaves no entry: refused, limited, broken.</summary>
    public string? Answer { get; set; }

    public MachineState? Machine { get; set; }

    public CountedBy By { get; set; }

    public long AtLeast { get; set; } = 1;

    /// <summary>For what should not sink: the least that is well.</summary>
    public long Below { get; set; }

    public int Minutes { get; set; }

    /// <summary>Whether this much calls somebody.</summary>
    public bool Calls(long count) => Below > 0 ? count < Below : count >= AtLeast;
}

/// <summary>The alarms of alarms.yaml, beside this file.</summary>
internal sealed class AlarmRules
{
    public required IReadOnlyList<AlarmRule> All { get; init; }

    public static AlarmRules Load()
    {
        using var text = new StreamReader(typeof(AlarmRules).Assembly.GetManifestResourceStream("Zhijian.Modules.Oversight.Alarms.alarms.yaml")!);
        var file = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<AlarmFile>(text);
        return new AlarmRules { All = file.Alarms };
    }

    private sealed class AlarmFile
    {
        public string Id { get; set; } = "";

        public string Version { get; set; } = "";

        public string Source { get; set; } = "";

        public List<AlarmRule> Alarms { get; set; } = [];
    }
}
