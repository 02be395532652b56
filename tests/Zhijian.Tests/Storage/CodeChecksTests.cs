using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using Zhijian.Modules.Standards;
using Zhijian.Testing;

namespace Zhijian.Storage;

/// <summary>A value outside its code set is impossible in the database too; the constraints and the lists are the same.</summary>
public sealed partial class CodeChecksTests(World world) : IClassFixture<World>
{
    private static readonly Dictionary<string, string> SetOf = new()
    {
        ["member_sex_code"] = "gb-t-2261.1",
        ["member_education_code"] = "gb-t-4658",
        ["member_work_post_code"] = "work-posts",
        ["member_category"] = "member-categories",
        ["member_state"] = "membership-states",
        ["member_leave_reason"] = "leave-reasons",
        ["post_holding_post"] = "post-kinds",
        ["organisation_kind"] = "organisation-kinds",
        ["organisation_population"] = "populations",
        ["organisation_version_kind"] = "organisation-kinds",
    };

    [Fact]
    public async Task The_constraints_list_every_code_that_any_version_has()
    {
        await using var owner = new NpgsqlConnection(world.Database.OwnerConnection);
        var checks = (await owner.QueryAsync<(string Name, string Definition)>("select conname::text, pg_get_constraintdef(oid) from pg_constraint where contype = 'c'")).ToDictionary(c => c.Name, c => c.Definition);
        foreach (var (constraint, set) in SetOf)
        {
            Assert.Equal(CodeSet.Find(set)!.EveryCode.Select(c => c.Code).Order(StringComparer.Ordinal), Listed().Match(checks[constraint]).Groups[1].Value.Split(',').Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Nobody_writes_a_value_outside_its_code_set()
    {
        var member = world.University.FirstMembers[3];
        await using var owner = new NpgsqlConnection(world.Database.OwnerConnection);
        await owner.OpenAsync();
        await owner.ExecuteAsync("select set_config('zhijian.scope1', '1.', false)");
        foreach (var wrong in new[] { "sex_code = '7'", "education_code = '99'", "work_post_code = 'Z'", "category = 'Guest'", "state = 'Unknown'", "leave_reason = 'Bored'" })
        {
            var problem = await Assert.ThrowsAsync<PostgresException>(() => owner.ExecuteAsync($"update member set {wrong} where id = @Id", new { member.Id }));
            Assert.Equal(PostgresErrorCodes.CheckViolation, problem.SqlState);
        }
    }

    /// <summary>PostgreSQL reads the text of every check anew for each statement that inserts; a list of constants is ten times as long as one constant list.</summary>
    [Fact]
    public async Task Lists_of_values_stand_in_checks_as_one_constant()
    {
        await using var owner = new NpgsqlConnection(world.Database.OwnerConnection);
        Assert.Empty(await owner.QueryAsync<string>("select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint where contype = 'c' and pg_get_constraintdef(oid) like '%ANY (ARRAY[%'"));
    }

    [GeneratedRegex(@"'\{([^}]*)\}'::text\[\]")]
    private static partial Regex Listed();
}
