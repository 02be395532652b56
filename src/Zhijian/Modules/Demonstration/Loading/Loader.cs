using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Demonstration.Making;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Library;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Points;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Loading;

/// <summary>
/// Writes the university and its story as the set-up actor, in one transaction: all of it or nothing, wherever it is cut off.
/// Where the owner of the tables is known, by COPY (<see cref="OwnersLoad"/>); otherwise row by row behind the fence.
/// </summary>
internal sealed class Loader(IServiceProvider services, string? ownerConnection)
{
    /// <summary>The branch whose secretary and member sign in.</summary>
    public const string SignInBranch = "计算机系学生第二党支部";

    private readonly List<(PlannedActivity Activity, ActivityRecord? Record)> _unfinished = [];
    private readonly InstitutionTime _time = services.GetRequiredService<InstitutionTime>();
    private readonly IPasswordHasher<Account> _hasher = services.GetRequiredService<IPasswordHasher<Account>>();

    public async Task Load(University university, Story story, IReadOnlyList<DemonstrationAccount> accounts, IReadOnlyList<Rows> made, DateOnly first, DateOnly today, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        await using var load = ownerConnection is null ? null : await OwnersLoad.Begin(ownerConnection, cancel);
        var fence = load?.Fence ?? scope.ServiceProvider.GetRequiredService<Fence>();
        fence.Patience = FigureRebuild.AllRowsMayTake;
        T Part<T>() => ActivatorUtilities.CreateInstance<T>(scope.ServiceProvider, fence);
        using (fence.As(SystemActors.SetUp))
        {
            var writer = new RowWriter(scope.ServiceProvider.GetRequiredService<ZhijianDb>().Model, fence, scope.ServiceProvider.GetRequiredService<SealedRows>(), load);
            await Write(writer, Founded(university, accounts), cancel);
            foreach (var rows in made)
            {
                await Write(writer, rows, cancel);
            }
            await Part<TaskBook>().CountAll(cancel);
            await fence.Row<long>("select max(nextval('organisation_number')) from generate_series(1, @count)", new { count = university.All.Count() }, cancel);
            await WriteStory(story, [.. made.SelectMany(Released), .. made.SelectMany(Issued)], writer, Part<TraceBook>(), load, cancel);
            await StandAgain(load, cancel);
            await fence.Run(
                """
                insert into record_number(organisation_id, year, kind, path, last)
                select organisation_id, extract(year from held_on)::int, kind, path, count(*) from activity_record group by 1, 2, 3, 4
                """, null, cancel);
            await StepAside(load, cancel, "points_posting");
            await Part<PointsBook>().PostAll(cancel);
            await StandAgain(load, cancel);
            await StepAside(load, cancel, "obligation", "figure_month", "obligation_month");
            await Part<ObligationBook>().OpenInBulk(first, today, cancel);
            await Part<FigureRebuild>().Rebuild(cancel);
            await StandAgain(load, cancel);
            await fence.Run("insert into setting(name, value) values ('demonstration', @value)", new { value = today.ToString("O") }, cancel);
        }
        await (load is null ? fence.Commit(cancel) : load.Commit(cancel));
    }

    private async Task WriteStory(Story story, IReadOnlyList<Figures.FiledRecord> besides, RowWriter writer, TraceBook traces, OwnersLoad? load, CancellationToken cancel)
    {
        await StepAside(load, cancel, "standing", "trace");
        await traces.FiledInBulk(besides, intoEmpty: true, cancel);
        await foreach (var rows in story.Portions(cancel))
        {
            await Write(writer, rows, cancel);
            await traces.FiledInBulk(Traces(rows), intoEmpty: true, cancel);
            _unfinished.AddRange(Unfinished(rows));
        }
        // What is planned, held or under review is not in the files yet, but figures and homes know where it stands.
        await traces.UnderwayInBulk(_unfinished.Select(u => (u.Activity, u.Record is { State: RecordState.Submitted or RecordState.Returned } r ? r.Id : (Guid?)null, StandingOf(u.Record))), cancel);
    }

    private static async Task Write(RowWriter writer, Rows rows, CancellationToken cancel)
    {
        foreach (var (type, all) in rows.ByType)
        {
            await writer.Write(type, all, cancel);
        }
    }

    private static Task StepAside(OwnersLoad? load, CancellationToken cancel, params string[] tables) => load?.StepAside(cancel, tables) ?? Task.CompletedTask;

    private static Task StandAgain(OwnersLoad? load, CancellationToken cancel) => load?.StandAgain(cancel) ?? Task.CompletedTask;

    private static string StandingOf(ActivityRecord? record) => record?.State switch
    {
        RecordState.Submitted => "InReview",
        RecordState.Returned => "Returned",
        _ => "Planned",
    };

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

    private IEnumerable<Figures.FiledRecord> Released(Rows made) => made.Of<LibraryEdition>()
        .Select(e => new Figures.FiledRecord(e.ItemId, e.ItemId, CountedKind.TheoryItem, _time.DayOf(e.ReleasedAt), e.ReleasedAt, [new Party(e.OrganisationId, e.Path)]) { Title = e.Title });

    private IEnumerable<Figures.FiledRecord> Issued(Rows made) => made.Of<LearningTask>()
        .Select(t => new Figures.FiledRecord(t.Id, t.Id, CountedKind.LearningTask, _time.DayOf(t.IssuedAt), t.IssuedAt, [new Party(t.OrganisationId, t.Path)]) { Title = t.Title });

    private static ILookup<Guid, Party> Parties(Rows rows) => rows.Of<ActivityParty>().ToLookup(p => p.ActivityId, p => new Party(p.OrganisationId, p.Path));

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
        var branch = university.Branches.Find(b => b.Name == SignInBranch) ?? university.Branches[0];
        return name switch
        {
            "secretary" => Holder(branch, PostKind.Secretary),
            "member" => branch.People[5],
            "generalbranch" => Holder(branch.Parent!, PostKind.OrganizationCommissioner),
            "organisation" => Holder(university.Committee, PostKind.OrganizationDepartment),
            "office" => Holder(university.Committee, PostKind.CommitteeOffice),
            "security" => Holder(university.Committee, PostKind.SecurityAdministrator),
            "audit" => Holder(university.Committee, PostKind.AuditAdministrator),
            _ => Holder(university.Committee, PostKind.SystemAdministrator),
        };
    }

    private static Person Holder(Unit unit, PostKind post) => unit.Posts.First(h => h.Post.Post == post && h.Post.Until is null).Person;
}
