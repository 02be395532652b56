using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Backup;

/// <summary>What a backup holds, so that a restore can be compared with it. Holds nothing about persons; signed with the installation's key.</summary>
/// <param name="At">The moment to which the backup restores by itself.</param>
/// <param name="Lsn">The same as a position in PostgreSQL's log.</param>
/// <param name="FirstSegment">The first segment of the log that a restore needs.</param>
/// <param name="LastSegment">The segment that holds <paramref name="Lsn"/>.</param>
/// <param name="Scripts">How many schema scripts had run.</param>
/// <param name="Rows">Rows of each table at that moment.</param>
/// <param name="AuditSize">Entries in the audit tree.</param>
/// <param name="Parts">SHA-256 of each part as it lies.</param>
/// <param name="Program">The version of the program that made it.</param>
public sealed record BackupManifest(
    DateTimeOffset At, string Lsn, string FirstSegment, string LastSegment, int PostgresVersion, int Scripts, string SealingKeys, IReadOnlyDictionary<string, long> Rows, long AuditSize, string AuditRoot, IReadOnlyDictionary<string, string> Parts, string? Program = null)
{
    private static readonly JsonSerializerOptions Form = new(KeptJson.Form) { WriteIndented = true };

    /// <summary>The version of this program.</summary>
    public static string ThisProgram { get; } = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>SHA-256 of a part as it lies.</summary>
    public static async Task<string> HashOf(string file, CancellationToken cancel)
    {
        await using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
    }

    public byte[] Bytes() => JsonSerializer.SerializeToUtf8Bytes(this, Form);

    /// <exception cref="BackupException">It is missing or can't be read.</exception>
    public static BackupManifest Read(string backup)
    {
        var file = Path.Combine(backup, BackupPlace.ManifestName);
        if (!File.Exists(file))
        {
            throw new BackupException($"{backup}: the manifest is missing. 缺少清单文件。");
        }
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(File.ReadAllBytes(file), Form) ?? throw new JsonException();
        }
        catch (JsonException broken)
        {
            throw new BackupException($"{file} can't be read. 清单文件无法读取。", broken);
        }
    }
}
