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
            }
            else
            {
                foreach (var rows in story.Past(rowsAtOnce))
                {
                    await Write(rows, writer, scope.ServiceProvider, cancel);
                }
            }
            await scope.ServiceProvider.GetRequiredService<ObligationBook>().Open(first, today, null, cancel);
            await scope.ServiceProvider.GetRequiredService<FigureRebuild>().Rebuild(cancel);
            await fence.Run("insert into setting(name, value) values ('demonstration', @value)", new { value = today.ToString("O") }, cancel);
            await fence.Commit(cancel);
        }
        // Fresh statistics; the application's role may not analyse tables it does not own, so it asks only where it may.
    }

    private static async Task Write(Rows rows, RowWriter writer, IServiceProvider services, CancellationToken cancel)
    {
        await writer.Write(rows, services.GetRequiredService<Fence>(), cancel);
        await services.GetRequiredService<TraceBook>().FiledInBulk(Traces(rows), cancel);
    }

    private static IEnumerable<Figures.FiledRecord> Traces(Rows rows)
    {
        var parties = rows.Of<ActivityParty>().ToLookup(p => p.ActivityId, p => new Party(p.OrganisationId, p.Path));
        return rows.Of<ActivityRecord>().Where(r => r.State == RecordState.Filed)
            .Select(r => new Figures.FiledRecord(r.Id, r.ActivityId, r.Kind, r.HeldOn, r.FiledAt!.Value, [.. parties[r.ActivityId]]) { Title = r.Title });
    }

    /// <summary>One portion is written while the next is made.</summary>
    private async Task WriteInPortions(Story story, RowWriter writer, CancellationToken cancel)
    {
        await Parallel.ForEachAsync(story.Past(rowsAtOnce), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancel }, async (rows, stop) =>
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
