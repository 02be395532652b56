using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Organisations;

/// <summary>One term of a body's committee, from its election to the next; how long it lasts is a rule, a delay needs the approval of the organisation above.</summary>
public sealed class TermOfOffice
{
    private const int LongestNote = 300;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OrganisationId { get; init; }

    public required string Path { get; set; }

    public required DateOnly StartedOn { get; init; }

    public required DateOnly PlannedEnd { get; set; }

    /// <summary>The last day; null while the term runs.</summary>
    public DateOnly? EndedOn { get; set; }

    /// <summary>How it came to be: the election, the decision above.</summary>
    public required string Note { get; init; }

    /// <summary>Who approved a delay, and why; null where there was none.</summary>
    public string? ExtendedBy { get; set; }

    public string? EndReason { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>
    /// A new term begins; the one before ends the day before. Without a planned end the rule's length counts; a shorter one may be planned, a longer one is a delay
    /// and is approved afterwards.
    /// </summary>
    public static Decision<TermBegun> Begin(Organisation body, TermOfOffice? before, DateOnly start, DateOnly? plannedEnd, string? note, TermRule? rule, DateOnly today)
    {
        var end = plannedEnd ?? rule?.EndOf(start) ?? start;
        var refusal = rule is null ? TermRefusals.NoTerms
            : body.DissolvedOn is not null ? TermRefusals.BodyEnded
            : WhyNotNote(note, "Form.Note")
            ?? (start > today ? TermRefusals.NotYet.At("Form.Start")
            : start < body.FoundedOn ? TermRefusals.BeforeFounding.At("Form.Start")
            : before is not null && start <= before.StartedOn ? TermRefusals.NotAfterTheLast.At("Form.Start")
            : end <= start ? TermRefusals.EndsBeforeStart.At("Form.End")
            : end > rule.EndOf(start) ? TermRefusals.TooLong.With(rule.Years).At("Form.End")
            : null);
        if (refusal is not null)
        {
            return refusal;
        }
        if (before is not null)
        {
            before.EndedOn = start.AddDays(-1);
            before.EndReason ??= note!.Trim();
        }
        (body.TermStart, body.TermEndPlanned) = (start, end);
        return new TermBegun(body.Id, body.Path, Guid.CreateVersion7(), start, end, note!.Trim(), rule!.Rule.ToString());
    }

    /// <summary>The re-election is delayed, with the approval of the organisation above and never beyond what the rule allows.</summary>
    public Decision<TermExtended> Extend(Organisation body, DateOnly to, string? approval, TermRule? rule, int expectedVersion)
    {
        var refusal = EndedOn is not null ? TermRefusals.IsOver
            : rule is null ? TermRefusals.NoTerms
            : expectedVersion != Version ? PlatformRefusals.Stale
            : WhyNotNote(approval, "Form.Approval")
            ?? (to <= PlannedEnd ? TermRefusals.NotLonger.At("Form.To")
            : to > rule.LatestEndOf(StartedOn) ? TermRefusals.DelayTooLong.With(rule.MaximumShiftMonths).At("Form.To")
            : null);
        if (refusal is not null)
        {
            return refusal;
        }
        var before = PlannedEnd;
        PlannedEnd = to;
        ExtendedBy = approval!.Trim();
        body.TermEndPlanned = to;
        return new TermExtended(OrganisationId, Path, before, to, ExtendedBy, rule!.Rule.ToString());
    }

    /// <summary>The term ends without a new one: the body was suspended, the organisation above leads it for the time being.</summary>
    public Decision<TermClosed> Close(Organisation body, DateOnly on, string? reason, DateOnly today, int expectedVersion)
    {
        var refusal = EndedOn is not null ? TermRefusals.IsOver
            : expectedVersion != Version ? PlatformRefusals.Stale
            : WhyNotNote(reason, "Form.Reason")
            ?? (on > today ? TermRefusals.NotYet.At("Form.On")
            : on < StartedOn ? TermRefusals.EndsBeforeStart.At("Form.On")
            : null);
        if (refusal is not null)
        {
            return refusal;
        }
        EndedOn = on;
        EndReason = reason!.Trim();
        (body.TermStart, body.TermEndPlanned) = (null, null);
        return new TermClosed(OrganisationId, Path, on, EndReason);
    }

    private static Refusal? WhyNotNote(string? text, string field) =>
        string.IsNullOrWhiteSpace(text) ? PlatformRefusals.Required.At(field) : text.Trim().Length > LongestNote ? PlatformRefusals.TooLong.With(LongestNote).At(field) : null;
}

/// <summary>A body's new term began.</summary>
public sealed record TermBegun(Guid SubjectId, string OrganisationPath, Guid TermId, DateOnly Start, DateOnly PlannedEnd, string Note, string? Rule) : IFact, IDecidedByRule;

/// <summary>The re-election of a body was delayed.</summary>
public sealed record TermExtended(Guid SubjectId, string OrganisationPath, DateOnly Before, DateOnly PlannedEnd, string Approval, string? Rule) : IFact, IDecidedByRule;

/// <summary>A body's term ended without a new one.</summary>
public sealed record TermClosed(Guid SubjectId, string OrganisationPath, DateOnly On, string Reason) : IFact;

/// <summary>Why a term can't be entered, extended or closed.</summary>
internal static class TermRefusals
{
    public static readonly Refusal NoTerms = new("organisation.no-terms");
    public static readonly Refusal BodyEnded = new("organisation.body-ended");
    public static readonly Refusal IsOver = new("organisation.term-is-over");
    public static readonly Refusal NotYet = new("organisation.term-not-yet", RefusalKind.BadInput);
    public static readonly Refusal BeforeFounding = new("organisation.term-before-founding", RefusalKind.BadInput);
    public static readonly Refusal NotAfterTheLast = new("organisation.term-not-after-the-last", RefusalKind.BadInput);
    public static readonly Refusal EndsBeforeStart = new("organisation.term-ends-before-start", RefusalKind.BadInput);

    /// <summary>The value is the length in years.</summary>
    public static readonly Refusal TooLong = new("organisation.term-too-long", RefusalKind.BadInput);
    public static readonly Refusal NotLonger = new("organisation.term-not-longer", RefusalKind.BadInput);

    /// <summary>The value is the longest delay in months.</summary>
    public static readonly Refusal DelayTooLong = new("organisation.term-delay-too-long", RefusalKind.BadInput);
}
