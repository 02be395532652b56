using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Storage;

/// <summary>The schema scripts, EF Core's model and the fence agree; what a later script or class forgets is named here.</summary>
public sealed class SchemaDriftTests(World world) : IClassFixture<World>
{
    /// <summary>Tables without the fence, each with the reason.</summary>
    private static readonly Dictionary<string, string> Unfenced = new()
    {
        ["schema_script"] = "which scripts ran; no data of the institution, read only for the application",
        ["setting"] = "facts about the institution itself (its name), readable by every signed-in page",
        ["audit_leaf"] = "hashes of journal entries and their order; nothing can be read from them",
        ["audit_checkpoint"] = "signed roots of the audit tree, meant to be shown",
        ["audit_edge"] = "hashes of the audit tree's right edge",
        ["library_search"] = "words of released editions, by which only their ids are found; the operator can't be used behind the fence, so the editions are read behind it instead",
        ["public_article"] = "what a review let go for everybody, while it is on show: people who have not signed in read it, and they have no place in the tree (decision 0035)",
        ["public_certificate"] = "what whoever holds a certificate's code may read, with a masked name: they have not signed in and have no place in the tree",
        ["public_picture"] = "the pictures of those",
    };

    /// <summary>Tables fenced by something else than the organisation's path.</summary>
    private static readonly Dictionary<string, string> FencedOtherwise = new()
    {
        ["answered_request"] = "by the account whose request it was",
        ["daily_overview"] = "by the part of the program that makes and shows it; of no place, about nobody",
        ["security_count"] = "the same",
        ["decoy"] = "the same",
        ["security_alarm"] = "the same; whoever is counted in it is not named",
        ["retention_run"] = "the same; what the nightly deletion did",
        ["account_session"] = "by the account that is signed in",
        ["account_authenticator"] = "the same",
        ["account_recovery_code"] = "the same",
        ["account_passkey"] = "the same",
        ["account_half_sign_in"] = "by the part of the program that signs people in",
        ["spent_challenge"] = "the same; about nobody",
        ["paper_attempt"] = "by the member whose copy it is: nobody above sees what somebody answered or what it earned",
        ["paper_answer"] = "the same",
        ["practice_question"] = "the same",
        ["points_posting"] = "by the member whose ledger it is: nobody above sees what somebody earned; only the part of the program that posts adds",
        ["library_reading"] = "by the member whose list and place it is: nobody above sees how far somebody read",
    };

    /// <summary>Fenced tables that are only ever reached by the id of a thing, so that an index on the path would cost and not help.</summary>
    private static readonly Dictionary<string, string> WithoutPathIndex = new()
    {
        ["agenda_item"] = "read by activity",
        ["motion"] = "read by activity",
        ["follow_up"] = "read by activity or owner",
        ["record_number"] = "read by organisation, year and kind",
        ["message"] = "read by receiver",
        ["activity_reminder"] = "read by activity",
        ["calendar_feed"] = "read by owner or secret",
        ["obligation"] = "read by organisation or by month and path; sums of a subtree stand in obligation_month",
    };

    /// <summary>Tables written after what they point at, by their own SQL.</summary>
    private static readonly Dictionary<string, string> CheckedAtOnce = new()
    {
        ["standing"] = "the organisation stands long before",
        ["trace"] = "the organisation stands long before",
        ["obligation"] = "the organisation stands long before",
    };

    /// <summary>Insert, delete, read, change: the letters that PostgreSQL keeps for the commands of a policy.</summary>
    private const string FencePolicies = "adrw";

    [Fact]
    public async Task The_model_and_the_tables_are_the_same()
    {
        var catalog = await Catalog.Read(world.Database.OwnerConnection);
        Breaches.None(await world.Inside(s => Task.FromResult(Drift(s.GetRequiredService<ZhijianDb>(), catalog).ToList())));
    }

