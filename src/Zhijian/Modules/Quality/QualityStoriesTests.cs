using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Importing;
using Zhijian.Modules.People;
using Zhijian.Modules.Quality.Counting;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Quality;

/// <summary>What is missing, wrong, long unconfirmed or disputed is counted by element and organisation, rolls up, and every number opens to just its rows.</summary>
public sealed class QualityStoriesTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    [Fact]
    public async Task Every_number_opens_to_just_as_many_rows_and_the_parts_make_the_whole()
    {
        await Made("质量甲", m => m.WorkPostCode = "U1");
        await Made("质量乙", m => m.InstitutionNumber = "Q0001");
        await Made("质量丙", m => m.BirthDate = new("1990-01-01"));
        await Disputed(await Made("质量丁", _ => { }), nameof(Member.Name));
        await Counted();

        foreach (var place in new[] { world.University.Committee, world.University.GeneralBranch, world.University.First })
        {
            var at = new QualityPlace { Id = place.Id, Name = place.Name, Path = place.Path };
            var overview = await Asked(q => q.Of(at, default));
            Assert.Equal(20, overview.Elements.Count);
            foreach (var row in overview.Elements)
            {
                foreach (var finding in Enum.GetValues<Finding>())
                {
                    Assert.Equal(row.Counts.Of(finding), (await Behind(at, row.Element.Id, finding, 4)).Count);
                }
                var own = await Asked(async q => (await q.Of(at, default)).Below.Sum(b => b.Of(row.Element.Id).Missing));
                Assert.True(own <= row.Counts.Missing);
            }
        }
        var whole = await Asked(q => q.Of(At(world.University.Committee), default));
        var parts = whole.Below.Sum(b => b.Of("person.institution-number").Missing);
        Assert.Equal(whole.Elements.Single(e => e.Element.Id == "person.institution-number").Counts.Missing, parts);
        Assert.Contains("质量丁", await Behind(At(world.University.Committee), "person.full-name", Finding.Disputed, 50));
        // What rests on consent is asked of nobody.
        Assert.DoesNotContain(whole.Elements, e => e.Element.Id is "person.fixed-phone" or "person.home-address");
    }

    [Fact]
    public async Task A_grade_is_missed_of_students_only_and_nothing_of_whom_data_are_restricted()
    {
        var (student, teacher) = (await Made("学生戊", m => m.WorkPostCode = "G1"), await Made("教师己", m => m.WorkPostCode = "T1"));
        var restricted = await Made("受限庚", m => (m.WorkPostCode, m.RestrictedSince) = ("U1", world.University.First.FoundedOn));
        var missing = await Behind(At(world.University.First), "person.grade", Finding.Missing, 50);
        Assert.Contains("学生戊", missing);
        Assert.DoesNotContain("教师己", missing);
        Assert.DoesNotContain("受限庚", missing);
        Assert.NotEqual(student, teacher);
        Assert.NotEqual(teacher, restricted);
    }

    [Fact]
    public async Task What_was_confirmed_within_a_year_is_not_listed_and_a_year_later_it_is()
    {
        var id = await Made("确认辛", m => m.InstitutionNumber = "Q0002");
        await world.Inside(async s =>
        {
            await s.GetRequiredService<ProvenanceBook>().Note(
                ProvenanceBook.Member,
                [new ProvenanceNote(Guid.CreateVersion7(), world.University.First.Path, id, null, null, Authority.OrganisationsOwn, [nameof(Member.InstitutionNumber)], [], null, 1, Guid.Empty, "某人", world.Clock.GetUtcNow().AddDays(-300))], default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        Assert.DoesNotContain("确认辛", await Behind(At(world.University.First), "person.institution-number", Finding.Unconfirmed, 50));
        Assert.Contains("确认辛", await Behind(At(world.University.First), "person.full-name", Finding.Unconfirmed, 50));
        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update provenance set at = at - interval '100 days' where entity_id = @id", new { id }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        Assert.Contains("确认辛", await Behind(At(world.University.First), "person.institution-number", Finding.Unconfirmed, 50));
    }

    [Fact]
    public async Task A_secretary_sees_the_own_branch_and_no_other()
    {
        await Counted();
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open("/quality");
        Assert.Contains("计算机第一党支部的数据质量", secretary.Text, StringComparison.Ordinal);
        await secretary.Open($"/quality/rows?organisation={world.University.First.Id}&element=person.institution-number&finding=Missing");
        Assert.Contains("许清禾", secretary.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("江望舒", secretary.Text, StringComparison.Ordinal);
        foreach (var other in new[] { $"/quality?organisation={world.University.Second.Id}", $"/quality/rows?organisation={world.University.Second.Id}&element=person.institution-number&finding=Missing", $"/quality/rows?organisation={world.University.First.Id}&element=person.nothing&finding=Missing" })
        {
            await secretary.Open(other);
            Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
        }
        var general = await world.SignedIn(world.University.GeneralBranchReviewer);
        await general.Open($"/quality?element=person.institution-number");
        Assert.Contains("计算机第二党支部", general.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("中文系党支部", general.Text, StringComparison.Ordinal);
    }

    private static QualityPlace At(Organisations.Organisation place) => new() { Id = place.Id, Name = place.Name, Path = place.Path };

    private Task<T> Asked<T>(Func<QualityQuery, Task<T>> ask) => world.Inside(s => ask(s.GetRequiredService<QualityQuery>()));

    private async Task<List<string>> Behind(QualityPlace place, string element, Finding finding, int size)
    {
        List<string> names = [];
        string? after = null;
        do
        {
            var page = await Asked(q => q.Behind(place, element, finding, after, size, default));
            names.AddRange(page.Items.Select(i => i.Name));
            after = page.Next;
        }
        while (after is not null);
        return names;
    }

    private Task Counted() => world.Inside(async s =>
    {
        await s.GetRequiredService<CountUnconfirmedJob>().Run(default);
        return 0;
    });

    private Task<Guid> Made(string name, Action<Member> also) => world.Given(db =>
    {
        var member = new Member { Name = name, OrganisationId = world.University.First.Id, Path = world.University.First.Path, Category = MemberCategory.Applicant };
        also(member);
        db.Add(member);
        return member.Id;
    });

    private Task Disputed(Guid id, string element) => world.Inside(async s =>
    {
        await s.GetRequiredService<Fence>().Run(
            """
            insert into import_conflict (id, path, client_id, source_key, entity_kind, entity_id, element, held_source, offered_source, offered, owner_id, at, version)
            values (gen_random_uuid(), @Path, gen_random_uuid(), 'k', 'Member', @id, @element, 'personnel-system', 'learning-system', '', @nobody, now(), 1)
            """, new { world.University.First.Path, id, element, nobody = Guid.Empty }, default);
        await s.GetRequiredService<Fence>().Commit(default);
        return 0;
    });
}
