using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Storage;

/// <summary>What stands at the place of a person's branch goes with the person, or it is said here why it stays.</summary>
public sealed class OwnRowsTests(World world) : IClassFixture<World>
{
    private static readonly Dictionary<string, string> Stay = new()
    {
        ["article_comment"] = "stands below the article, whose organisation answers for it",
        ["article_question"] = "the same",
        ["misuse_report"] = "stands with the case about it",
        ["attendance"] = "is the roll of the branch of that day",
        ["calendar_feed"] = "shows what its account may see when it is fetched, whatever its place",
        ["document_look"] = "is the trace of a moment",
        ["document_forward"] = "stands with the document, until a day",
        ["experience_report"] = "stands at the organisation that held the activity",
        ["export_file"] = "is the asker's alone and gone within days",
        ["incident_person"] = "stands with the incident of its day",
        ["journal"] = "is the trace of a moment",
        ["legal_hold"] = "is kept and ended by those who see the whole institution, and found by the person",
        ["message"] = "is read by its receiver alone and by who they are",
        ["person_request"] = "is answered by those who kept the data when it was asked",
        ["post_holding"] = "stands at the organisation of the post",
        ["review_absence"] = "stands at the organisation of the post",
        ["stored_file"] = "stands with the thing it is attached to",
        ["training_certificate"] = "stands at the organisation that issued it; the person sees it as their own",
        ["training_print"] = "the same",
        ["training_place"] = "is the class's list, at the branch from which the person came",
    };

    [Fact]
    public async Task Whatever_is_somebodys_own_goes_with_them_to_another_branch()
    {
        var catalog = await Catalog.Read(world.Database.OwnerConnection);
        var goes = await world.Inside(s => Task.FromResult(s.GetServices<IFollowsOrganisationChanges>().SelectMany(f => f.ComesWithOrganisation).ToHashSet()));
        var all = catalog.Fenced.Select(t => t.Name).Where(t => t == "member" || catalog.Of(t).Any(c => c.Name == "member_id")).ToList();
        Breaches.None(all.Where(t => !goes.Contains(t) && !Stay.ContainsKey(t)).Select(t => $"{t}: rows of a person who moves stay behind"));
        Breaches.None(Stay.Keys.Where(t => goes.Contains(t) || !all.Contains(t)).Select(t => $"{t} is excused and needs it not"));
    }

    [Fact]
    public async Task What_somebody_confirmed_and_handed_in_is_not_asked_again_by_their_new_branch()
    {
        var (first, second) = (world.University.First, world.University.Second);
        var person = world.University.FirstMembers[2];
        await using var superuser = new NpgsqlConnection(world.Database.MaintenanceConnection);
        await superuser.OpenAsync();
        await superuser.ExecuteAsync(
            """
            set session_replication_role = replica;
            insert into paper_result(member_id, paper_id, path, organisation_id, handed_in, is_passed) values (@Id, gen_random_uuid(), @Path, @OrganisationId, 1, true);
            insert into article_receipt(article_id, member_id, path, number, at) values (gen_random_uuid(), @Id, @Path, 1, now());
            """, new { person.Id, person.Path, person.OrganisationId });

        await world.Inside(async services =>
        {
            foreach (var rows in services.GetServices<OwnRowsBook>())
            {
                await rows.Follow(new MemberMoved(person.Id, second.Path, first.Id, second.Id, new DateOnly(2026, 11, 2), "转专业"), default);
            }
            await services.GetRequiredService<Fence>().Commit(default);
            return 0;
        });

        Assert.Equal([second.Path, second.Path], await superuser.QueryAsync<string>("select path from paper_result where member_id = @Id union all select path from article_receipt where member_id = @Id", new { person.Id }));
    }
}
