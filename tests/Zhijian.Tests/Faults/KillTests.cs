using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.CheckIn;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>The server or its database is killed in the middle of a burst of check-ins: what was acknowledged is there after the restart, exactly once.</summary>
public sealed class KillTests
{
    private const int People = 60;
    private static readonly CheckInCodeRule Code = Rulebook.Load(Path.Combine(World.Repository, "rules")).On(DateOnly.FromDateTime(DateTime.UtcNow)).Attendance.CheckInCode;
    private static readonly int Rounds = Environment.GetEnvironmentVariable("ZHIJIAN_TEST_LONG") == "1" ? 20 : 3;

    [Fact]
    public async Task Every_acknowledged_check_in_survives_kill_9_exactly_once()
    {
        await using var server = new KilledServer();
        var database = await server.Database();
        await new SchemaRunner(database.OwnerConnection, EmbeddedPostgres.AppRole).Run(CancellationToken.None);
        var story = await Load(database.AppConnection, server.Folder);
        var random = new Random(20260701);
        var acknowledged = 0;
        try
        {
            await server.Start();
            for (var round = 0; round < Rounds; round++)
            {
                var activity = story.Activities[round];
                var postmaster = await KilledServer.Postmaster(database);
                await database.DisposeAsync();
                var done = await Burst(server, activity, story.Tokens, random.Next(5, People - 5), async () =>
                {
                    if (round % 2 == 1)
                    {
                        KilledServer.KillDatabase(postmaster);
                    }
                    await server.Kill();
                });
                acknowledged += done.In.Count;

                await server.Start();
                database = await server.Database();
                var present = await Traces(database.AppConnection, server.Folder, activity.Id);
                Breaches.None(done.In.Where(m => !present.ContainsKey(m)).Select(m => $"round {round}: the acknowledged check-in of {m} is gone"));
                Breaches.None(present.Where(p => p.Value != 1).Select(p => $"round {round}: {p.Key} is there {p.Value} times"));

                var rest = await Burst(server, activity, story.Tokens, int.MaxValue, () => Task.CompletedTask);
                Assert.True(rest.In.Count == People, $"round {round}: only {rest.In.Count} got in after the restart: {string.Join(" | ", rest.Others.Distinct().Take(5))}\n{server.LastWords()}");
                present = await Traces(database.AppConnection, server.Folder, activity.Id);
                Assert.Equal(People, present.Count);
                Assert.All(present.Values, n => Assert.Equal(1, n));
            }
        }
        finally
        {
            await server.Kill();
            await database.DisposeAsync();
        }
        Assert.True(acknowledged > 0, "Every kill came before the first acknowledgement.");
        Console.WriteLine($"figure kill-rounds {Rounds}");
        Console.WriteLine($"figure kill-lost-or-doubled-check-ins 0 0 met");
    }

    [Fact]
    public async Task The_server_outlives_kill_9_of_its_database_says_so_meanwhile_and_serves_again_by_itself()
    {
        await using var server = new KilledServer();
        var story = await Prepared(server);
        var random = new Random(20261121);
        var (acknowledged, refused, slowest) = (0, 0, TimeSpan.Zero);
        await server.Start();
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(90) };
        for (var round = 0; round < Rounds; round++)
        {
            var activity = story.Activities[round];
            var postmaster = await server.InDatabase(KilledServer.Postmaster);
            var (probe, people) = (story.Tokens[^1], story.Tokens.SkipLast(1).ToList());
            var code = CheckInCode.Now(activity.CodeSecret, activity.Id, DateTimeOffset.UtcNow, Code);
            var until = random.Next(1, people.Count / 2);
            var answers = new ConcurrentDictionary<Guid, CheckInSaid>();
            var struck = 0;
            await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (person, _) =>
            {
                answers[person.MemberId] = await CheckIn(client, activity, person.Token, code, $"{activity.Id}-{person.MemberId}");
                if (answers.Values.Count(a => a.IsIn) >= until && Interlocked.Exchange(ref struck, 1) == 0)
                {
                    KilledServer.KillDatabase(postmaster);
                }
            });
            var since = System.Diagnostics.Stopwatch.StartNew();
            Breaches.None(answers.Values.Where(a => !a.IsIn && !a.IsClear).Select(a => $"round {round}: {a.Status} {a.Text}"));
            acknowledged += answers.Values.Count(a => a.IsIn);
            refused += answers.Values.Count(a => !a.IsIn);

