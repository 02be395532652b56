using System.Text.Json;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Backup;

/// <summary>How backups stand: for the health check, the overview and the operator.</summary>
/// <param name="IsSetUp">Somebody is named who can open them.</param>
/// <param name="Newest">When the newest was made.</param>
/// <param name="LastDrill">What the last drill found.</param>
public sealed record BackupState(bool IsSetUp, DateTimeOffset? Newest, int Count, DrillResult? LastDrill)
{
    public static BackupState Of(BackupPlace place)
    {
        var all = place.All;
        return new BackupState(
            place.IsSetUp,
            all.Count == 0 ? null : new DateTimeOffset(DateTime.SpecifyKind(BackupRotation.MomentOf(Path.GetFileName(all[0])), DateTimeKind.Utc)),
            all.Count,
            Drills(place).LastOrDefault());
    }

    /// <summary>Notes what a drill found; the last hundred are kept.</summary>
    public static void Note(BackupPlace place, DrillResult result)
    {
        const int kept = 100;
        WholeFile.Write(place.DrillsFile, KeptJson.Write(Drills(place).Append(result).TakeLast(kept)));
    }

    private static List<DrillResult> Drills(BackupPlace place)
    {
        try
        {
            return File.Exists(place.DrillsFile) ? JsonSerializer.Deserialize<List<DrillResult>>(File.ReadAllText(place.DrillsFile), KeptJson.Form) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <summary>A backup was made.</summary>
[CountsAs(OverviewLine.Backups)]
public sealed record BackupMade(Guid SubjectId, string OrganisationPath, string Backup) : IFact;

/// <summary>A restore was practised; <paramref name="Problem"/> is empty where it succeeded.</summary>
[CountsAs(OverviewLine.Backups)]
public sealed record RestorePractised(Guid SubjectId, string OrganisationPath, string Backup, string? Problem, int RpoSeconds, int RtoSeconds) : IFact;
