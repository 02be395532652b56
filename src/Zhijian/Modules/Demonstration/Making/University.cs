using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>All organisations of the demonstration, the committee first.</summary>
internal sealed class University(Unit committee)
{
    public Unit Committee { get; } = committee;

    public List<Unit> GeneralBranches { get; } = [];

    public List<Unit> Branches { get; } = [];

    public IEnumerable<Unit> All => [Committee, .. GeneralBranches, .. Branches, .. Branches.SelectMany(b => b.Groups)];

    /// <summary>Who holds the post now.</summary>
    public static Holding Holding(Unit unit, PostKind post) => unit.Posts.First(h => h.Post.Post == post && h.Post.Until is null);

    /// <summary>The branch whose sign-ins are printed; the first where a large university has none of that name.</summary>
    public Unit SignInBranch => Branches.Find(b => b.Name == Loading.Loader.SignInBranch) ?? Branches[0];

    public Unit BranchNamed(string name) => Branches.Single(b => b.Name == name);
}

/// <summary>One organisation with its people and posts.</summary>
internal sealed class Unit(Organisation organisation, OrganisationVersion version, Unit? parent)
{
    private static readonly HashSet<PostKind> CommitteePosts =
    [
        PostKind.Secretary, PostKind.DeputySecretary, PostKind.OrganizationCommissioner, PostKind.PublicityCommissioner, PostKind.DisciplineCommissioner,
        PostKind.YouthCommissioner, PostKind.UnitedFrontCommissioner, PostKind.ConfidentialityCommissioner, PostKind.CommitteeMember,
    ];

    public Organisation Organisation { get; } = organisation;

    public OrganisationVersion Version { get; } = version;

    public Unit? Parent { get; } = parent;

    public List<Unit> Children { get; } = [];

    public List<Unit> Groups { get; } = [];

    /// <summary>The branch's own people.</summary>
    public List<Person> People { get; } = [];

    public List<Holding> Posts { get; } = [];

    public Guid Id => Organisation.Id;

    public string Path => Organisation.Path;

    public string Name => Organisation.Name;

    public OrganisationKind Kind => Organisation.Kind;

    /// <summary>Who holds the first of these posts that is held on the day.</summary>
    public Holding? HolderOn(DateOnly day, params ReadOnlySpan<PostKind> posts)
    {
        foreach (var post in posts)
        {
            if (Posts.Find(h => h.Post.Post == post && h.HeldOn(day)) is { } holding)
            {
                return holding;
            }
        }
        return null;
    }

    /// <summary>Its people on the day, those of all organisations below included, as the attendance rules need to know them.</summary>
    public IEnumerable<(Person Person, OrganisationMember Member)> PeopleOn(DateOnly day)
    {
        var committee = Posts.Where(h => h.HeldOn(day) && CommitteePosts.Contains(h.Post.Post)).Select(h => h.Person).ToHashSet();
        return PeopleBelow().Where(p => p.BelongedOn(day)).Union(committee)
            .Select(p => (p, new OrganisationMember(p.Member.Id, p.CategoryOn(day), committee.Contains(p), p.Member.GroupId)));
    }

    private IEnumerable<Person> PeopleBelow() => People.Concat(Children.SelectMany(c => c.PeopleBelow()));
}

/// <summary>A person of a branch, from the day they came.</summary>
internal sealed class Person(Member member, Membership membership, Unit branch)
{
    public Member Member { get; } = member;

    public Membership Membership { get; } = membership;

    public Unit Branch { get; } = branch;

    public bool BelongedOn(DateOnly day) => Membership.From <= day && (Membership.Until is null || Membership.Until > day);

    /// <summary>A full member was on probation for the year before.</summary>
    public MemberCategory CategoryOn(DateOnly day) => Member switch
    {
        { Category: MemberCategory.FullMember } when Member.FullMemberDate <= day => MemberCategory.FullMember,
        { JoinDate: not null } when Member.JoinDate <= day => MemberCategory.ProbationaryMember,
        { JoinDate: not null } => MemberCategory.DevelopmentObject,
        _ => Member.Category,
    };

    public Actor Acting(Holding? holding = null) => new()
    {
        AccountId = Member.Id,
        MemberId = Member.Id,
        Name = Member.Name,
        HomePath = Member.Path,
        HomeOrganisationId = Member.OrganisationId,
        Posts = holding is null ? [] : [Held(holding)],
        Space = holding is null ? null : Held(holding),
    };

    private static HeldPost Held(Holding holding) =>
        new(holding.Post.Id, holding.Post.Post.ToString(), holding.Unit.Id, holding.Unit.Name, holding.Unit.Path, holding.Unit.Organisation.Level.ToString(), holding.Grants);
}

/// <summary>Somebody in a post.</summary>
internal sealed class Holding(PostHolding post, Person person, Unit unit, IReadOnlyList<Grant> grants)
{
    public PostHolding Post { get; } = post;

    public Person Person { get; } = person;

    public Unit Unit { get; } = unit;

    /// <summary>What the post may do by the access table.</summary>
    public IReadOnlyList<Grant> Grants { get; } = grants;

    public bool HeldOn(DateOnly day) => Post.From <= day && (Post.Until is null || Post.Until > day);

    public Actor Acting() => Person.Acting(this);

    public bool May(string act) => Grants.Any(g => g.Act == act);
}
