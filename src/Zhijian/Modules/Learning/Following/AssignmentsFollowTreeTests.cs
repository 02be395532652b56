using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Library;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Learning.Following;

public sealed class AssignmentsFollowTreeTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task After_a_merger_people_owe_what_still_stands_above_them_and_what_the_ended_branch_asked_ends()
    {
        var u = world.University;
        var people = await world.Read(db => db.Members.Where(m => m.OrganisationId == u.Second.Id && m.LeftOn == null).OrderBy(m => m.Id).ToListAsync());
        var (fromGeneral, fromBranch) = (await Issued(u.GeneralBranch, "总支的任务", people), await Issued(u.Second, "支部的任务", people));
        // One of them had studied both.
        await world.Given(db =>
        {
            foreach (var done in db.Set<LearningAssignment>().Where(a => a.MemberId == people[0].Id))
            {
                done.DoneOn = done.DueOn.AddDays(-1);
            }
            return 0;
        });
        var change = new TreeChange(OrganisationChangeKind.Merge, Today, "合并", OrganisationPlace.Of(u.Second), OrganisationPlace.Of(u.First), [.. people.Select(p => p.Id)], [OrganisationPlace.Of(u.Second)]);

        await world.Inside(async services =>
        {
            var fence = services.GetRequiredService<Fence>();
            await fence.Run("update member set organisation_id = @Id, path = @Path where id = any(@ids)", new { u.First.Id, u.First.Path, ids = people.Select(p => p.Id).ToArray() }, default);
            await services.GetServices<IFollowsOrganisationChanges>().OfType<AssignmentsFollowTree>().Single().Apply(change, SystemActors.SetUp.Actor, world.Clock.GetUtcNow(), default);
            await fence.Commit(default);
            return 0;
        });

        var kept = await world.Read(db => db.Set<LearningAssignment>().Where(a => a.TaskId == fromGeneral).ToListAsync());
        Assert.Equal(people.Count, kept.Count);
        Assert.All(kept, a => Assert.Equal((u.First.Id, u.First.Path, false), (a.OrganisationId, a.Path, a.Closed)));
        var studied = Assert.Single(await world.Read(db => db.Set<LearningAssignment>().Where(a => a.TaskId == fromBranch).ToListAsync()));
        Assert.Equal((people[0].Id, true), (studied.MemberId, studied.Closed));
        var ended = await world.Read(db => db.Set<LearningTask>().SingleAsync(t => t.Id == fromBranch));
        Assert.Equal((LearningTaskState.Withdrawn, "合并"), (ended.State, ended.Reason));
        Assert.Equal(LearningTaskState.Open, await world.Read(db => db.Set<LearningTask>().Where(t => t.Id == fromGeneral).Select(t => t.State).SingleAsync()));
        // The sums say the same as the people.
        Assert.Equal((people.Count, 1), await Sum(fromGeneral, u.First.Id));
        Assert.Equal((0, 0), await Sum(fromGeneral, u.Second.Id));
    }

    private DateOnly Today => world.Services.GetRequiredService<InstitutionTime>().Today;

    private async Task<(int Assigned, int Done)> Sum(Guid task, Guid organisation) => await world.Inside(s => s.GetRequiredService<Fence>().Row<(int, int)>(
        "select coalesce(sum(assigned), 0)::int, coalesce(sum(done), 0)::int from learning_sum where task_id = @task and organisation_id = @organisation", new { task, organisation }, default));

    private Task<Guid> Issued(Organisation by, string title, List<Member> to) => world.Given(db =>
    {
        var now = world.Clock.GetUtcNow();
        var item = new LibraryItem { Path = by.Path, OrganisationId = by.Id, OrganisationName = by.Name, Kind = LibraryKind.Article, Title = title, Rights = "自编", Text = "# 一\n\n读", CreatedBy = Guid.NewGuid(), CreatedAt = now };
        item.Release([], now, out var edition);
        Assert.NotNull(LearningTask.Issue(new TaskDraft(title, [], LearningMode.Individual, Today.AddDays(9), 1, null), edition!, by.Id, by.Name, by.Path, to.Count, to.Count, SystemActors.SetUp.Actor, now, Today, out var task).Fact);
        db.AddRange(item, edition!, LibrarySearch.Of(edition!, null), task!);
        db.AddRange(to.Select(p => task!.For(p.Id, p.OrganisationId, p.Path)));
        return task!.Id;
    });
}