    [Fact]
    public async Task A_table_that_drifts_is_seen()
    {
        await using var copy = await TestDatabase.Clone();
        await using var owner = new NpgsqlConnection(copy.OwnerConnection);
        await owner.ExecuteAsync(
            """
            alter table organisation alter column name drop not null; alter table member rename column state to status; alter table post_holding alter column post type varchar(20);
            alter table member add column added text not null default ''; alter table member alter column added drop default;
            create table forgotten (id uuid primary key, path text not null); alter table membership no force row level security; alter table account disable row level security; drop index organisation_version_path
            """);
        var catalog = await Catalog.Read(copy.OwnerConnection);
        var found = string.Join('\n', await world.Inside(s => Task.FromResult(Drift(s.GetRequiredService<ZhijianDb>(), catalog).Concat(FenceGaps(catalog)).ToList())));

        foreach (var expected in new[] { "organisation.name", "member.state", "post_holding.post", "member.added", "forgotten has no", "membership is not forced", "account has no", "organisation_version has no index" })
        {
            Assert.Contains(expected, found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_table_stands_behind_the_fence() => Breaches.None(FenceGaps(await Catalog.Read(world.Database.OwnerConnection)));

    [Fact]
    public async Task Foreign_keys_wait_for_the_commit()
    {
        var catalog = await Catalog.Read(world.Database.OwnerConnection);
        Breaches.None(catalog.ForeignKeys.Where(f => !f.IsDeferred && !CheckedAtOnce.ContainsKey(f.Table)).Select(f => $"{f.Table}.{f.Column} → {f.Target} is not deferrable initially deferred"));
    }

    [Fact]
    public async Task There_are_no_triggers_and_no_sub_selects_in_policies()
    {
        await using var owner = new NpgsqlConnection(world.Database.OwnerConnection);
        Breaches.None(await owner.QueryAsync<string>("select tgname::text from pg_trigger where not tgisinternal"));
        Breaches.None(await owner.QueryAsync<string>("select polrelid::regclass || '.' || polname from pg_policy where (coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), '')) ilike '%select %'"));
    }

    [Fact]
    public async Task The_application_owns_nothing_and_cannot_walk_past_the_fence()
    {
        await using var owner = new NpgsqlConnection(world.Database.OwnerConnection);
        var role = new { role = new NpgsqlConnectionStringBuilder(world.Database.AppConnection).Username };
        Breaches.None(await owner.QueryAsync<string>("select 'owns ' || relname from pg_class where relowner = (select oid from pg_roles where rolname = @role)", role));
        Breaches.None(await owner.QueryAsync<string>("select 'has a right it must not have' from pg_roles where rolname = @role and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)", role));
        Breaches.None(await owner.QueryAsync<string>("select 'is member of ' || g.rolname from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member where r.rolname = @role", role));
        Breaches.None(await owner.QueryAsync<string>("select 'may create in ' || nspname from pg_namespace where nspname = 'public' and has_schema_privilege(@role, oid, 'create')", role));
        Breaches.None(await owner.QueryAsync<string>("select 'may truncate ' || relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and has_table_privilege(@role, oid, 'truncate')", role));
    }

    [Fact]
    public async Task Without_a_scope_or_with_an_empty_one_nothing_is_visible()
    {
        _ = world.University;
        var catalog = await Catalog.Read(world.Database.OwnerConnection);
        await using var app = new NpgsqlConnection(world.Database.AppConnection);
        await app.OpenAsync();
        foreach (var scope in new[] { "select 1", "call enclose('~', '~', '~', '~', '', '', '', '')", "call enclose('', '', '', '', '', '', '', '')" })
        {
            await using var transaction = await app.BeginTransactionAsync();
            await app.ExecuteAsync(scope, transaction: transaction);
            foreach (var table in catalog.Fenced)
            {
                Assert.Equal(0, await app.ExecuteScalarAsync<long>($"select count(*) from {table.Name}", transaction: transaction));
            }
        }
        await using var seen = await app.BeginTransactionAsync();
        await app.ExecuteAsync("call enclose('1.', '~', '~', '~', '', '', '', '')", transaction: seen);
        Assert.NotEqual(0, await app.ExecuteScalarAsync<long>("select count(*) from member", transaction: seen));
    }

    private static IEnumerable<string> FenceGaps(Catalog catalog)
    {
        foreach (var table in catalog.Tables.Where(t => !Unfenced.ContainsKey(t.Name)))
        {
            var hasPath = catalog.Of(table.Name).Any(c => c is { Name: "path", Collation: "C", Type: "text", IsNullable: false });
            if (!hasPath && !FencedOtherwise.ContainsKey(table.Name))
            {
                yield return $"{table.Name} has no column path text collate \"C\" not null";
            }
            if (!table.HasPolicies || (!FencedOtherwise.ContainsKey(table.Name) && !FencePolicies.All(table.Policies.Contains)))
            {
                yield return $"{table.Name} has no complete fence (call fence('{table.Name}'))";
            }
            if (!table.IsForced)
            {
                yield return $"{table.Name} is not forced to row level security: its owner walks past";
            }
            if (hasPath && !table.LeadsWithPath && !WithoutPathIndex.ContainsKey(table.Name))
            {
                yield return $"{table.Name} has no index that leads with path";
            }
        }
    }

    private static IEnumerable<string> Drift(ZhijianDb db, Catalog catalog)
    {
        foreach (var entity in db.GetService<IDesignTimeModel>().Model.GetEntityTypes())
        {
            var table = entity.GetTableName()!;
            var columns = catalog.Of(table).ToDictionary(c => c.Name);
            if (columns.Count == 0)
            {
                yield return $"{entity.ClrType.Name} is mapped to {table}, which no script makes";
                continue;
            }
            foreach (var property in entity.GetProperties())
            {
                var name = property.GetColumnName();
                if (!columns.Remove(name, out var column))
                {
                    yield return $"{table}.{name} is in the model and in no script";
                    continue;
                }
                if (!SameType(property.GetColumnType(), column.Type))
                {
                    yield return $"{table}.{name} is {property.GetColumnType()} in the model and {column.Type} in the table";
                }
                if (property.IsNullable != column.IsNullable)
                {
                    yield return $"{table}.{name} is {(property.IsNullable ? "optional" : "required")} in the model and {(column.IsNullable ? "nullable" : "not null")} in the table";
                }
            }
            foreach (var column in columns.Values.Where(c => c is { IsNullable: false, HasDefault: false, IsIdentity: false, IsGenerated: false }))
            {
                yield return $"{table}.{column.Name} must be filled and is not in the model";
            }
        }
    }

    private static bool SameType(string model, string table) => Plain(model) == Plain(table);

    private static string Plain(string type) => type switch { "int" => "integer", "timestamptz" => "timestamp with time zone", "bool" => "boolean", _ => type };
}
