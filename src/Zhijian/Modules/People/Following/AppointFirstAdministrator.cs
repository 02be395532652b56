using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People.Following;

/// <summary>
/// Whoever set the institution up becomes its first system administrator, and stands in for the organisation department until its people are entered:
/// otherwise nobody could enter the first member. The row that holds the posts counts nowhere as a member; whether this person belongs to a branch
/// is entered later, as for everybody.
/// </summary>
internal sealed class AppointFirstAdministrator(ZhijianDb db) : IWhen<InstitutionSetUp>
{
    public async Task Handle(InstitutionSetUp fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        var person = new Member { OrganisationId = fact.SubjectId, Path = fact.OrganisationPath, Name = fact.AdministratorName, Category = MemberCategory.Applicant, LeftOn = fact.On };
        db.Add(person);
        db.AddRange(new[] { PostKind.SystemAdministrator, PostKind.OrganizationDepartment }.Select(post =>
            new PostHolding { OrganisationId = fact.SubjectId, Path = fact.OrganisationPath, MemberId = person.Id, Post = post, From = fact.On }));
        var account = await db.Accounts.FirstAsync(a => a.Id == fact.AccountId, cancel);
        account.MemberId = person.Id;
    }
}
