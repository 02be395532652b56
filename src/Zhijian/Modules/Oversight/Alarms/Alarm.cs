using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Oversight.Alarms;

/// <summary>Something was counted more often than it should be, or the installation is not in order. It asks to be looked into; it says nothing about anybody.</summary>
internal sealed class Alarm
{
    public const int LongestAnswer = 500;

    public Guid Id { get; set; }

    public string Rule { get; set; } = "";

    /// <summary>The person or account whose acts were counted together; null where everybody's were.</summary>
    public Guid? Who { get; set; }

    public DateTimeOffset FirstAt { get; set; }

    public DateTimeOffset LastAt { get; set; }

    public long Count { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public string? AnsweredBy { get; set; }

    public string? Answer { get; set; }

    public int Version { get; set; }

    /// <summary>Writes down what it was. Once; a later thought is another entry elsewhere.</summary>
    public Decision<AlarmAnswered> AnswerWith(string? answer, int seen) =>
        seen != Version ? PlatformRefusals.Stale
        : AnsweredAt is not null ? AlarmRefusals.AnsweredAlready
        : string.IsNullOrWhiteSpace(answer) ? PlatformRefusals.Required.At("Form.Answer")
        : answer.Trim().Length > LongestAnswer ? PlatformRefusals.TooLong.With(LongestAnswer).At("Form.Answer")
        : new AlarmAnswered(Id, FencedScope.WholeInstitution, Rule);
}
