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
    /// <summary>Somebody is named who can open backups; the first is then made by itself.</summary>
    public bool HasKey { get; init; }

    /// <summary>What went wrong with the last backup; null where it went well.</summary>
    public BackupProblem? Problem { get; init; }

    public static BackupState Of(BackupPlace place)
    {
        var all = place.All;
        return new BackupState(
            place.IsSetUp,
            all.Count == 0 ? null : new DateTimeOffset(DateTime.SpecifyKind(BackupRotation.MomentOf(Path.GetFileName(all[0])), DateTimeKind.Utc)),
            all.Count,
            Drills(place).LastOrDefault())
        {
            HasKey = place.ReadRecipients().Count > 0,
            Problem = ProblemOf(place),
        };
    }

    /// <summary>Notes that the last backup went wrong, and why; or that it went well.</summary>
    public static void Note(BackupPlace place, BackupProblem? problem)
    {
        if (problem is null)
        {
            File.Delete(place.ProblemFile);
        }
        else
        {
            WholeFile.Write(place.ProblemFile, KeptJson.Write(problem));
        }
    }

    /// <summary>Notes what a drill found; the last hundred are kept.</summary>
    public static void Note(BackupPlace place, DrillResult result)
    {
        const int kept = 100;
        WholeFile.Write(place.DrillsFile, KeptJson.Write(Drills(place).Append(result).TakeLast(kept)));
    }

    private static BackupProblem? ProblemOf(BackupPlace place)
    {
        try
        {
            return File.Exists(place.ProblemFile) ? KeptJson.Read<BackupProblem>(File.ReadAllText(place.ProblemFile)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
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

/// <summary>Why the last backup went wrong.</summary>
public sealed record BackupProblem(DateTimeOffset At, string Message);

/// <summary>What a backup or a drill is at.</summary>
public enum BackupStep
{
    /// <summary>Keys and folders.</summary>
    Preparing,

    /// <summary>The database is read.</summary>
    Database,

    /// <summary>The attachments are read.</summary>
    Attachments,

    /// <summary>The log up to the moment of the backup is archived.</summary>
    Log,

    /// <summary>A backup is restored into a scratch folder.</summary>
    Restoring,

    /// <summary>What was restored is compared with what was signed.</summary>
    Comparing,

    /// <summary>The program runs on what was restored.</summary>
    Living,
}

/// <summary>What is done now.</summary>
public sealed record BackupProgress(DateTimeOffset Began, BackupStep Step, bool IsDrill);

/// <summary>Somebody asked for a backup or a drill.</summary>
[CountsAs(OverviewLine.Backups)]
public sealed record BackupBegun(Guid SubjectId, string OrganisationPath, bool IsDrill) : IFact;

/// <summary>A backup was made.</summary>
[CountsAs(OverviewLine.Backups)]
public sealed record BackupMade(Guid SubjectId, string OrganisationPath, string Backup) : IFact;

/// <summary>A restore was practised; <paramref name="Problem"/> is empty where it succeeded.</summary>
[CountsAs(OverviewLine.Backups)]
public sealed record RestorePractised(Guid SubjectId, string OrganisationPath, string Backup, string? Problem, int RpoSeconds, int RtoSeconds) : IFact;
