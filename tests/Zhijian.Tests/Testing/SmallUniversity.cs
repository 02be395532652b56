using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;

namespace Zhijian.Testing;

/// <summary>
/// A committee with two general branches; the first has branches First and Second (each nine members), the other has Third.
/// One person in each kind of post, each with an account.
/// </summary>
public sealed class SmallUniversity
{
    public required Organisation Committee { get; init; }

    public required Organisation GeneralBranch { get; init; }

    public required Organisation OtherGeneralBranch { get; init; }

    /// <summary>The branch most stories happen in.</summary>
    public required Organisation First { get; init; }

    /// <summary>The sibling that must not see it.</summary>
    public required Organisation Second { get; init; }

    public required Organisation Third { get; init; }

    /// <summary>Members of the first branch: the secretary, two committee members, then plain ones; the last is probationary.</summary>
    public required IReadOnlyList<Member> FirstMembers { get; init; }

    public required IReadOnlyList<Member> SecondMembers { get; init; }

    public required IReadOnlyList<Member> ThirdMembers { get; init; }

    public required Account Secretary { get; init; }

    public required Account BranchCommittee { get; init; }

    public required Account Member { get; init; }

    public required Account SecondSecretary { get; init; }

    public required Account SecondMember { get; init; }

    public required Account ThirdSecretary { get; init; }

    public required Account GeneralBranchReviewer { get; init; }

    public required Account OtherGeneralBranchReviewer { get; init; }

    public required Account OrganisationDepartment { get; init; }

    public required Account Office { get; init; }

    public required Account Admin { get; init; }

    public static async Task<SmallUniversity> Make(World world)
    {
        var founded = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime).AddYears(-2);
        Organisation Found(ZhijianDb db, int number, Organisation? parent, OrganisationKind kind, string name)
        {
            var made = new Organisation { Number = number, Path = $"{parent?.Path}{number}.", ParentId = parent?.Id, Kind = kind, Name = name, FoundedOn = founded };
            db.Add(made);
            db.Add(new OrganisationVersion { OrganisationId = made.Id, Path = made.Path, PathThen = made.Path, ValidFrom = founded, Name = name, Kind = kind, ParentId = parent?.Id, Reason = "founded", RecordedAt = world.Clock.GetUtcNow(), RecordedBy = Guid.Empty });
            return made;
        }
        List<Member> People(ZhijianDb db, Organisation branch, string[] names)
        {
            var members = names.Select((name, i) => new Member
            {
                OrganisationId = branch.Id, Path = branch.Path, Name = name, Category = i == names.Length - 1 ? MemberCategory.ProbationaryMember : MemberCategory.FullMember,
                JoinDate = founded, FullMemberDate = i == names.Length - 1 ? null : founded.AddYears(1),
            }).ToList();
            db.AddRange(members);
            db.AddRange(members.Select(m => new Membership { MemberId = m.Id, OrganisationId = branch.Id, Path = branch.Path, From = founded }));
            return members;
        }
        void Appoint(ZhijianDb db, Member who, Organisation where, PostKind post) =>
            db.Add(new PostHolding { OrganisationId = where.Id, Path = where.Path, MemberId = who.Id, Post = post, From = founded });

        var tree = await world.Given(db =>
        {
            var committee = Found(db, 1, null, OrganisationKind.UniversityCommittee, "试验大学党委");
            var general = Found(db, 2, committee, OrganisationKind.GeneralBranch, "信息学院党总支");
            var other = Found(db, 3, committee, OrganisationKind.GeneralBranch, "文学院党总支");
            var first = Found(db, 4, general, OrganisationKind.Branch, "计算机第一党支部");
            var second = Found(db, 5, general, OrganisationKind.Branch, "计算机第二党支部");
            var third = Found(db, 6, other, OrganisationKind.Branch, "中文系党支部");
            return (committee, general, other, first, second, third);
        });
        var people = await world.Given(db => (
            first: People(db, tree.first, ["周以宁", "许清禾", "陈砚书", "苏景行", "顾念安", "林知夏", "叶听舟", "韩序川", "宋言溪"]),
            second: People(db, tree.second, ["江望舒", "陆清和", "沈千帆", "温如玉", "白秋练", "方知远", "贺云亭", "秦若水", "杜衡芜"]),
            third: People(db, tree.third, ["乔木森", "柳如烟波", "魏长歌", "夏晚晴", "严思齐", "钟鸣远", "卓然之", "费雨微", "莫问津"]),
            reviewers: People(db, tree.third, ["沈南乔", "顾文澜", "贺兰舟", "程管理", "尹复审", "傅新人"])));
        await world.Given(db =>
        {
            Appoint(db, people.first[0], tree.first, PostKind.Secretary);
            Appoint(db, people.first[1], tree.first, PostKind.CommitteeMember);
            Appoint(db, people.first[2], tree.first, PostKind.OrganizationCommissioner);
            Appoint(db, people.second[0], tree.second, PostKind.Secretary);
            Appoint(db, people.third[0], tree.third, PostKind.Secretary);
            Appoint(db, people.reviewers[0], tree.general, PostKind.OrganizationCommissioner);
            Appoint(db, people.reviewers[1], tree.committee, PostKind.OrganizationDepartment);
            Appoint(db, people.reviewers[2], tree.committee, PostKind.CommitteeOffice);
            Appoint(db, people.reviewers[3], tree.committee, PostKind.SystemAdministrator);
            Appoint(db, people.reviewers[4], tree.other, PostKind.OrganizationCommissioner);
            return 0;
        });
        return new SmallUniversity
        {
            Committee = tree.committee, GeneralBranch = tree.general, OtherGeneralBranch = tree.other, First = tree.first, Second = tree.second, Third = tree.third,
            FirstMembers = people.first, SecondMembers = people.second, ThirdMembers = people.third,
            Secretary = await world.AccountOf(people.first[0], "secretary"),
            BranchCommittee = await world.AccountOf(people.first[1], "branchcommittee"),
            Member = await world.AccountOf(people.first[4], "member"),
            SecondSecretary = await world.AccountOf(people.second[0], "secondsecretary"),
            SecondMember = await world.AccountOf(people.second[4], "secondmember"),
            ThirdSecretary = await world.AccountOf(people.third[0], "thirdsecretary"),
            GeneralBranchReviewer = await world.AccountOf(people.reviewers[0], "generalbranch"),
            OrganisationDepartment = await world.AccountOf(people.reviewers[1], "organisation"),
            Office = await world.AccountOf(people.reviewers[2], "office"),
            Admin = await world.AccountOf(people.reviewers[3], "admin"),
            OtherGeneralBranchReviewer = await world.AccountOf(people.reviewers[4], "othergeneralbranch"),
        };
    }
}
