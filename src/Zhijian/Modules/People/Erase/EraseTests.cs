using System.Net;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Erase;

/// <summary>Sealed values of somebody who has left are erased with a ground, once, and nothing of them can be opened any more.</summary>
public sealed class EraseTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_key_of_somebody_who_left_is_destroyed_with_what_it_sealed()
    {
        var person = await Person("戊已离开", left: true);
        var department = await world.SignedIn(world.University.OrganisationDepartment);
        var page = await department.Open($"/people/{person.Id}");
        page = await department.Open(page.QuerySelector("a[href$='/erase']")!.GetAttribute("href")!);
        page = await department.Press(page, "抹去");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, department.Status);
        await department.Press(page, "抹去", ("Form.Ground", "TermOver"));
        Assert.Equal($"/people/{person.Id}", department.Path);

        var kept = await world.Read(db => db.Members.AsNoTracking().SingleAsync(m => m.Id == person.Id));
        Assert.True(kept is { DataKey: null, MobileNumber: null, HomeAddress: null, BirthDate: null, IdentityNumber: null, IdentityIndex: null, EthnicCode: null, FloatingTo: null, FixedPhone: null, Name: "戊已离开" });
        var trace = await world.Read(db => db.Set<JournalEntry>().SingleAsync(j => j.SubjectId == person.Id && j.Fact == nameof(MemberErased)));
        Assert.DoesNotContain("13811110000", trace.Body, StringComparison.Ordinal);

        // Nothing is left to erase.
        await department.Press(await department.Open($"/people/{person.Id}/erase"), "抹去", ("Form.Ground", "TermOver"));
        department.Says(PeopleRefusals.NothingSealed);
    }

    [Fact]
    public async Task Who_is_still_here_is_not_erased_and_a_branch_erases_nobody()
    {
        var person = await Person("己还在", left: false);
        var department = await world.SignedIn(world.University.OrganisationDepartment);
        await department.Press(await department.Open($"/people/{person.Id}/erase"), "抹去", ("Form.Ground", "TermOver"));
        department.Says(PeopleRefusals.StillHere);
        Assert.NotNull((await world.Read(db => db.Members.AsNoTracking().SingleAsync(m => m.Id == person.Id))).DataKey);
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open($"/people/{person.Id}/erase");
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);
    }

    private Task<Member> Person(string name, bool left) => world.Given(db =>
    {
        var branch = world.University.First;
        var made = new Member { Name = name, OrganisationId = branch.Id, Path = branch.Path, Category = MemberCategory.FullMember, MobileNumber = new("13811110000"), HomeAddress = new("己路二号"), FixedPhone = "021-1", LeftOn = left ? new DateOnly(2026, 1, 1) : null, LeaveReason = left ? LeaveReason.Graduated : null };
        db.Add(made);
        return made;
    });
}
