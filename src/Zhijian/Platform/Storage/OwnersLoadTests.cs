using Npgsql;
using Zhijian.Testing;

namespace Zhijian.Platform.Storage;

public sealed class OwnersLoadTests
{
    private static readonly CancellationToken Cancel = CancellationToken.None;

    [Fact]
    public async Task After_a_load_every_key_index_and_fence_stands_as_before()
    {
        await using var database = await Migrated();
        var before = await Catalogue(database.OwnerConnection);

        await Fill(database.OwnerConnection, Stage.Committed);

        Assert.Equal(before, await Catalogue(database.OwnerConnection));
        Assert.Equal(1, await Seen(database.OwnerConnection, "select count(*) from organisation"));
    }

    [Fact]
    public async Task Behind_the_fence_nothing_of_it_is_seen_without_a_scope()
    {
        await using var database = await Migrated();
        await Fill(database.OwnerConnection, Stage.Committed);

        Assert.Equal(0, await Seen(database.AppConnection, "select count(*) from organisation", scope: ""));
        Assert.Equal(0, await Seen(database.OwnerConnection, "select count(*) from organisation", scope: ""));
        Assert.Equal(1, await Seen(database.AppConnection, "select count(*) from organisation"));
    }

    [Theory]
    [InlineData(Stage.Written)]
    [InlineData(Stage.Standing)]
    public async Task A_load_that_is_cut_off_leaves_nothing_and_can_be_begun_again(Stage stage)
    {
        await using var database = await Migrated();
        var before = await Catalogue(database.OwnerConnection);

        await Fill(database.OwnerConnection, stage);

        Assert.Equal(before, await Catalogue(database.OwnerConnection));
        Assert.Equal(0, await Seen(database.OwnerConnection, "select count(*) from organisation"));
        await Fill(database.OwnerConnection, Stage.Committed);
        Assert.Equal(1, await Seen(database.OwnerConnection, "select count(*) from organisation"));
    }

    [Fact]
    public async Task A_row_that_breaks_a_key_ends_the_load()
    {
        await using var database = await Migrated();
        await using var load = await OwnersLoad.Begin(database.OwnerConnection, Cancel);
        using var widened = load.Fence.As(SystemActors.SetUp);
        await Write(load, parent: Guid.NewGuid());

        var broken = await Assert.ThrowsAsync<PostgresException>(() => load.StandAgain(Cancel));

        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, broken.SqlState);
    }

    [Fact]
    public async Task Nothing_is_committed_while_keys_stand_aside()
    {
        await using var database = await Migrated();
        await using var load = await OwnersLoad.Begin(database.OwnerConnection, Cancel);
        await load.StepAside(Cancel, "organisation");

        await Assert.ThrowsAsync<InvalidOperationException>(() => load.Commit(Cancel));
    }

    /// <summary>How far a load comes before it ends.</summary>
    public enum Stage
    {
        Written,
        Standing,
        Committed,
    }

    private static async Task Fill(string ownerConnection, Stage until)
    {
        await using var load = await OwnersLoad.Begin(ownerConnection, Cancel);
        using var widened = load.Fence.As(SystemActors.SetUp);
        await Write(load, parent: null);
        if (until != Stage.Written)
        {
            await load.StandAgain(Cancel);
        }
        if (until == Stage.Committed)
        {
            await load.Commit(Cancel);
        }
    }

    private static async Task Write(OwnersLoad load, Guid? parent)
    {
        await load.StepAside(Cancel, "activity", "attendance", "journal");
        await using var import = await load.Copy("organisation", "id, number, path, parent_id, kind, name, founded_on, version", Cancel);
        import.StartRow();
        import.Write(Guid.NewGuid());
        import.Write(1);
        import.Write("1.");
        if (parent is { } id)
        {
            import.Write(id);
        }
        else
        {
            import.WriteNull();
        }
        import.Write("UniversityCommittee");
        import.Write("中共江澜大学委员会");
        import.Write(new DateOnly(2020, 1, 1));
        import.Write(1);
        await import.CompleteAsync(Cancel);
    }

    private static async Task<TestDatabase> Migrated()
    {
        TestDatabase.Migrate = async owner => await new SchemaRunner(owner, EmbeddedPostgres.AppRole).Run(Cancel);
        return await TestDatabase.Clone();
    }

    /// <summary>Every key, index, policy, right and fence, as the catalogue words them.</summary>
    private static async Task<string> Catalogue(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(
            """
            select string_agg(said, E'\n' order by said) from (
              select pg_get_indexdef(i.indexrelid) as said from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace
              union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
              union all select relname || ' ' || relrowsecurity || relforcerowsecurity || coalesce(relacl::text, '') from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
              union all select tablename || ' ' || policyname || coalesce(qual, '') || coalesce(with_check, '') from pg_policies
              union all select attrelid::regclass || '.' || attname || ' ' || attnotnull from pg_attribute join pg_class c on c.oid = attrelid where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and attnum > 0) s
            """, connection);
        return (string)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static async Task<long> Seen(string connectionString, string question, string scope = "1.")
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand($"set zhijian.scope1 = '{scope}'; {question}", connection);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
