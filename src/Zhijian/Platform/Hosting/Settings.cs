namespace Zhijian.Platform.Hosting;

/// <summary>What an operator may set from outside, read once at the start.</summary>
public sealed record Settings
{
    /// <summary>Where the database and the files lie: <c>ZHIJIAN_DATA</c>.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the pages are served: <c>ZHIJIAN_URLS</c>, several parted by semicolons.</summary>
    public required string Urls { get; init; }

    /// <summary>An outside PostgreSQL instead of the private one: <c>ConnectionStrings__Zhijian</c>, as a role that owns nothing.</summary>
    public string? OutsideConnection { get; init; }

    /// <summary>The outside PostgreSQL's owner, for the schema: <c>ConnectionStrings__ZhijianOwner</c>. Without it migrations are left to the operator.</summary>
    public string? OutsideOwnerConnection { get; init; }

    /// <summary>Where backups are put: <c>ZHIJIAN_BACKUP</c>. Nothing: where the last one was put, at first <c>backup</c> in the data folder. Best on another disk, and copied elsewhere from there.</summary>
    public string? BackupFolder { get; init; }

    public static Settings FromEnvironment() => From(Environment.GetEnvironmentVariable);

    public static Settings From(Func<string, string?> variable) => new()
    {
        DataFolder = Path.GetFullPath(Given(variable("ZHIJIAN_DATA")) ?? "data"),
        BackupFolder = Given(variable("ZHIJIAN_BACKUP")) is { } folder ? Path.GetFullPath(folder) : null,
        Urls = Given(variable("ZHIJIAN_URLS")) ?? "http://127.0.0.1:8080",
        OutsideConnection = Given(variable("ConnectionStrings__Zhijian")),
        OutsideOwnerConnection = Given(variable("ConnectionStrings__ZhijianOwner")),
    };

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
