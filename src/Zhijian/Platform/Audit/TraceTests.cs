using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Platform.Audit;

public sealed class TraceTests(World world) : IClassFixture<World>
{
    private static readonly string Tool = Path.Combine(World.Repository, "tools", "audit-verify.mjs");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string DataFolder => world.Services.GetRequiredService<DataFolder>().Path;

    [Fact]
    public async Task Entries_that_commit_out_of_order_are_all_taken_in_once()
    {
        await using var app = NpgsqlDataSource.Create(world.Database.AppConnection);
        await using var slow = new Fence(new FencedPools(app));
        using var all = slow.As(SystemActors.SetUp);
        await slow.Run(Entries(3), null, Cancel);
        await Write(5);
        await Seal();
        await slow.Commit(Cancel);
        Assert.Equal(3, await Seal());
        Assert.Equal(0, await Seal());

        var report = await Verified();
        Assert.Null(report.Broken);
        Assert.Equal(0, report.Waiting);
        Assert.Equal(await Number("select count(*) from journal"), report.Entries);
    }

    [Fact]
    public async Task Every_thousand_entries_there_is_a_checkpoint()
    {
        var before = await Number("select count(*) from audit_checkpoint");
        await Seal();
        await Write(2 * SealEntriesAction.EntriesPerCheckpoint + 10);
        Assert.Equal(2 * SealEntriesAction.EntriesPerCheckpoint + 10, await Seal());
        Assert.InRange(await Number("select count(*) from audit_checkpoint") - before, 3, 4);
    }

    [Fact]
    public async Task A_move_in_the_tree_of_organisations_breaks_nothing()
    {
        await Write(5);
        await Seal();
        await world.Inside(async s =>
        {
            var fence = s.GetRequiredService<Fence>();
            await fence.Run("update journal set path = '1.77.' where id = (select max(id) from journal)", null, Cancel);
            await fence.Commit(Cancel);
            return 0;
        });
        Assert.Null((await Verified()).Broken);
    }

    [Fact]
    public async Task Personal_detail_can_be_erased_and_the_proof_stands()
    {
        await Write(4);
        await Seal();
        var erased = await Number("select max(id) from journal");
        await using (var source = NpgsqlDataSource.Create(world.Database.OwnerConnection))
        await using (var owner = new Fence(new FencedPools(source)))
        {
            using var all = owner.As(SystemActors.SetUp);
            await owner.Run($"call erase_journal_detail({erased})", null, Cancel);
            await owner.Commit(Cancel);
        }
        Assert.Equal(1, await Number("select count(*) from journal where salt is null and actor_name = '' and body = '{}'"));

        var report = await Verified();
        Assert.Null(report.Broken);
        Assert.Equal(1, report.Erased);
        Assert.NotNull(await Proof(erased));
    }

    [Fact]
    public async Task A_proof_without_an_entry_or_between_sizes_that_never_were_is_not_given()
    {
        await Write(3);
        await Seal();
        var size = (await Verified()).Entries;
        Assert.Null(await Proof(long.MaxValue));
        Assert.NotNull(await Continuation(1, size));
        Assert.Null(await Continuation(size, 1));
        Assert.Null(await Continuation(1, size + 1));
    }