            while (!(await CheckIn(client, activity, probe.Token, CheckInCode.Now(activity.CodeSecret, activity.Id, DateTimeOffset.UtcNow, Code), Guid.NewGuid().ToString())).IsIn)
            {
                Assert.True(since.Elapsed < TimeSpan.FromSeconds(60), $"round {round}: the server did not serve again by itself");
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
            slowest = since.Elapsed > slowest ? since.Elapsed : slowest;
            var present = await server.InDatabase(d => Traces(d.AppConnection, server.Folder, activity.Id));
            Breaches.None(answers.Where(a => a.Value.IsIn && !present.ContainsKey(a.Key)).Select(a => $"round {round}: the acknowledged check-in of {a.Key} is gone"));
            Breaches.None(present.Where(p => p.Value != 1).Select(p => $"round {round}: {p.Key} is there {p.Value} times"));

            // Whoever got no good answer sends the same again, as the page does; a code that has expired meanwhile is scanned anew.
            await Parallel.ForEachAsync(people.Where(p => !answers[p.MemberId].IsIn), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (person, _) =>
            {
                var again = await CheckIn(client, activity, person.Token, code, $"{activity.Id}-{person.MemberId}");
                if (!again.IsIn)
                {
                    again = await CheckIn(client, activity, person.Token, CheckInCode.Now(activity.CodeSecret, activity.Id, DateTimeOffset.UtcNow, Code), Guid.NewGuid().ToString());
                }
                Assert.True(again.IsIn, again.Text);
            });
            present = await server.InDatabase(d => Traces(d.AppConnection, server.Folder, activity.Id));
            Assert.Equal(People, present.Count);
            Assert.All(present.Values, n => Assert.Equal(1, n));
        }
        Assert.True(acknowledged > 0, "Every kill came before the first acknowledgement.");
        Assert.True(refused > 0, "No request met the dead database.");
        Console.WriteLine($"figure database-kill-rounds {Rounds}");
        Console.WriteLine($"figure database-kill-acknowledged {acknowledged}");
        Console.WriteLine($"figure database-kill-refused-clearly {refused}");
        Console.WriteLine($"figure database-kill-lost-or-doubled-check-ins 0 0 met");
        Console.WriteLine(FormattableString.Invariant($"figure database-kill-slowest-seconds-until-served {slowest.TotalSeconds:0.0}"));
    }

    /// <summary>What a check-in was answered; a clear refusal tells in problem details that it may be tried again.</summary>
    private sealed record CheckInSaid(int Status, string Text)
    {
        public bool IsIn => Status == 200;

        public bool IsClear => Status == 503 && Text.Contains("\"code\":\"platform.busy\"", StringComparison.Ordinal);
    }

    private static async Task<CheckInSaid> CheckIn(HttpClient client, Activity activity, string token, string code, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity.Id}/check-ins") { Content = JsonContent.Create(new { code }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await client.SendAsync(request);
        return new CheckInSaid((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static Task<Story> Prepared(KilledServer server) => server.InDatabase(async database =>
    {
        await new SchemaRunner(database.OwnerConnection, EmbeddedPostgres.AppRole).Run(CancellationToken.None);
        return await Load(database.AppConnection, server.Folder);
    });

    /// <summary>Everybody checks in at once, with keys of their own; after so many answers the blow falls. Answers with those acknowledged, and what the others were told.</summary>
    private static async Task<(HashSet<Guid> In, ConcurrentBag<string> Others)> Burst(KilledServer server, Activity activity, IReadOnlyList<(Guid MemberId, string Token)> people, int until, Func<Task> blow)
    {
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(20) };
        var acknowledged = new ConcurrentDictionary<Guid, bool>();
        ConcurrentBag<string> others = [];
        var struck = 0;
        Task? falling = null;
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (person, _) =>
        {
            try
            {
                var said = await CheckIn(client, activity, person.Token, CheckInCode.Now(activity.CodeSecret, activity.Id, DateTimeOffset.UtcNow, Code), $"{activity.Id}-{person.MemberId}-{until}");
                if (said.IsIn)
                {
                    acknowledged[person.MemberId] = true;
                }
                else
                {
                    others.Add($"{said.Status} {said.Text}");
                }
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException)
            {
                // No answer: whether it was written is open, and the same key may be sent again.
                others.Add(problem.Message);
            }
            if (acknowledged.Count >= until && Interlocked.Exchange(ref struck, 1) == 0)
            {
                falling = blow();
            }
        });
        if (falling is not null)
        {
            await falling;
        }
        else if (until < int.MaxValue)
        {
            await blow();
        }
        return ([.. acknowledged.Keys], others);
    }

    private sealed record Story(IReadOnlyList<Activity> Activities, IReadOnlyList<(Guid MemberId, string Token)> Tokens);

    private static async Task<Story> Load(string connection, string folder) => await Inside(connection, folder, async (db, fence) =>
    {
        var now = DateTimeOffset.UtcNow;
        var founded = DateOnly.FromDateTime(now.UtcDateTime).AddYears(-1);
        var committee = new Organisation { Number = 1, Path = "1.", Kind = OrganisationKind.UniversityCommittee, Name = "试验大学党委", FoundedOn = founded };
        var branch = new Organisation { Number = 2, Path = "1.2.", ParentId = committee.Id, Kind = OrganisationKind.Branch, Name = "第一党支部", FoundedOn = founded };
        db.AddRange(committee, branch);
        List<(Guid, string)> tokens = [];
        List<Member> members = [];
        for (var i = 0; i < People; i++)
        {
            var member = new Member { OrganisationId = branch.Id, Path = branch.Path, Name = $"试验{i}", Category = MemberCategory.FullMember, JoinDate = founded };
            var account = new Account { MemberId = member.Id, DisplayName = member.Name, Path = branch.Path, UserName = $"m{i}", NormalizedUserName = $"M{i}", SecurityStamp = "x" };
            var token = $"zj_kill{i}_{Guid.NewGuid():N}";
            db.AddRange(member, account, new Membership { MemberId = member.Id, OrganisationId = branch.Id, Path = branch.Path, From = founded });
            db.Add(new AccountToken { AccountId = account.Id, Path = branch.Path, Name = "test", Hash = ActorCache.TokenHash(token), CreatedAt = now });
            members.Add(member);
            tokens.Add((member.Id, token));
        }
        await db.SaveChangesAsync();
        List<Activity> activities = [];
        for (var round = 0; round < Rounds; round++)
        {
            var activity = new Activity
            {
                OrganisationId = branch.Id, Path = branch.Path, Kind = ActivityKind.ThemePartyDay, State = ActivityState.RollOpen, Title = "主题党日", Place = "会议室",
                StartsAt = now, EndsAt = now.AddHours(2), HostMemberId = members[0].Id, AnnouncedAt = now, RollOpenedAt = now, CodeSecret = Guid.NewGuid().ToByteArray().Concat(Guid.NewGuid().ToByteArray()).ToArray(), CreatedBy = members[0].Id, CreatedAt = now,
            };
            db.Add(activity);
            db.AddRange(members.Select(m => new Attendance { ActivityId = activity.Id, MemberId = m.Id, Path = branch.Path, OrganisationId = branch.Id, Name = m.Name, IsObserver = false, Votes = true, NotifiedAt = now }));
            activities.Add(activity);
        }
        await db.SaveChangesAsync();
        await fence.Commit(CancellationToken.None);
        return new Story(activities, tokens);
    });

    /// <summary>How many traces of a check-in each person present has.</summary>
    private static async Task<Dictionary<Guid, int>> Traces(string connection, string folder, Guid activity) => await Inside(connection, folder, async (db, _) =>
    {
        var present = await db.Attendances.Where(a => a.ActivityId == activity && a.Status == AttendanceStatus.Present).Select(a => a.MemberId).ToListAsync();
        var traced = await db.Set<JournalEntry>().Where(j => j.SubjectId == activity && j.Fact == "MemberCheckedIn").Select(j => j.MemberId).ToListAsync();
        Assert.Equal(present.Order(), traced.Distinct().Order());
        return traced.GroupBy(m => m).ToDictionary(g => g.Key, g => g.Count());
    });

    private static async Task<T> Inside<T>(string connection, string folder, Func<ZhijianDb, Fence, Task<T>> act)
    {
        await using var app = World.Build(connection, folder, kestrel: false, TimeProvider.System, _ => { });
        await using var scope = app.Services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        fence.Enclose(FencedScope.Of(SystemActors.SetUp.Path));
        return await act(scope.ServiceProvider.GetRequiredService<ZhijianDb>(), fence);
    }
}
