namespace Zhijian.Platform.Identity.Sessions;

/// <summary>How long a session holds (NIST SP 800-63B-4, 2.2.3; GB/T 22239-2019, 8.1.4.1). Settings: <c>Zhijian:Sessions:…</c>.</summary>
public sealed record SessionLimits
{
    /// <summary>Ends when it was not used for so long.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The same for those who review or administer.</summary>
    public TimeSpan PrivilegedIdle { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Ends at the latest so long after the sign-in.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long after the password a sensitive page still opens.</summary>
    public TimeSpan Fresh { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How much longer its form may be sent: time to fill it in.</summary>
    public TimeSpan FreshToSend { get; init; } = TimeSpan.FromMinutes(15);

    public static SessionLimits From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Zhijian:Sessions");
        var usual = new SessionLimits();
        return new SessionLimits
        {
            Idle = TimeSpan.FromMinutes(section.GetValue("IdleMinutes", usual.Idle.TotalMinutes)),
            PrivilegedIdle = TimeSpan.FromMinutes(section.GetValue("PrivilegedIdleMinutes", usual.PrivilegedIdle.TotalMinutes)),
            Longest = TimeSpan.FromHours(section.GetValue("LongestHours", usual.Longest.TotalHours)),
            Fresh = TimeSpan.FromMinutes(section.GetValue("FreshMinutes", usual.Fresh.TotalMinutes)),
            FreshToSend = TimeSpan.FromMinutes(section.GetValue("FreshToSendMinutes", usual.FreshToSend.TotalMinutes)),
        };
    }

    /// <summary>Whether a session still holds.</summary>
    public bool Hold(SessionState session, bool isPrivileged, DateTimeOffset now) => now - session.UsedAt < (isPrivileged ? PrivilegedIdle : Idle) && now - session.OpenedAt < Longest;

    /// <summary>Whether the person proved who they are recently enough for something sensitive.</summary>
    public bool IsFresh(SessionState session, bool isReading, DateTimeOffset now) => now - session.ProvedAt < (isReading ? Fresh : FreshToSend);
}

/// <summary>A session as it stands.</summary>
/// <param name="ProvedAt">When the person last gave their password.</param>
/// <param name="UsedAt">The last use, to the minute.</param>
public sealed record SessionState(Guid Id, Guid AccountId, DateTimeOffset OpenedAt, DateTimeOffset ProvedAt, DateTimeOffset UsedAt);
