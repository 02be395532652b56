using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Records;

/// <summary>Gives the next number of an organisation, year and kind. Two at once wait for each other; one that is rolled back gives its number back.</summary>
internal sealed class NextNumberQuery(Fence fence)
{
    public async Task<string> Next(Guid organisationId, string path, ActivityKind kind, int year, CancellationToken cancel)
    {
        // A named recorder without a post does not see the organisation's counter.
        using var widened = fence.As(SystemActors.Directory);
        var last = await fence.Row<int>(
            """
            insert into record_number(organisation_id, year, kind, path, last) values (@organisationId, @year, @kind, @path, 1)
            on conflict (organisation_id, year, kind) do update set last = record_number.last + 1
            returning last
            """,
            new { organisationId, year, kind = kind.ToString(), path }, cancel);
        return RecordNumber.Of(year, kind, last);
    }
}

/// <summary>How the number of a record is written: year, two letters of the kind, running number.</summary>
public static class RecordNumber
{
    /// <summary>The two letters as branches write them in their record books.</summary>
    private static readonly Dictionary<ActivityKind, string> Letters = new()
    {
        [ActivityKind.BranchMembersMeeting] = "DH",
        [ActivityKind.BranchCommitteeMeeting] = "ZW",
        [ActivityKind.GroupMeeting] = "XZ",
        [ActivityKind.PartyLecture] = "DK",
        [ActivityKind.ThemePartyDay] = "ZT",
        [ActivityKind.OrganizationalLifeMeeting] = "SH",
        [ActivityKind.GeneralBranchMeeting] = "ZZ",
        [ActivityKind.LinkageActivity] = "SL",
        [ActivityKind.VolunteerService] = "FW",
        [ActivityKind.DemocraticAppraisal] = "PY",
    };

    /// <summary>2026-ZT-0811.</summary>
    public static string Of(int year, ActivityKind kind, int running) => string.Create(CultureInfo.InvariantCulture, $"{year}-{Letters[kind]}-{running:0000}");

    /// <summary>2026-ZT-0811-1: the first addendum.</summary>
    public static string OfAddendum(string number, int running) => string.Create(CultureInfo.InvariantCulture, $"{number}-{running}");
}
