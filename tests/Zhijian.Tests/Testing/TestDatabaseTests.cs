using Npgsql;
using Zhijian.Platform.Storage;

namespace Zhijian.Testing;

public sealed class TestDatabaseTests
{
    private static readonly Lazy<Task<TestTemplate>> Notes = new(() => TestTemplate.Make(owner => TestCluster.Execute(
        owner,
        "create table note (id int primary key, said text not null)",
        $"grant select, insert on note to {EmbeddedPostgres.AppRole}",
        "insert into note values (1, '模板')")));

    [Fact]
    public async Task A_clone_holds_what_the_template_holds_and_the_application_may_do_what_was_granted()
    {
        await using var database = await (await Notes.Value).Clone();
        Assert.Equal("模板", await Ask(database.AppConnection, "select said from note where id = 1"));
        await TestCluster.Execute(database.AppConnection, "insert into note values (2, 'mine')");
        Assert.Equal(2L, await Ask(database.AppConnection, "select count(*) from note"));
    }

    [Theory]
    [InlineData("delete from note")]
    [InlineData("drop table note")]
    [InlineData("create table other (id int)")]
    [InlineData("set role zhijian_owner")]
    [InlineData("alter role zhijian_app bypassrls")]
    public async Task The_application_may_do_nothing_that_was_not_granted(string statement)
    {
        await using var database = await (await Notes.Value).Clone();
        var refused = await Assert.ThrowsAsync<PostgresException>(() => TestCluster.Execute(database.AppConnection, statement));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Twenty_clones_made_at_once_do_not_see_each_other()
    {
        var template = await Notes.Value;
        var counts = await Task.WhenAll(Enumerable.Range(2, 20).Select(async id =>
        {
            await using var database = await template.Clone();
            await TestCluster.Execute(database.AppConnection, $"insert into note values ({id}, 'x')");
            return await Ask(database.AppConnection, "select string_agg(id::text, ',' order by id) from note");
        }));
        Assert.Equal(Enumerable.Range(2, 20).Select(id => $"1,{id}"), counts);
    }

    [Fact]
    public async Task A_clone_is_gone_after_its_test_even_if_a_connection_was_left_open()
    {
        var database = await (await Notes.Value).Clone();
        await using var forgotten = new NpgsqlConnection(database.OwnerConnection);
        await forgotten.OpenAsync();
        await database.DisposeAsync();
        Assert.Equal(0L, await Ask((await TestCluster.Server).MaintenanceConnection, $"select count(*) from pg_database where datname = '{database.Name}'"));
    }

    private static async Task<object?> Ask(string connectionString, string query)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync();
    }
}
