using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;

namespace Zhijian.Bench;

/// <summary>A large demonstration in a data folder of its own, kept between runs, with accounts for the load.</summary>
internal sealed class DataSet
{
    private const int Branches = 48;
    private const int Reviewers = 24;
    private const int CheckInBranches = 400;

    private DataSet(string folder, string password, string appConnection, IReadOnlyList<Visitor> visitors, string? paper)
    {
        Paper = paper;
        AppConnection = appConnection;
        Folder = folder;
        Password = password;
        Visitors = visitors;
    }

    public string Folder { get; }

    /// <summary>The password of every account of the load.</summary>
    public string Password { get; }

    /// <summary>The database behind the fence, while the server runs.</summary>
    public string AppConnection { get; }

    public IReadOnlyList<Visitor> Visitors { get; }

    /// <summary>The address of a paper that every member may take: the committee's.</summary>
    public string? Paper { get; }

    public IEnumerable<Visitor> Of(string part) => Visitors.Where(v => v.Part == part);

    /// <param name="items">How large its library is made; 0 leaves it as it was loaded.</param>
    public static async Task<DataSet> Open(string cache, int organisations, int members, int months, int items = 0)
    {
        var folder = Path.Combine(cache, $"{organisations}-{members}-{months}");
        var ready = Path.Combine(folder, "bench-ready");
        if (!File.Exists(ready))
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
            Directory.CreateDirectory(folder);
            var watch = Stopwatch.StartNew();
            await Load(folder, organisations, members, months);
            Console.WriteLine($"load {organisations} organisations, {members} members, {months} months: {watch.Elapsed.TotalSeconds:F0} s");
            watch.Restart();
            await CatchUp(folder);
            Console.WriteLine($"caught up in {watch.Elapsed.TotalSeconds:F0} s");
        }
        var set = await Kept(folder, items);
        await File.WriteAllTextAsync(ready, "");
        return set;
    }

    /// <summary>The same data in a folder of their own, for what can't be undone; gone when it is disposed. The database must not run.</summary>
    public async Task<DataCopy> Copy()
    {
        var folder = Folder + "-copy";
        if (!File.Exists(Path.Combine(Folder, "postgres", "PG_VERSION")))
        {
            throw new InvalidOperationException($"The database does not lie in {Folder}, so it can't be copied with it.");
        }
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        using var copying = Process.Start("cp", ["-a", Folder, folder]);
        await copying.WaitForExitAsync();
        return copying.ExitCode == 0 ? new DataCopy(await Kept(folder, 0)) : throw new IOException($"{Folder} could not be copied.");
    }

    private static async Task<DataSet> Kept(string folder, int items)
    {
        var (connection, visitors, paper) = await Prepare(folder, items);
        return new DataSet(folder, DemonstrationPassword(folder, "secretary"), connection, visitors, paper);
    }

    public static string DemonstrationPassword(string folder, string account)
    {
        using var file = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "demonstration-accounts.json")));
        return file.RootElement.EnumerateArray().First(a => a.GetProperty("userName").GetString() == account).GetProperty("password").GetString()!;
    }

    private static async Task Load(string folder, int organisations, int members, int months)
    {
        using var process = Server.Program(folder, null, "demo", "--organisations", $"{organisations}", "--members", $"{members}", "--months", $"{months}");
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException("The demonstration could not be loaded:\n" + said);
        }
    }

    /// <summary>
    /// Years come at once here: the trail has millions of entries to enclose and retention just as many to look through. In life both come day by day, so a server does it
    /// before anything is measured, until it has been idle for longer than the jobs' turn of a minute.
    /// </summary>
    private static async Task CatchUp(string folder)
    {
        var (turn, idleSeconds, most) = (TimeSpan.FromSeconds(75), 6, TimeSpan.FromMinutes(20));
        await using var server = await Server.Start(folder, 18180);
        for (var (waited, before) = (TimeSpan.Zero, double.NegativeInfinity); waited < most && server.ProcessorSeconds() - before > idleSeconds; waited += turn)
        {
            before = server.ProcessorSeconds();
            await Task.Delay(turn);
        }
    }

    /// <summary>Accounts of people all over the tree, all with the password of "secretary", and a token each. Made once, found again later.</summary>
    private static async Task<(string Connection, IReadOnlyList<Visitor> Visitors, string? Paper)> Prepare(string folder, int items)
    {
        var settings = Settings.From(name => name == "ZHIJIAN_DATA" ? folder : null);
        await using var database = await Database.Open(settings, NullLogger.Instance, CancellationToken.None);
        // A schema newer than the kept data is brought up to date first.
        await database.BringUpToDate(CancellationToken.None);
        await RemoveEarlierLoad(database.OwnerConnection!);
        if (items > 0)
        {
            await LargeLibrary.Fill(database.OwnerConnection!, items);
        }
        await using var connection = new NpgsqlConnection(database.AppConnection);
        await connection.OpenAsync();
        await Run(connection, "set zhijian.scope1 = '1.'");
        List<Visitor> visitors = [];
        await Add(connection, visitors, "secretary", $"""
            select h.member_id, m.path from post_holding h join organisation o on o.id = h.organisation_id join member m on m.id = h.member_id
            where h.post = 'Secretary' and o.kind = 'Branch' and h.until is null and h.member_id not in (select member_id from account where member_id is not null and user_name not like 'bench-%')
            order by md5(o.id::text) limit {Branches}
            """);
        await Add(connection, visitors, "reviewer", $"""
            select h.member_id, m.path from post_holding h join organisation o on o.id = h.organisation_id join member m on m.id = h.member_id
            where h.post = 'OrganizationCommissioner' and o.kind = 'GeneralBranch' and h.until is null and h.member_id not in (select member_id from account where member_id is not null and user_name not like 'bench-%')
              and exists (select 1 from review_case c where c.waiting_at_organisation_id = o.id and c.state = 'Waiting')
            order by md5(o.id::text) limit {Reviewers}
            """);
        await Add(connection, visitors, "committee", """
            select h.member_id, m.path from post_holding h join organisation o on o.id = h.organisation_id join member m on m.id = h.member_id
            where h.post in ('OrganizationDepartment', 'CommitteeOffice') and h.until is null and h.member_id not in (select member_id from account where member_id is not null and user_name not like 'bench-%') order by h.id
            """);
        await Add(connection, visitors, "member", $"""
            select m.id, m.path from member m where m.id not in (select member_id from post_holding where until is null) and m.category = 'FullMember'
              and m.organisation_id in (select id from organisation where kind = 'Branch' order by md5(id::text) limit {CheckInBranches / 20})
              and not exists (select 1 from account a where a.member_id = m.id and a.user_name not like 'bench-%')
            order by m.id limit {CheckInBranches}
            """);
        await Add(connection, visitors, "taker", $"""
            select m.id, m.path from member m where m.left_on is null and m.id not in (select member_id from account where member_id is not null and user_name not like 'bench-taker-%') order by md5(m.id::text) limit {Papers.Takers}
            """);
        await using var paper = new NpgsqlCommand("select '/papers/' || id from paper where path = '1.' and state = 'Open' and kinds = array[]::text[] order by id limit 1", connection);
        return (database.AppConnection, visitors, await paper.ExecuteScalarAsync() as string);
    }

    /// <summary>
    /// What earlier runs wrote goes away again: hundreds of meetings of one branch with an open roll and thousands of applicants in forty branches
    /// are no real size, and each run would find slower pages than the one before.
    /// </summary>
    private static async Task RemoveEarlierLoad(string ownerConnection)
    {
        await using var connection = new NpgsqlConnection(ownerConnection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"""
            set zhijian.scope1 = '1.';
            delete from attendance t using activity a where a.id = t.activity_id and a.title = '{CheckIns.Title}';
            delete from activity_party t using activity a where a.id = t.activity_id and a.title = '{CheckIns.Title}';
            delete from activity where title = '{CheckIns.Title}';
            delete from paper_answer t using paper_attempt p, account a where p.id = t.attempt_id and p.state = 'Running' and a.member_id = p.member_id and a.user_name like 'bench-%';
            delete from paper_attempt p using account a where p.state = 'Running' and a.member_id = p.member_id and a.user_name like 'bench-%';
            delete from membership t using member m where m.id = t.member_id and m.name = '{Figures.NewMember}';
            delete from member where name = '{Figures.NewMember}';
            """, connection) { CommandTimeout = 300 };
        if (await command.ExecuteNonQueryAsync() <= 0)
        {
            return;
        }
        foreach (var table in new[] { "attendance", "activity_party", "activity", "membership", "member", "paper_answer", "paper_attempt" })
        {
            await using var vacuum = new NpgsqlCommand($"vacuum analyze {table}", connection) { CommandTimeout = 300 };
            await vacuum.ExecuteNonQueryAsync();
        }
    }

    private static async Task Add(NpgsqlConnection connection, List<Visitor> visitors, string part, string who)
    {
        List<(Guid MemberId, string Path)> people = [];
        await using (var command = new NpgsqlCommand(who, connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                people.Add((reader.GetGuid(0), reader.GetString(1)));
            }
        }
        for (var i = 0; i < people.Count; i++)
        {
            var name = $"bench-{part}-{i}";
            var token = $"zj_{name}";
            visitors.Add(new Visitor(part, name, token, people[i].MemberId, people[i].Path));
            await using var insert = new NpgsqlCommand(
                """
                with made as (
                  insert into account(id, path, member_id, display_name, user_name, normalized_user_name, password_hash, security_stamp)
                  select gen_random_uuid(), $2, $1, 'bench', $3, upper($3), a.password_hash, md5($3) from account a where a.user_name = 'secretary'
                  on conflict do nothing returning id, path)
                insert into account_token(id, account_id, path, name, hash, created_at) select gen_random_uuid(), id, path, 'bench', $4, now() from made
                """, connection);
            insert.Parameters.Add(new NpgsqlParameter { Value = people[i].MemberId });
            insert.Parameters.Add(new NpgsqlParameter { Value = people[i].Path });
            insert.Parameters.Add(new NpgsqlParameter { Value = name });
            insert.Parameters.Add(new NpgsqlParameter { Value = ActorCache.TokenHash(token) });
            await insert.ExecuteNonQueryAsync();
        }
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A copy that is thrown away.</summary>
internal sealed class DataCopy(DataSet data) : IAsyncDisposable
{
    public DataSet Data => data;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(data.Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Somebody of the load: their part, how they sign in, and their token for the interface.</summary>
internal sealed record Visitor(string Part, string UserName, string Token, Guid MemberId, string Path)
{
    /// <summary>The cookies after signing in.</summary>
    public string Cookie { get; set; } = "";
}
