namespace Zhijian.Modules.Rules;

/// <summary>For what a comment can be reported. Each names something that stands in the text; what somebody thinks is none.</summary>
public enum MisuseReason
{
    /// <summary>It makes somebody's personal data known.</summary>
    PersonalData,

    /// <summary>It insults somebody.</summary>
    Insult,

    Advertisement,

    /// <summary>It has nothing to do with the article.</summary>
    OffTopic,
}

/// <summary>The pack <c>conversation</c>: what readers write below articles, and what becomes of a report.</summary>
public sealed record ConversationRules(WritingRule Writing, AppealRule Appeal, IReadOnlyDictionary<MisuseReason, MisuseRule> Reasons);

/// <summary>How long and how often readers write.</summary>
/// <param name="LongestText">Characters of a comment, a question or an answer.</param>
/// <param name="EditMinutes">So long after writing it a comment can be changed by its writer.</param>
/// <param name="MostWritten">Comments and questions of one person within <paramref name="WithinMinutes"/>.</param>
public sealed record WritingRule(int LongestText, int EditMinutes, int MostWritten, int WithinMinutes, RuleReference Rule);

/// <summary>Within how many days of the decision its writer may appeal, once.</summary>
public sealed record AppealRule(int WithinDays, RuleReference Rule);

/// <summary>A reason for a report.</summary>
/// <param name="HidesAtOnce">Whether the comment is out of sight until it is decided.</param>
public sealed record MisuseRule(MisuseReason Reason, bool HidesAtOnce, RuleReference Rule);
