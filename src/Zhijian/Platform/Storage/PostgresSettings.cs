namespace Zhijian.Platform.Storage;

/// <summary>The private server's settings. An operator's own wishes go into <c>operator.conf</c> beside them, which has the last word and is never written.</summary>
internal static class PostgresSettings
{
    public const string Includes = "\ninclude 'zhijian.conf'\ninclude_if_exists 'operator.conf'\n";

    public const string Operators = "# 运维人员自己的设置写在这里，优先于 zhijian.conf。\n# Your own settings; they come after zhijian.conf and win.\n";

    public static IEnumerable<(string Name, string Content)> Files(PostgresOptions options, string socketFolder, IReadOnlyList<string> roles) =>
    [
        ("zhijian.conf", Server(options, socketFolder)),
        ("pg_hba.conf", "# Written at every start.\nlocal all all peer map=zhijian\nlocal replication postgres peer map=zhijian\n"),
        ("pg_ident.conf", Accounts(roles)),
    ];

    /// <summary>Through the socket only those system accounts come in that may read the data folder anyway.</summary>
    private static string Accounts(IReadOnlyList<string> roles)
    {
        var accounts = new[] { Environment.UserName, PostgresPrograms.ServerAccount }.Distinct();
        var lines = accounts.SelectMany(account => roles.Select(role => $"zhijian \"{account}\" {role}\n"));
        return "# Written at every start.\n" + string.Concat(lines);
    }

    private static string Server(PostgresOptions options, string socketFolder) => $"""
        # Written at every start. Put your own settings into operator.conf.
        listen_addresses = ''
        unix_socket_directories = '{socketFolder}'
        unix_socket_permissions = 0700
        port = {PostgresPlace.Port}
        max_connections = {options.MaxConnections}

        fsync = {OnOff(options.Durable)}
        synchronous_commit = {OnOff(options.Durable)}
        full_page_writes = {OnOff(options.Durable)}
        wal_level = replica
        max_wal_senders = 4
        # Only the command changes while the server runs. Nobody loses more than the last minute with the machine.
        archive_mode = on
        archive_command = '{(options.ArchiveCommand ?? "/bin/true").Replace("'", "''", StringComparison.Ordinal)}'
        archive_timeout = {(options.ArchiveCommand is null ? 0 : 60)}
        min_wal_size = 256MB
        max_wal_size = 2GB
        checkpoint_timeout = 15min
        checkpoint_completion_target = 0.9

        shared_buffers = {options.SharedBuffersMegabytes}MB
        effective_cache_size = {options.SharedBuffersMegabytes * 4}MB
        work_mem = 16MB
        maintenance_work_mem = 128MB
        random_page_cost = 1.1
        # Made long lists twice as slow.
        jit = off

        timezone = 'UTC'
        log_timezone = 'UTC'
        client_encoding = 'UTF8'
        idle_in_transaction_session_timeout = 5min

        logging_collector = on
        log_directory = 'log'
        log_filename = 'postgres-%a.log'
        log_truncate_on_rotation = on
        log_rotation_age = 1d
        log_rotation_size = 0
        log_line_prefix = '%m [%p] %u@%d '
        log_min_duration_statement = 1s
        # A log must not hold people's data: no values of rows, no parameters.
        log_error_verbosity = terse
        log_parameter_max_length = 0
        log_parameter_max_length_on_error = 0

        """;

    private static string OnOff(bool value) => value ? "on" : "off";
}
