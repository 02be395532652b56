using System.Collections.Concurrent;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Demonstration.Making;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Demonstration.Loading;

/// <summary>
/// Writes the university and its story as the set-up actor. The usual one is one transaction: all of it or nothing.
/// A large one is written in portions, two at a time, and marked as a demonstration only when it is whole.
/// </summary>
internal sealed class Loader(IServiceProvider services, int rowsAtOnce)
{
    private readonly ConcurrentBag<(PlannedActivity Activity, ActivityRecord? Record)> _unfinished = [];
    private readonly IPasswordHasher<Account> _hasher = services.GetRequiredService<IPasswordHasher<Account>>();

    public async Task Load(University university, Story story, IReadOnlyList<DemonstrationAccount> accounts, DateOnly first, DateOnly today, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        var writer = new RowWriter(scope.ServiceProvider.GetRequiredService<ZhijianDb>().Model);
        var isLarge = rowsAtOnce != int.MaxValue;
        using (fence.As(SystemActors.SetUp))
        {
            await fence.Run("set local synchronous_commit = off", null, cancel);
            await writer.Write(Founded(university, accounts), fence, cancel);
            await fence.Row<long>("select max(nextval('organisation_number')) from generate_series(1, @count)", new { count = university.All.Count() }, cancel);
            if (isLarge)
            {
                await fence.Commit(cancel);
                await WriteInPortions(story, writer, cancel);
                // The tables have no statistics yet, and a planner that knows nothing loops over millions of rows.
                await fence.Run("set local enable_nestloop = off; set local work_mem = '256MB'", null, cancel);
            }
            else
            {
                foreach (var rows in story.Portions(rowsAtOnce))
                {
                    await Write(rows, writer, scope.ServiceProvider, cancel);
                }
            }
            await Stand(scope.ServiceProvider.GetRequiredService<TraceBook>(), cancel);
            await fence.Run(
                """
                insert into record_number(organisation_id, year, kind, path, last)
                select organisation_id, extract(year from held_on)::int, kind, path, count(*) from activity_record group by 1, 2, 3, 4
                """, null, cancel);
            await scope.ServiceProvider.GetRequiredService<ObligationBook>().Open(first, today, null, cancel);
            await scope.ServiceProvider.GetRequiredService<FigureRebuild>().Rebuild(cancel);
            await fence.Run("insert into setting(name, value) values ('demonstration', @value)", new { value = today.ToString("O") }, cancel);
            await fence.Commit(cancel);
        }
    }

    private async Task Write(Rows rows, RowWriter writer, IServiceProvider services, CancellationToken cancel)
    {
        await writer.Write(rows, services.GetRequiredService<Fence>(), cancel);
        await services.GetRequiredService<TraceBook>().FiledInBulk(Traces(rows), cancel);
        foreach (var open in Unfinished(rows))
        {
            _unfinished.Add(open);
        }
    }

    /// <summary>What is planned, held or under review is not in the files yet, but figures and homes know where it stands.</summary>
    private async Task Stand(TraceBook traces, CancellationToken cancel)
    {
        foreach (var (activity, record) in _unfinished.OrderBy(u => u.Activity.SubjectId))
        {
            await traces.Planned(activity, cancel);
            if (record is { State: RecordState.Submitted or RecordState.Returned })
            {
                await traces.Submitted(activity.SubjectId, record.Id, cancel);
            }
            if (record is { State: RecordState.Returned })
            {
                await traces.Returned(activity.SubjectId, cancel);
            }
        }
    }

    private static IEnumerable<(PlannedActivity Activity, ActivityRecord? Record)> Unfinished(Rows rows)
    {
        var parties = Parties(rows);
        var records = rows.Of<ActivityRecord>().ToDictionary(r => r.ActivityId);
        return rows.Of<Activity>().Where(a => a.State is not (ActivityState.Filed or ActivityState.Cancelled))
            .Select(a => (new PlannedActivity(a.Id, a.Kind, a.StartsAt, a.Title, [.. parties[a.Id]]), records.GetValueOrDefault(a.Id)));
    }

    private static IEnumerable<Figures.FiledRecord> Traces(Rows rows)
    {
        var parties = Parties(rows);
        return rows.Of<ActivityRecord>().Where(r => r.State == RecordState.Filed)
            .Select(r => new Figures.FiledRecord(r.Id, r.ActivityId, r.Kind, r.HeldOn, r.FiledAt!.Value, [.. parties[r.ActivityId]]) { Title = r.Title });
    }

    private static ILookup<Guid, Party> Parties(Rows rows) => rows.Of<ActivityParty>().ToLookup(p => p.ActivityId, p => new Party(p.OrganisationId, p.Path));

    /// <summary>One portion is written while the next is made.</summary>
    private async Task WriteInPortions(Story story, RowWriter writer, CancellationToken cancel)
    {
        await Parallel.ForEachAsync(story.Portions(rowsAtOnce), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancel }, async (rows, stop) =>
        {
            await using var scope = services.CreateAsyncScope();
            var fence = scope.ServiceProvider.GetRequiredService<Fence>();
            using (fence.As(SystemActors.SetUp))
            {
                await fence.Run("set local synchronous_commit = off", null, stop);
                await Write(rows, writer, scope.ServiceProvider, stop);
                await fence.Commit(stop);
            }
        });
    }

    private Rows Founded(University university, IReadOnlyList<DemonstrationAccount> accounts)
    {
        var rows = new Rows();
        foreach (var unit in university.All)
        {
            rows.Add(unit.Organisation);
            rows.Add(unit.Version);
            rows.AddRange(unit.People.Select(p => p.Member));
            rows.AddRange(unit.People.Select(p => p.Membership));
            rows.AddRange(unit.Posts.Select(h => h.Post));
        }
        foreach (var account in accounts)
        {
            rows.Add(Account(account, Owner(university, account.UserName)));
        }
        return rows;
    }

    private Account Account(DemonstrationAccount account, Person owner)
    {
        var made = new Account
        {
            MemberId = owner.Member.Id,
            DisplayName = owner.Member.Name,
            Path = owner.Member.Path,
            UserName = account.UserName,
            NormalizedUserName = account.UserName.ToUpperInvariant(),
            SecurityStamp = Guid.NewGuid().ToString("N"),
        };
        made.PasswordHash = _hasher.HashPassword(made, account.Password);
        return made;
    }

    /// <summary>Who signs in under which name.</summary>
    private static Person Owner(University university, string name)
    {
        var branch = university.Branches.Find(b => b.Name == "计算机系学生第二党支部") ?? university.Branches[0];
        return name switch
        {
            "secretary" => Holder(branch, PostKind.Secretary),
            "member" => branch.People[5],
            "generalbranch" => Holder(branch.Parent!, PostKind.OrganizationCommissioner),
            "organisation" => Holder(university.Committee, PostKind.OrganizationDepartment),
            "office" => Holder(university.Committee, PostKind.CommitteeOffice),
            _ => Holder(university.Committee, PostKind.SystemAdministrator),
        };
    }

    private static Person Holder(Unit unit, PostKind post) => unit.Posts.First(h => h.Post.Post == post && h.Post.Until is null).Person;
}
