namespace Zhijian.Platform.Files;

/// <summary>How large and how many attachments may be; from the settings <c>Zhijian:Files:MostMegabytes</c> and <c>Zhijian:Files:MostPerSubject</c>.</summary>
public sealed record FileLimits
{
    public const long Megabyte = 1024 * 1024;

    public long MostBytes { get; init; } = 20 * Megabyte;

    public int MostPerSubject { get; init; } = 20;

    /// <summary>How many guarded documents one person may take along in 24 hours (<c>Zhijian:Files:MostTakenADay</c>).</summary>
    public int MostTakenADay { get; init; } = 20;

    public static FileLimits From(IConfiguration settings) => new()
    {
        MostBytes = settings.GetValue("Zhijian:Files:MostMegabytes", 20L) * Megabyte,
        MostPerSubject = settings.GetValue("Zhijian:Files:MostPerSubject", 20),
        MostTakenADay = settings.GetValue("Zhijian:Files:MostTakenADay", 20),
    };
}
