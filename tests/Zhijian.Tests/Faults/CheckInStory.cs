using System.Collections.Concurrent;
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

/// <summary>Sixty people of one branch who all check in at once, and what of it is there afterwards.</summary>
internal sealed record CheckInStory(IReadOnlyList<Activity> Activities, IReadOnlyList<(Guid MemberId, string Token)> Tokens)
{
    public const int People = 60;

    private static readonly CheckInCodeRule Code = Rulebook.Load(Path.Combine(World.Repository, "rules")).On(DateOnly.FromDateTime(DateTime.UtcNow)).Attendance.CheckInCode;

    /// <summary>What the host's screen shows at this moment.</summary>
    public static string CodeOf(Activity activity) => CheckInCode.Now(activity.CodeSecret, activity.Id, DateTimeOffset.UtcNow, Code);

    public static async Task<CheckInSaid> CheckIn(HttpClient client, Activity activity, string token, string code, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity.Id}/check-ins") { Content = JsonContent.Create(new { code }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await client.SendAsync(request);
        return new CheckInSaid((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A branch of sixty people with open rolls, in the folder of a program that has not started yet.</summary>
    public static Task<CheckInStory> Prepare(KilledServer server, int rolls) => server.InDatabase(async database =>
    {
        await new SchemaRunner(database.OwnerConnection, EmbeddedPostgres.AppRole).Run(CancellationToken.None);
        return await Load(database.AppConnection, server.Folder, rolls);
    });

    /// <summary>Everybody checks in at once, with keys of their own; after so many answers the blow falls. Answers with those acknowledged, and what the others were told.</summary>
    public static async Task<(HashSet<Guid> In, ConcurrentBag<string> Others)> Burst(KilledServer server, Activity activity, IReadOnlyList<(Guid MemberId, string Token)> people, int until, Func<Task> blow)
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
                var said = await CheckIn(client, activity, person.Token, CodeOf(activity), $"{activity.Id}-{person.MemberId}-{until}");
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

    private static async Task<CheckInStory> Load(string connection, string folder, int rolls) => await Inside(connection, folder, async (db, fence) =>
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
        db.Add(new PostHolding { MemberId = members[0].Id, OrganisationId = branch.Id, Path = branch.Path, Post = PostKind.Secretary, From = founded });
        await db.SaveChangesAsync();
        List<Activity> activities = [];
        for (var round = 0; round < rolls; round++)
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
        return new CheckInStory(activities, tokens);
    });

    /// <summary>How many traces of a check-in each person present has.</summary>
    public static async Task<Dictionary<Guid, int>> Traces(string connection, string folder, Guid activity) => await Inside(connection, folder, async (db, _) =>
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

/// <summary>What a check-in was answered; a clear refusal tells in problem details that it may be tried again.</summary>
internal sealed record CheckInSaid(int Status, string Text)
{
    public bool IsIn => Status == 200;

    /// <summary>Told that nothing was kept, and why: the server is busy, or its disk is full.</summary>
    public bool IsClear => Status == 503 && (Text.Contains("\"code\":\"platform.busy\"", StringComparison.Ordinal) || Text.Contains("\"code\":\"platform.disk-full\"", StringComparison.Ordinal));
}
