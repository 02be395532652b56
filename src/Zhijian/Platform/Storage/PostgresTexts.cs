namespace Zhijian.Platform.Storage;

/// <summary>The private database server can't be had; the message tells an operator what to do, in both languages.</summary>
public sealed class PostgresUnavailableException : Exception
{
    public PostgresUnavailableException()
    {
    }

    public PostgresUnavailableException(string message)
        : base(message)
    {
    }

    public PostgresUnavailableException(string message, Exception cause)
        : base(message, cause)
    {
    }
}

/// <summary>What the console says before any page or language can be chosen: both languages at once.</summary>
internal static class PostgresTexts
{
    private const string Install = "apt-get update && apt-get install -y postgresql";

    public static string Missing(int olderVersion) => olderVersion == 0
        ? $"""
           没有找到 PostgreSQL（需要 15 或更新的版本）。请以 root 运行：
           PostgreSQL 15 or newer was not found. Run as root:
               {Install}
           """
        : $"""
           找到的 PostgreSQL {olderVersion} 太旧，需要 15 或更新的版本。请以 root 运行：
           PostgreSQL {olderVersion} is too old; 15 or newer is needed. Run as root:
               {Install}
           """;

    public static string OtherVersion(int version) => $"""
        这个数据目录由 PostgreSQL {version} 创建，这台机器上没有该版本。请以 root 运行：
        This data folder was made by PostgreSQL {version}, which is not on this machine. Run as root:
            apt-get update && apt-get install -y postgresql-{version}
        """;

    public static string NoAccount(string account) => $"""
        以 root 启动时，PostgreSQL 要以系统账号“{account}”运行，但没有这个账号。请以 root 运行：
        Started as root, PostgreSQL runs as the system account "{account}", which does not exist. Run as root:
            {Install}
        """;

    public static string Failed(string program, string output) => $"""
        数据库没有就绪：{program} 失败。
        The database is not ready: {program} failed.
        {output}
        """;

    public static string Elsewhere(string wanted, string account, string chosen) => $"""
        系统账号“{account}”进不了 {wanted}，因此数据库放在 {chosen}。
        The system account "{account}" can't enter {wanted}, so the database is kept in {chosen}.
        """;

    public static string NotReachable(string folder, string account) => $"""
        系统账号“{account}”进不了 {folder}。请用 ZHIJIAN_DATA 指定一个它能进入的目录。
        The system account "{account}" can't enter {folder}. Name a folder that it can enter with ZHIJIAN_DATA.
        """;

    public static string NotOurs(string folder) => $"""
        系统账号“{Environment.UserName}”不能写 {folder}。请用创建它的账号启动，或用 ZHIJIAN_DATA 指定别的目录。
        The system account "{Environment.UserName}" may not write to {folder}. Start as the account that made it, or name another folder with ZHIJIAN_DATA.
        """;

    public static string ForeignSocketFolder(string folder) => $"""
        {folder} 属于别人，不能用作数据库的连接目录。请删除它，或把 ZHIJIAN_DATA 指到一个更短的路径。
        {folder} belongs to somebody else and can't hold the database's socket. Remove it, or point ZHIJIAN_DATA to a shorter path.
        """;

    public static string NoAnswer(string log) => $"""
        数据库进程在运行，但没有应答。日志在 {log}。
        The database process is running but does not answer. Its log is in {log}.
        """;
}
