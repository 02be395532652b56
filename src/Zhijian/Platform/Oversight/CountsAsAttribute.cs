namespace Zhijian.Platform.Oversight;

/// <summary>The lines of the daily security overview that count acts.</summary>
public enum OverviewLine
{
    SignIns,
    FailedSignIns,
    Reveals,
    Exports,
    Rights,
    Sessions,
    Backups,
    Requests,
    Retention,
}

/// <summary>Under which line of the daily overview a fact is counted.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CountsAsAttribute(OverviewLine line) : Attribute
{
    public OverviewLine Line { get; } = line;
}
