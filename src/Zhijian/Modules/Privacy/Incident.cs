using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;

namespace Zhijian.Modules.Privacy;

/// <summary>
/// An incident with personal data as the security officer describes it, with the people it affects. One person prepares it, another approves; then everybody affected is told
/// (PIPL Art. 57: what happened, which data, what may come of it, what is done, whom to ask).
/// </summary>
public sealed class Incident
{
    public const int LongestText = 1000;
    public const int LongestContact = 200;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset Until { get; init; }

    /// <summary>The sign-in name that was misused.</summary>
    public string? Account { get; init; }

    /// <summary>The table that got away.</summary>
    public string? LeakedTable { get; init; }

    public required string WhatZh { get; init; }

    public required string WhatEn { get; init; }

    public required string MeasuresZh { get; init; }

    public required string MeasuresEn { get; init; }

    public required string Contact { get; init; }

    /// <summary>The account that prepared it.</summary>
    public required Guid PreparedBy { get; init; }

    public required string PreparedByName { get; init; }

    public required DateTimeOffset PreparedAt { get; init; }

    public Guid? ApprovedBy { get; set; }

    public string? ApprovedByName { get; set; }

    public DateTimeOffset? ApprovedAt { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Why this person may not approve it now; null where they may.</summary>
    public Refusal? WhyNotApprove(Actor actor) =>
        ApprovedAt is not null ? PrivacyRefusals.ToldAlready : actor.AccountId == PreparedBy ? PrivacyRefusals.NeedsSecondPerson : null;

    /// <summary>A second person approves: everybody affected is told.</summary>
    public Decision<IncidentTold> Approve(Actor actor, int seen, int people, DateTimeOffset now)
    {
        if ((seen != Version ? Platform.Storage.PlatformRefusals.Stale : WhyNotApprove(actor)) is { } refusal)
        {
            return refusal;
        }
        (ApprovedBy, ApprovedByName, ApprovedAt) = (actor.AccountId, actor.Name, now);
        return new IncidentTold(Id, Path, people);
    }
}

/// <summary>One person whom an incident affects, and which fields: names alone, never values.</summary>
public sealed class IncidentPerson
{
    public required Guid IncidentId { get; init; }

    public required Guid MemberId { get; init; }

    /// <summary>The path of the person's branch.</summary>
    public required string Path { get; set; }

    /// <summary>Fields that the trace proves were seen or changed.</summary>
    public required List<string> Seen { get; init; }

    /// <summary>Fields that could have been seen.</summary>
    public required List<string> Reachable { get; init; }
}

/// <summary>What a post may do with incidents.</summary>
public static class PrivacyActs
{
    /// <summary>List the people whom an incident affects, and tell them with a second person.</summary>
    public const string Incidents = "privacy.incidents";

    /// <summary>Take along the record of processing activities.</summary>
    public const string Register = "privacy.register";
}

/// <summary>The list of people whom an incident affects was made.</summary>
[CountsAs(OverviewLine.Exports)]
public sealed record IncidentPrepared(Guid SubjectId, string OrganisationPath, DateTimeOffset Since, DateTimeOffset Until, int People) : IFact;

/// <summary>The list of affected people was taken along as a file.</summary>
[CountsAs(OverviewLine.Exports)]
public sealed record AffectedListTaken(Guid SubjectId, string OrganisationPath, int People) : IFact;

/// <summary>Everybody whom an incident affects was told.</summary>
[CountsAs(OverviewLine.Requests)]
public sealed record IncidentTold(Guid SubjectId, string OrganisationPath, int People) : IFact;

/// <summary>The record of processing activities was taken along as a file.</summary>
[CountsAs(OverviewLine.Exports)]
public sealed record RegisterTaken(Guid SubjectId, string OrganisationPath, int Tables) : IFact;
