using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Oversight.Alarms;

/// <summary>An alarm was raised and those who receive the overview were told.</summary>
/// <param name="Rule">Which line of alarms.yaml.</param>
public sealed record AlarmRaised(Guid SubjectId, string OrganisationPath, string Rule, long Count) : IFact;

/// <summary>Somebody looked into an alarm and wrote down what it was.</summary>
public sealed record AlarmAnswered(Guid SubjectId, string OrganisationPath, string Rule) : IFact;

internal static class AlarmRefusals
{
    public static readonly Refusal AnsweredAlready = new("oversight.alarm-answered");
}
