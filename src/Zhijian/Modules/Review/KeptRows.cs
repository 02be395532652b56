using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Review;

/// <summary>One row of the cases, as a page reads it.</summary>
internal sealed class CaseRow
{
    public const string Columns =
        "c.id, c.record_kind as RecordKind, c.subject_id as SubjectId, c.organisation_id as OrganisationId, c.path, c.title, "
        + "c.author_member_id as AuthorMemberId, c.author_member_ids as AuthorMemberIds, c.about_member_ids as AboutMemberIds, "
        + "c.holds_sensitive_data as HoldsSensitiveData, c.all_checks_passed as AllChecksPassed, c.corrects_case_id as CorrectsCaseId, c.route, c.state, c.layer, "
        + "c.waiting_at_organisation_id as WaitingAtOrganisationId, c.waiting_posts as WaitingPosts, c.closed_to as ClosedTo, c.waiting_since as WaitingSince, "
        + "c.escalated, c.deputy_id as DeputyId, c.deputy_for as DeputyFor, c.last_submission as LastSubmission, c.submitted_at as SubmittedAt, c.version";

    public Guid Id { get; set; }

    public string RecordKind { get; set; } = "";

    public Guid SubjectId { get; set; }

    public Guid OrganisationId { get; set; }

    public string Path { get; set; } = "";

    public string Title { get; set; } = "";

    public Guid AuthorMemberId { get; set; }

    public Guid[] AuthorMemberIds { get; set; } = [];

    public Guid[] AboutMemberIds { get; set; } = [];

    public bool HoldsSensitiveData { get; set; }

    public bool AllChecksPassed { get; set; }

    public Guid? CorrectsCaseId { get; set; }

    public string Route { get; set; } = "";

    public ReviewState State { get; set; }

    public int Layer { get; set; }

    public Guid? WaitingAtOrganisationId { get; set; }

    public string[] WaitingPosts { get; set; } = [];

    public Guid[] ClosedTo { get; set; } = [];

    public DateTime WaitingSince { get; set; }

    public bool Escalated { get; set; }

    public Guid? DeputyId { get; set; }

    public Guid? DeputyFor { get; set; }

    public int LastSubmission { get; set; }

    public DateTime SubmittedAt { get; set; }

    public int Version { get; set; }

    public ReviewRoute ReadRoute() => KeptJson.Read<ReviewRoute>(Route);
}

/// <summary>One row of the trails, as a page reads it.</summary>
internal sealed class StepRow
{
    public const string Columns =
        "s.case_id as CaseId, s.number, s.path, s.move, s.by_member_id as ByMemberId, s.by_name as ByName, s.in_post as InPost, "
        + "s.at_organisation_id as AtOrganisationId, s.in_place_of as InPlaceOf, s.to_member_id as ToMemberId, s.rule_version as RuleVersion, s.submission, "
        + "s.note, s.field_notes as FieldNotes, s.at, s.case_version as CaseVersion, s.from_state as FromState, s.from_layer as FromLayer, "
        + "s.from_layer_kind as FromLayerKind, s.from_waiting_since as FromWaitingSince, s.from_escalated as FromEscalated, s.from_deputy_id as FromDeputyId, "
        + "s.from_deputy_for as FromDeputyFor, s.to_state as ToState, s.to_layer as ToLayer, s.takes_back_from as TakesBackFrom";

    public Guid CaseId { get; set; }

    public int Number { get; set; }

    public string Path { get; set; } = "";

    public ReviewMove Move { get; set; }

    public Guid? ByMemberId { get; set; }

    public string ByName { get; set; } = "";

    public PostKind? InPost { get; set; }

    public Guid? AtOrganisationId { get; set; }

    public Guid? InPlaceOf { get; set; }

    public Guid? ToMemberId { get; set; }

    public string RuleVersion { get; set; } = "";

    public int Submission { get; set; }

    public string Note { get; set; } = "";

    public string FieldNotes { get; set; } = "";

    public DateTime At { get; set; }

    public int CaseVersion { get; set; }

    public ReviewState FromState { get; set; }

    public int FromLayer { get; set; }

    public ReviewLayerKind? FromLayerKind { get; set; }

    public DateTime FromWaitingSince { get; set; }

    public bool FromEscalated { get; set; }

    public Guid? FromDeputyId { get; set; }

    public Guid? FromDeputyFor { get; set; }

    public ReviewState ToState { get; set; }

    public int ToLayer { get; set; }

    public int? TakesBackFrom { get; set; }

    public List<FieldNote> ReadFieldNotes() => KeptJson.Read<List<FieldNote>>(FieldNotes);
}

/// <summary>One row of the submitted versions, as a page reads it.</summary>
internal sealed class SubmissionRow
{
    public const string Columns =
        "v.case_id as CaseId, v.number, v.path, v.content_json as ContentJson, v.fingerprint, v.checks, v.by_member_id as ByMemberId, v.by_name as ByName, v.at";

    public Guid CaseId { get; set; }

    public int Number { get; set; }

    public string Path { get; set; } = "";

    public string ContentJson { get; set; } = "";

    public string Fingerprint { get; set; } = "";

    public string Checks { get; set; } = "";

    public Guid ByMemberId { get; set; }

    public string ByName { get; set; } = "";

    public DateTime At { get; set; }

    public List<AutomaticCheck> ReadChecks() => KeptJson.Read<List<AutomaticCheck>>(Checks);
}
