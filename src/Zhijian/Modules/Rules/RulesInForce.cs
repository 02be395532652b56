namespace Zhijian.Modules.Rules;

/// <summary>The rules of all packs as they stand from a day on, until the next change.</summary>
public sealed record RulesInForce(
    DateOnly From,
    IReadOnlyDictionary<string, RulePack> Packs,
    IReadOnlyList<string> StandIns,
    OrganisationRules Organisations,
    ActivityRules Activities,
    Obligations Obligations,
    VotePolicies Votes,
    ReviewChains ReviewChains,
    AttendanceRules Attendance,
    WorkCalendar Calendar,
    SensitivityRules Sensitivity,
    PeopleRights PeopleRights,
    ReminderRules Reminders,
    LearningRules Learning,
    OpenAffairs OpenAffairs,
    PointsRules Points,
    IndicatorRules Indicators,
    ConversationRules Conversation,
    YearlyRules Yearly,
    CostRules Costs);
