namespace Zhijian.Modules.Rules;

/// <summary>What one person may be asked by a message or a task that went to many.</summary>
public enum AskedTask
{
    /// <summary>To answer a notice of an activity.</summary>
    ActivityAnswer,

    /// <summary>To read a message that asks for nothing.</summary>
    MessageRead,

    /// <summary>To open a notice and confirm it; reading its text comes on top.</summary>
    NoticeConfirm,

    /// <summary>To answer one question of a paper.</summary>
    PaperQuestion,

    /// <summary>To write what one took from an activity.</summary>
    ExperienceReport,

    /// <summary>To read what an incident has to do with oneself.</summary>
    IncidentNotice,
}

/// <summary>The pack <c>costs</c>: about how many minutes a task asks of one person, as an estimate of its effort. Nobody's time is measured.</summary>
public sealed record CostRules(IReadOnlyDictionary<AskedTask, TaskMinutesRule> Tasks, ReadingRule Reading, CostConfirmingRule Confirming)
{
    /// <summary>Minutes of a task.</summary>
    /// <param name="times">Of how many the task consists: a paper's questions.</param>
    public int MinutesOf(AskedTask task, int times = 1) => Math.Max(Tasks[task].AtLeast, Tasks[task].Each * times);

    /// <summary>Minutes of reading a notice and confirming it.</summary>
    /// <param name="characters">Of its text.</param>
    /// <param name="isChinese">Whether it is written in Chinese.</param>
    public int MinutesOfNotice(int characters, bool isChinese) => Math.Max(Tasks[AskedTask.NoticeConfirm].AtLeast, Tasks[AskedTask.NoticeConfirm].Each + Reading.Minutes(characters, isChinese));
}

/// <summary>How long one kind of task takes.</summary>
/// <param name="Each">Minutes for each of what it consists of.</param>
/// <param name="AtLeast">Minutes for the whole, however little it is.</param>
public sealed record TaskMinutesRule(AskedTask Task, int Each, int AtLeast, RuleReference Rule);

/// <summary>How many characters of a text are read in a minute.</summary>
/// <param name="OtherPerMinute">Letters of texts in other languages.</param>
public sealed record ReadingRule(int ChinesePerMinute, int OtherPerMinute, RuleReference Rule)
{
    /// <summary>Whole minutes, begun ones counted.</summary>
    public int Minutes(int characters, bool isChinese)
    {
        var each = isChinese ? ChinesePerMinute : OtherPerMinute;
        return (characters + each - 1) / each;
    }
}

/// <summary>From how much on a sender says that they have seen what it costs.</summary>
/// <param name="AbovePeople">More people than these.</param>
/// <param name="AboveHours">More hours than these of all together.</param>
public sealed record CostConfirmingRule(int AbovePeople, int AboveHours, RuleReference Rule)
{
    /// <summary>Whether what is sent asks for that line.</summary>
    /// <param name="minutes">Of all together.</param>
    public bool IsAsked(int people, long minutes) => people > AbovePeople || minutes > AboveHours * 60L;
}
