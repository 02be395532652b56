using System.Security.Cryptography;
using System.Text;

namespace Zhijian.Platform.Storage;

/// <summary>
/// Where the private cluster lies: <c>FOLDER/postgres</c>, which only the server's account may enter, and two lock files beside it.
/// <see cref="Notice"/> says in plain words that the cluster is not where it was asked for, and why.
/// </summary>
internal sealed record PostgresPlace(string Folder, string? Notice = null)
{
    /// <summary>The cluster's folder, named relative to <see cref="Folder"/>: PostgreSQL's own scripts trip over unusual characters in full paths.</summary>
    public const string ClusterName = "postgres";
    public const int Port = 5432;
    private const string ElsewhereFile = "postgres-is-elsewhere.txt";
    private const string SystemPlace = "/var/lib/zhijian";
    private const int LongestSocketPath = 107;
    private const UnixFileMode OwnerPlusPassing = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string Cluster => Path.Combine(Folder, ClusterName);

    /// <summary>Held while somebody starts or stops the server: one at a time.</summary>
    public string TurnFile => Path.Combine(Folder, "postgres.turn");

    /// <summary>Held, shared, by every program that uses the server: the last one stops it.</summary>
    public string UsersFile => Path.Combine(Folder, "postgres.users");

    public string ProcessFile => Path.Combine(Cluster, "postmaster.pid");

    public string SocketFile => $"{SocketFolder}/.s.PGSQL.{Port}";

    public string LogFolder => Path.Combine(Cluster, "log");

    /// <summary>The version that made the cluster; none yet before the first start.</summary>
    public int? ClusterVersion =>
        File.Exists(Path.Combine(Cluster, "PG_VERSION")) && int.TryParse(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")), out var version) ? version : null;

    /// <summary>The data folder, or, where the server's account can't enter it, a folder of its own that is remembered in the data folder.</summary>
    public static async Task<PostgresPlace> Choose(string dataFolder, CancellationToken cancel)
    {
        var wanted = Path.GetFullPath(dataFolder);
        Make(wanted);
        if (!Environment.IsPrivilegedProcess || await CanEnter(wanted, cancel))
        {
            return new PostgresPlace(wanted);
        }

        var remembered = Path.Combine(wanted, ElsewhereFile);
        var elsewhere = File.Exists(remembered) ? (await File.ReadAllLinesAsync(remembered, cancel)).FirstOrDefault() : null;
        elsewhere ??= await MakeElsewhere(wanted, cancel);
        Make(elsewhere);
        await File.WriteAllTextAsync(remembered, elsewhere + "\n", cancel);
        return new PostgresPlace(elsewhere, PostgresTexts.Elsewhere(wanted, PostgresPrograms.ServerAccount, elsewhere));
    }

    /// <summary>
    /// Where clients connect. The cluster itself, since nobody else may enter it; a short folder of the same kind
    /// where the path is too long for a socket or holds characters that connection strings give a meaning.
    /// </summary>
    public string SocketFolder
    {
        get
        {
            var fits = Encoding.UTF8.GetByteCount($"{Cluster}/.s.PGSQL.{Port}") <= LongestSocketPath;
            if (fits && Cluster.IndexOfAny([',', ';', ':', '=', '"', '\'', '\\', ' ', '\t', '\n', '@']) < 0)
            {
                return Cluster;
            }

            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Cluster)))[..12];
            return $"{Path.GetTempPath().TrimEnd('/')}/zhijian-{name}";
        }
    }

    /// <summary>Makes the short folder, if that is the one in use, and refuses one that somebody else put there.</summary>
    public async Task MakeSocketFolder(CancellationToken cancel)
    {
        var folder = SocketFolder;
        if (folder == Cluster)
        {
            return;
        }

        if (!Path.Exists(folder))
        {
            await MakeForServer("/", folder, cancel);
        }

        var owned = await PostgresPrograms.RunAsServer("sh", "/", ["-c", "test -O \"$1\" && ! test -L \"$1\" && chmod 0700 \"$1\"", "sh", folder], input: null, cancel);
        if (owned.ExitCode != 0)
        {
            throw new PostgresUnavailableException(PostgresTexts.ForeignSocketFolder(folder));
        }
    }

    /// <summary>Leaves no short folder behind once the server has stopped.</summary>
    public void RemoveSocketFolder()
    {
        var folder = SocketFolder;
        if (folder != Cluster && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>Makes a folder that belongs to the server's account alone.</summary>
    public static async Task MakeForServer(string workingFolder, string folder, CancellationToken cancel)
    {
        string[] owner = Environment.IsPrivilegedProcess ? ["-o", PostgresPrograms.ServerAccount, "-g", PostgresPrograms.ServerAccount] : [];
        var made = await PostgresPrograms.RunAsUs("install", workingFolder, ["-d", "-m", "0700", .. owner, "--", folder], input: null, cancel);
        if (made.ExitCode != 0)
        {
            throw new PostgresUnavailableException(PostgresTexts.Failed("install -d", made.Output));
        }
    }

    private static async Task<string> MakeElsewhere(string wanted, CancellationToken cancel)
    {
        var account = PostgresPrograms.ServerAccount;
        var exists = await PostgresPrograms.RunAsUs("id", "/", ["-u", account], input: null, cancel);
        if (exists.ExitCode != 0)
        {
            throw new PostgresUnavailableException(PostgresTexts.NoAccount(account));
        }

        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        foreach (var parent in new[] { SystemPlace, Path.Combine(Path.GetTempPath(), "zhijian") })
        {
            Make(parent);
            if (await CanEnter(parent, cancel))
            {
                return Path.Combine(parent, name);
            }
        }

        throw new PostgresUnavailableException(PostgresTexts.NotReachable(wanted, account));
    }

    private static void Make(string folder)
    {
        if (Directory.Exists(folder) || OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(folder);
        // Passing through must be possible whatever the umask; looking around must not.
        File.SetUnixFileMode(folder, OwnerPlusPassing);
    }

    /// <summary>Whether the server's account may pass into a folder.</summary>
    internal static async Task<bool> CanEnter(string folder, CancellationToken cancel) =>
        (await PostgresPrograms.RunAsServer("test", "/", ["-x", folder], input: null, cancel)).ExitCode == 0;
}
