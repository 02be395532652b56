using System.Text;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Modules.People;
using Zhijian.Modules.People.Sealing;
using Zhijian.Modules.Privacy;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Sealing;

/// <summary>What lies in files holds no sensitive value in the clear, whatever was done with it through the pages; and it stays readable while keys change.</summary>
public sealed class AtRestTests(World world) : IClassFixture<World>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Planted_values_are_in_no_file_of_the_database_nor_of_the_program()
    {
        var mark = Guid.NewGuid().ToString("N")[..12];
        var u = world.University;
        var secretary = await world.SignedIn(u.Secretary);
        // A name is not sealed: that it is found shows that the search would find the others.
        var name = $"原{mark}名";
        (string Field, string Value)[] planted = [("Form.MobileNumber", "139" + Random.Shared.NextInt64(10_000_000, 99_999_999)), ("Form.HomeAddress", $"密{mark}路"), ("Form.IdentityNumber", "990101199003070015"), ("Form.BirthDate", "1990-03-07")];
        await secretary.Press(await secretary.Open($"/people/new?organisation={u.First.Id}"), "登记党员", [("Form.Name", name), ("Form.Organisation", u.First.Id.ToString()), ("Form.Category", "FullMember"), ("Form.SexCode", "1"), .. planted]);
        var person = await world.Read(db => db.Members.SingleAsync(m => m.Name == name));
        Assert.Equal(planted[1].Value, person.HomeAddress!.Plain);
        await secretary.Press(await secretary.Open($"/people/{person.Id}/reveal/IdentityNumber"), "查看 60 秒", ("Form.Reason", "CheckData"));
        Assert.Contains("990101199003070015", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open($"/people/{person.Id}/correct"), "保存", ("Form.MobileNumber", "abc"), ("Form.HomeAddress", $"改{mark}路"));
        await secretary.Press(await secretary.Open($"/people/{person.Id}/whereabouts"), "保存", ("Form.FloatingSince", "2026-02-01"), ("Form.FloatingTo", $"远{mark}城"));

        // What people ask for about themselves waits sealed, too.
        await secretary.Press(await secretary.Open("/me/requests/correct/HomeAddress"), "提交申请", ("Form.Value", $"求{mark}巷"), ("Form.Reason", "搬家"));
        Assert.Equal(1, await world.Read(db => db.Set<PersonRequest>().CountAsync(r => r.MemberId == u.Secretary.MemberId)));

        var server = await TestCluster.Server;
        await using var connection = new NpgsqlConnection(server.MaintenanceConnection);
        await connection.ExecuteAsync("checkpoint;");
        var cluster = await connection.ExecuteScalarAsync<string>("show data_directory");
        string[] secrets = [planted[0].Value, $"密{mark}路", "990101199003070015", $"改{mark}路", $"远{mark}城", $"求{mark}巷"];
        var folders = new[] { cluster!, world.Services.GetRequiredService<DataFolder>().Path };
        Assert.NotEmpty(FilesWith(folders, name));
        var found = secrets.SelectMany(s => FilesWith(folders, s).Select(f => $"{s} in {f}")).ToList();
        Console.WriteLine($"figure values-in-the-clear-at-rest {found.Count} 0 {(found.Count == 0 ? "met" : "short")}");
        Assert.Empty(found);
    }

    [Fact]
    public async Task The_database_refuses_to_start_with_other_keys_or_none()
    {
        await using var database = await TestDatabase.Clone();
        var folder = new DataFolder(TestFolder.New("guard"));
        await KeyGuard.Check(database.AppConnection, KeyFile.Of(folder, _ => null), Cancel);
        await KeyGuard.Check(database.AppConnection, KeyFile.Of(folder, _ => null), Cancel);

        var path = Path.Combine(folder.Path, KeyFile.Name);
        File.Move(path, path + ".safe");
        Assert.Contains(path, (await Assert.ThrowsAsync<SealingException>(() => KeyGuard.Check(database.AppConnection, KeyFile.Of(folder, _ => null), Cancel))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
        KeyFile.Of(folder, _ => null).Open();
        await Assert.ThrowsAsync<SealingException>(() => KeyGuard.Check(database.AppConnection, KeyFile.Of(folder, _ => null), Cancel));
        File.Move(path + ".safe", path, overwrite: true);
        await KeyGuard.Check(database.AppConnection, KeyFile.Of(folder, _ => null), Cancel);
    }

    [Fact]
    public async Task What_an_earlier_program_kept_in_the_clear_is_sealed_and_the_columns_go()
    {
        await using var database = await TestDatabase.Clone();
        await using var owner = new NpgsqlConnection(database.OwnerConnection);
        await owner.OpenAsync(Cancel);
        await owner.ExecuteAsync(
            """
            alter table member add column ethnic_code_plain text, add column birth_date_plain text, add column identity_number_plain text, add column mobile_number_plain text, add column home_address_plain text, add column floating_to_plain text;
            set zhijian.scope1 = '1.';
            insert into organisation(id, number, path, kind, name, founded_on, version) values ('0193b7a0-0000-7000-8000-000000000009', 1, '1.', 'UniversityCommittee', '旧', '2020-01-01', 1);
            insert into member(id, path, organisation_id, name, category, state, version, mobile_number_plain, identity_number_plain, home_address_plain)
            select gen_random_uuid(), '1.', '0193b7a0-0000-7000-8000-000000000009', '旧人' || n, 'FullMember', 'Active', 1, '1380000' || lpad(n::text, 4, '0'), 'old-' || n, case when n % 2 = 0 then '旧路' || n end from generate_series(1, 2500) n;
            insert into member(id, path, organisation_id, name, category, state, version) values (gen_random_uuid(), '1.', '0193b7a0-0000-7000-8000-000000000009', '没有', 'FullMember', 'Active', 1)
            """);
        var vault = world.Services.GetRequiredService<Vault>();
        // Cut off in the middle, the next start goes on.
        await owner.ExecuteAsync("update member set mobile_number_plain = mobile_number_plain");
        Assert.Equal(2500, await SealPlainMembers.Run(database.OwnerConnection, vault, Cancel));
        Assert.Equal(0, await SealPlainMembers.Run(database.OwnerConnection, vault, Cancel));
        var rows = (await owner.QueryAsync<(Guid Id, string Name, byte[]? Key, byte[]? Mobile, byte[]? Index, byte[]? Address)>("select id, name, data_key, mobile_number, identity_index, home_address from member")).ToList();
        Assert.Equal(2501, rows.Count);
        foreach (var row in rows.Where(r => r.Key is not null))
        {
            var n = int.Parse(row.Name[2..]);
            Assert.Equal($"1380000{n:D4}", vault.Open(row.Id, row.Key, new SealedPlace("member", "mobile_number", row.Id), row.Mobile!));
            Assert.Equal(vault.Index("member.identity_number", "old-" + n), row.Index);
            Assert.Equal(n % 2 == 0, row.Address is not null);
        }
        Assert.Equal(2500, rows.Count(r => r.Key is not null));
        Assert.Empty(await owner.QueryAsync<string>("select column_name from information_schema.columns where table_name = 'member' and column_name like '%_plain'"));
    }

    /// <summary>Cut off after every batch, the change of the master key goes on and every value can be read at every moment.</summary>
    [Fact]
    public async Task A_change_of_the_master_key_that_is_cut_off_goes_on_where_it_was()
    {
        await using var own = new KeyWorld();
        await own.InitializeAsync();
        var first = own.University.First;
        await own.Given(db =>
        {
            db.AddRange(Enumerable.Range(0, 2300).Select(i => new Member { Name = $"轮换{i}", OrganisationId = first.Id, Path = first.Path, Category = MemberCategory.FullMember, MobileNumber = new Restricted($"137{i:D8}") }));
            return 0;
        });
        var vault = own.Services.GetRequiredService<Vault>();
        vault.File.AddMaster();
        var batches = 0;
        while (await own.Inside(s => s.GetRequiredService<IHoldsDataKeys>().RewrapSome(Cancel)) > 0)
        {
            batches++;
            await AllReadable(own);
            await own.Given(db => db.Add(new Member { Name = $"新来{batches}", OrganisationId = first.Id, Path = first.Path, Category = MemberCategory.FullMember, MobileNumber = new Restricted("13600000000") }));
        }
        Assert.InRange(batches, 3, 5);
        Assert.Equal(0, await own.Inside(s => s.GetRequiredService<IHoldsDataKeys>().CountOthers(2, Cancel)));
        vault.File.KeepNewest();
        await AllReadable(own);
    }

    private static async Task AllReadable(World of)
    {
        var members = await of.Read(db => db.Members.AsNoTracking().Where(m => m.Name.StartsWith("轮换")).ToListAsync(Cancel));
        Assert.Equal(2300, members.Count);
        Assert.All(members, m => Assert.Equal($"137{int.Parse(m.Name[2..]):D8}", m.MobileNumber!.Plain));
    }

    private static List<string> FilesWith(string[] folders, string text)
    {
        var needle = Encoding.UTF8.GetBytes(text);
        List<string> found = [];
        foreach (var file in folders.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories)))
        {
            try
            {
                if (File.ReadAllBytes(file).AsSpan().IndexOf(needle) >= 0)
                {
                    found.Add(file);
                }
            }
            catch (FileNotFoundException)
            {
                // Other tests drop their databases meanwhile.
            }
            catch (DirectoryNotFoundException)
            {
            }
            catch (IOException)
            {
                // A socket or a file of another test.
            }
        }
        return found;
    }

    /// <summary>With keys of its own, because they change.</summary>
    private sealed class KeyWorld : World, IAsyncDisposable
    {
        protected override void Configure(WebApplicationBuilder builder) =>
            Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions.Replace(builder.Services, ServiceDescriptor.Singleton(KeyFile.Of(new DataFolder(TestFolder.New("own-keys")), _ => null)));
    }
}
