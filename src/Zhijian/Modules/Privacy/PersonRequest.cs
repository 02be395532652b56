using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Privacy;

/// <summary>How a request of a person stands.</summary>
public enum RequestState
{
    /// <summary>Under review.</summary>
    Waiting,

    /// <summary>Refused with a reason; may be asked again with more words or proof.</summary>
    Returned,

    Withdrawn,

    /// <summary>Approved and done.</summary>
    Granted,
}

/// <summary>
/// What a person asks for about their own data (PIPL Art. 44 to 50). It goes through review like any record, and nothing of it takes effect before the last layer approved.
/// Values are sealed with the person's own key; nobody reads them from here.
/// </summary>
public sealed class PersonRequest
{
    public const int LongestReason = 500;
    internal const string OldColumn = "old_value";
    internal const string NewColumn = "new_value";

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The path of the person's branch.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required Guid MemberId { get; init; }

    public required PersonRequestKind Kind { get; init; }

    /// <summary>Which field is to be put right.</summary>
    public string? Field { get; init; }

    /// <summary>What stood there when it was granted, sealed; for the moment in which an approval can be taken back.</summary>
    public byte[]? OldValue { get; set; }

    /// <summary>What is asked for, sealed.</summary>
    public byte[]? NewValue { get; set; }

    public required string Reason { get; set; }

    /// <summary>The rule that grounds it.</summary>
    public required string Rule { get; init; }

    public RequestState State { get; set; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The last day on which it should be answered.</summary>
    public required DateOnly DueOn { get; init; }

    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>Why it was refused.</summary>
    public string? Answer { get; set; }

    /// <summary>The day on which it was noted that the time for an answer had passed.</summary>
    public DateOnly? OverdueSince { get; set; }

    public int Version { get; set; } = 1;

    public bool IsCorrection => Kind == PersonRequestKind.Correct;

    /// <summary>Under which word reviewers know it.</summary>
    public string RecordKind => KindOfRecord(Kind);

    public static string KindOfRecord(PersonRequestKind kind) => kind == PersonRequestKind.Correct ? RequestKinds.Correction : RequestKinds.Restriction;

    /// <summary>Whether it still waits for an answer after its last day.</summary>
    public bool IsLate(DateOnly today) => State == RequestState.Waiting && DueOn < today;

    /// <summary>A request as its person makes it.</summary>
    /// <param name="changes">Whether the value asked for differs from what is kept; for corrections.</param>
    public static Decision<RequestMade> Make(Member own, PersonRequestKind kind, string? field, bool changes, string? reason, RequestRule rule, WorkCalendar calendar, DateTimeOffset now, DateOnly today, out PersonRequest? request)
    {
        request = null;
        var words = reason?.Trim() ?? "";
        var refusal = own.LeftOn is not null ? PeopleRefusals.HasLeft
            : WhyNotReason(words) ?? (kind == PersonRequestKind.Correct && !changes ? PrivacyRefusals.NothingNew.At("Form.Value")
            : kind == PersonRequestKind.Restrict && own.RestrictedSince is not null ? PeopleRefusals.RestrictedAlready.At("Form.Kind")
            : kind == PersonRequestKind.Lift && own.RestrictedSince is null ? PeopleRefusals.NotRestricted.At("Form.Kind")
            : null);
        if (refusal is not null)
        {
            return refusal;
        }
        request = new PersonRequest
        {
            MemberId = own.Id, Path = own.Path, OrganisationId = own.OrganisationId, Kind = kind, Field = kind == PersonRequestKind.Correct ? field : null, Reason = words,
            Rule = rule.Rule.ToString(), AskedAt = now, DueOn = calendar.AddWorkingDays(today, rule.AnswerWorkingDays).Date,
        };
        return new RequestMade(request.Id, request.Path, own.Id, kind, request.Field, request.DueOn, request.Rule);
    }

    /// <summary>Asks again after a refusal, in other words; the day by which it should be answered stays.</summary>
    public Decision<RequestMade> Again(string? reason, int seen)
    {
        var words = reason?.Trim() ?? "";
        if ((seen != Version ? PlatformRefusals.Stale : State != RequestState.Returned ? PrivacyRefusals.NotReturned : WhyNotReason(words)) is { } refusal)
        {
            return refusal;
        }
        (Reason, State, Answer, AnsweredAt) = (words, RequestState.Waiting, null, null);
        return new RequestMade(Id, Path, MemberId, Kind, Field, DueOn, Rule);
    }

    /// <summary>The last layer approved.</summary>
    public RequestAnswered Grant(DateTimeOffset now) => Answered(RequestState.Granted, null, now);

    /// <summary>A layer refused; the person is told why (PIPL Art. 50).</summary>
    public RequestAnswered Refuse(string why, DateTimeOffset now) => Answered(RequestState.Returned, why, now);

    /// <summary>The decision was taken back, or the request with it.</summary>
    public void Reopen() => (State, Answer, AnsweredAt, OldValue) = (RequestState.Waiting, null, null, null);

    private RequestAnswered Answered(RequestState state, string? why, DateTimeOffset now)
    {
        (State, Answer, AnsweredAt) = (state, why, now);
        return new RequestAnswered(Id, Path, MemberId, Kind, state == RequestState.Granted, Rule);
    }

    private static Refusal? WhyNotReason(string words) => PlatformRefusals.WhyNotReason(words, LongestReason);
}

/// <summary>Under which words the review knows requests of persons; each has its chain in the pack <c>review-chains</c>.</summary>
public static class RequestKinds
{
    public const string Correction = "person-correction";
    public const string Restriction = "person-restriction";