    [Fact]
    public void The_signing_key_can_be_read_by_the_program_alone()
    {
        var keys = new AuditKeys(new DataFolder(Directory.CreateDirectory(Path.Combine(DataFolder, "keys-of-audit")).FullName));
        var signed = keys.Sign(1, 1, Merkle.Nothing, world.Clock.GetUtcNow());
        Assert.True(keys.IsSigned(signed));
        Assert.False(keys.IsSigned(signed with { Size = 2 }));
        var file = Path.Combine(DataFolder, "keys-of-audit", "audit-key.pem");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(file));
        }
        // A key that was lost: what it signed is still verified by its public part.
        File.Delete(file);
        var next = new AuditKeys(new DataFolder(Path.GetDirectoryName(file)!));
        Assert.NotEqual(signed.Key, next.Sign(2, 2, Merkle.Nothing, world.Clock.GetUtcNow()).Key);
        Assert.True(next.IsSigned(signed));
    }

    [Fact]
    public async Task A_foreign_program_verifies_the_exported_files_and_finds_what_was_changed_in_them()
    {
        await Write(150);
        await Seal();
        var (earlier, folder) = (NewFolder(), NewFolder());
        await Export(earlier);
        await Write(150);
        await Seal();
        await Export(folder);
        var report = await Verified();

        var expected = $"{report.Entries} entries intact, root {Convert.ToHexStringLower(report.Root)}";
        Assert.Equal((0, expected), await Node(folder));
        Assert.Equal((0, expected), await Node(folder, earlier));
        Assert.Equal(1, (await Node(earlier, folder)).Code);

        var file = Path.Combine(folder, "entries.tsv");
        var lines = await File.ReadAllLinesAsync(file, Cancel);
        string[][] forged =
        [
            [lines[0].Replace("Planted", "Planned", StringComparison.Ordinal), .. lines[1..]], [.. lines[1..]], [.. lines[..^1]], [lines[1], lines[0], .. lines[2..]],
            [.. lines, lines[^1]], [lines[0], lines[0], .. lines[1..]], ["", .. lines[1..]], [lines[0][..^1] + (lines[0][^1] == '0' ? '1' : '0'), .. lines[1..]],
        ];
        foreach (var text in forged)
        {
            await File.WriteAllTextAsync(file, string.Join('\n', text) + "\n", Cancel);
            Assert.Equal(1, (await Node(folder)).Code);
        }
        Console.WriteLine($"figure audit-foreign-verifier-agrees {report.Entries}");
    }

    [Fact]
    public async Task A_foreign_program_verifies_the_proof_of_one_entry()
    {
        await Write(20);
        await Seal();
        var proof = (await Proof(await Number("select min(id) + 7 from journal where fact = 'Planted'")))!;
        var (folder, key) = (NewFolder(), Path.Combine(DataFolder, "audit-key.pub.pem"));
        async Task<int> Code(EntryProof told)
        {
            var file = Path.Combine(folder, "proof.json");
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(told, KeptJson.Form), Cancel);
            return (await Node("proof", file, key)).Code;
        }
        Assert.Equal(0, await Code(proof));
        Assert.Equal(1, await Code(proof with { Line = proof.Line.Replace("Planted", "Planned", StringComparison.Ordinal) }));
        Assert.Equal(1, await Code(proof with { Position = proof.Position + 1 }));
        Assert.Equal(1, await Code(proof with { Path = [.. proof.Path.Skip(1)] }));
        Assert.Equal(1, await Code(proof with { Checkpoint = proof.Checkpoint with { Size = proof.Checkpoint.Size + 1 } }));
    }

    [Fact]
    public async Task Health_tells_when_the_last_checkpoint_was_made()
    {
        await Write(1);
        await Seal();
        var found = await new Health(world.Database.AppConnection, DataFolder).Look(Cancel);
        Assert.Contains(found, f => f.IsWell && f.Sentence.Contains(world.Clock.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    /// <summary>One entry after another, as the set-up actor.</summary>
    internal static string Entries(int count) =>
        $"insert into journal(at, path, fact, subject_id, body, member_id, actor_name) select now(), '1.', 'Planted', gen_random_uuid(), jsonb_build_object('n', n), gen_random_uuid(), '党员' from generate_series(1, {count}) n";

    private Task<int> Write(int count) => world.Inside(async s =>
    {
        var fence = s.GetRequiredService<Fence>();
        var written = await fence.Run(Entries(count), null, Cancel);
        await fence.Commit(Cancel);
        return written;
    });

    private Task<long> Seal() => world.Inside(s => s.GetRequiredService<SealEntriesAction>().Run(Cancel));

    private Task<TraceReport> Verified() => world.Inside(s => s.GetRequiredService<VerifyTraceQuery>().Run(Cancel));

    private Task<EntryProof?> Proof(long entry) => world.Inside(s => s.GetRequiredService<ProveEntryQuery>().Entry(entry, Cancel));

    private Task<ContinuationProof?> Continuation(long first, long second) => world.Inside(s => s.GetRequiredService<ProveEntryQuery>().Continuation(first, second, Cancel));

    private Task<long> Export(string folder) => world.Inside(s => s.GetRequiredService<ExportTraceQuery>().Run(folder, Cancel));

    private Task<long> Number(string sql) => world.Inside(s => s.GetRequiredService<Fence>().Row<long>(sql, null, Cancel));

    private string NewFolder() => Directory.CreateDirectory(Path.Combine(DataFolder, Guid.NewGuid().ToString("N"))).FullName;

    private static async Task<(int Code, string LastLine)> Node(params string[] arguments)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Tool, .. arguments]) { RedirectStandardOutput = true })!;
        var said = await node.StandardOutput.ReadToEndAsync(Cancel);
        await node.WaitForExitAsync(Cancel);
        return (node.ExitCode, said.TrimEnd('\n').Split('\n')[^1]);
    }
}

/// <summary>No trace, no act.</summary>
public sealed class UntraceableTests(World world) : IClassFixture<World>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_act_whose_trace_cannot_be_written_does_not_happen()
    {
        using var program = await world.Program(world.University.Secretary);
        await using var owner = new NpgsqlConnection(world.Database.OwnerConnection);
        await owner.ExecuteAsync(
            """
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'the trace is full'; end $$;
            create trigger refuse before insert on journal for each row execute function refuse()
            """);
        using (var refused = await program.Post("/api/v1/activities", Plan()))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotEmpty((await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString()!);
        }
        Assert.Equal(0, await Planned());

        await owner.ExecuteAsync("drop trigger refuse on journal");
        using var taken = await program.Post("/api/v1/activities", Plan());
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        Assert.Equal(1, await Planned());
        Console.WriteLine("figure audit-acts-without-trace 0 0 met");
    }

    private Task<long> Planned() => world.Inside(s => s.GetRequiredService<Fence>().Row<long>("select count(*) from activity", null, Cancel));

    private object Plan() => new
    {
        organisationId = world.University.First.Id,
        kind = "PartyLecture",
        title = "党课",
        place = "东四",
        startsAt = world.Clock.GetUtcNow().AddDays(3),
        endsAt = world.Clock.GetUtcNow().AddDays(3).AddHours(1),
    };
}