    public static bool Has(string recordKind) => recordKind is Correction or Restriction;
}

/// <summary>A person asked for something about their own data, for the first time or again. The subject is the request; the trace keeps no value.</summary>
[CountsAs(OverviewLine.Requests)]
public sealed record RequestMade(Guid SubjectId, string OrganisationPath, Guid MemberId, PersonRequestKind Kind, string? Field, DateOnly DueOn, string? Rule) : IFact, IDecidedByRule;

/// <summary>A request of a person was granted and done, or refused.</summary>
[CountsAs(OverviewLine.Requests)]
public sealed record RequestAnswered(Guid SubjectId, string OrganisationPath, Guid MemberId, PersonRequestKind Kind, bool Granted, string? Rule) : IFact, IDecidedByRule;

/// <summary>The day by which a request should have been answered passed.</summary>
[CountsAs(OverviewLine.Requests)]
public sealed record RequestOverdue(Guid SubjectId, string OrganisationPath, Guid MemberId, PersonRequestKind Kind, DateOnly DueOn, string? Rule) : IFact, IDecidedByRule;

/// <summary>Somebody who reviews a correction saw the sealed values in the clear, once; the person it is about is told. The subject is the member.</summary>
[CountsAs(OverviewLine.Reveals)]
public sealed record RequestValuesShown(Guid SubjectId, string OrganisationPath, Guid RequestId, string Field) : IFact;

/// <summary>Why something about people's rights can't be done.</summary>
public static class PrivacyRefusals
{
    public static readonly Refusal NothingNew = new("privacy.nothing-new", RefusalKind.BadInput);
    public static readonly Refusal AskedAlready = new("privacy.asked-already");
    public static readonly Refusal NotReturned = new("privacy.not-returned");

    /// <summary>The end lies before the beginning, or in the future.</summary>
    public static readonly Refusal NoSpan = new("privacy.no-span", RefusalKind.BadInput);
    public static readonly Refusal NoSuchAccount = new("privacy.no-such-account", RefusalKind.BadInput);
    public static readonly Refusal NoSuchTable = new("privacy.no-such-table", RefusalKind.BadInput);
    public static readonly Refusal NobodyAffected = new("privacy.nobody-affected");

    /// <summary>Whoever prepared it does not approve it.</summary>
    public static readonly Refusal NeedsSecondPerson = new("privacy.needs-second-person");
    public static readonly Refusal ToldAlready = new("privacy.told-already");
}
