using Zhijian.Modules.Access;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Founds the organisations, gives them people and posts. Everything happened before the first day of the story.</summary>
internal sealed class Founding(Content content, DemonstrationSize size, int seed, DateOnly first, DateOnly today, InstitutionTime time, AccessTable access)
{
    /// <summary>The first of a branch's list are full members for long: the committee, then those who hold posts above.</summary>
    private const int Seasoned = 15;
    private const int YoungestToJoin = 20;

    private static readonly PostKind[] LargeCommittee =
        [PostKind.Secretary, PostKind.DeputySecretary, PostKind.OrganizationCommissioner, PostKind.PublicityCommissioner, PostKind.DisciplineCommissioner];

    private static readonly PostKind[] SmallCommittee = [PostKind.Secretary, PostKind.OrganizationCommissioner, PostKind.PublicityCommissioner];

    private readonly Dice _dice = Dice.For(seed, "founding");
    private readonly Names _names = new(content, Dice.For(seed, "names"));
    private int _number;
    private int _people;

    public University Make()
    {
        var texts = size.IsUsual ? content.GeneralBranches : Invented();
        var university = new University(Found(null, OrganisationKind.UniversityCommittee, content.Committee, null));
        foreach (var text in texts)
        {
            var generalBranch = Found(university.Committee, OrganisationKind.GeneralBranch, text.Name, null);
            university.GeneralBranches.Add(generalBranch);
            foreach (var branch in text.Branches)
            {
                university.Branches.Add(Branch(generalBranch, branch));
            }
        }
        foreach (var generalBranch in university.GeneralBranches)
        {
            FillGeneralBranch(generalBranch);
        }
        FillCommittee(university);
        if (size.IsUsual)
        {
            Change(university);
        }
        return university;
    }

    private Unit Branch(Unit generalBranch, BranchText text)
    {
        var branch = Found(generalBranch, OrganisationKind.Branch, text.Name, text.Population);
        for (var i = 1; i <= text.Groups; i++)
        {
            branch.Groups.Add(Found(branch, OrganisationKind.PartyGroup, $"{text.Name}第{"一二三四五六"[i - 1]}党小组", text.Population));
        }
        for (var place = 0; place < text.Members; place++)
        {
            branch.People.Add(Enrol(branch, text.Population, place, text.Members));
        }
        var posts = text.Members >= 20 ? LargeCommittee : SmallCommittee;
        for (var i = 0; i < posts.Length; i++)
        {
            Appoint(branch, posts[i], branch.People[i]);
        }
        for (var i = 0; i < branch.Groups.Count; i++)
        {
            Appoint(branch.Groups[i], PostKind.GroupLeader, branch.People.Skip(5).First(p => p.Member.GroupId == branch.Groups[i].Id && Place(p) > 4));
        }
        return branch;

        int Place(Person person) => branch.People.IndexOf(person);
    }

    private Unit Found(Unit? parent, OrganisationKind kind, string name, Population? population)
    {
        var founded = first.AddDays(-_dice.Between(900, 3600));
        founded = parent is null ? first.AddDays(-4000) : founded < parent.Organisation.FoundedOn ? parent.Organisation.FoundedOn : founded;
        var at = time.At(founded, new TimeOnly(10, 0));
        var number = ++_number;
        var years = parent is null ? 5 : 3;
        var term = kind == OrganisationKind.PartyGroup ? (DateOnly?)null : today.AddDays(-_dice.Between(200, (365 * years) - 220));
        var organisation = new Organisation
        {
            Id = _dice.Id(at),
            Number = number,
            Path = $"{parent?.Path}{number}.",
            ParentId = parent?.Id,
            Kind = kind,
            Name = name,
            FoundedOn = founded,
            Population = population,
            TermStart = term < founded ? founded : term,
            TermEndPlanned = (term < founded ? founded : term)?.AddYears(years),
        };
        var version = new OrganisationVersion
        {
            Id = _dice.Id(at),
            OrganisationId = organisation.Id,
            Path = organisation.Path,
            PathThen = organisation.Path,
            ValidFrom = founded,
            Name = name,
            Kind = kind,
            ParentId = organisation.ParentId,
            Reason = "成立",
            RecordedAt = at,
            RecordedBy = Guid.Empty,
        };
        var unit = new Unit(organisation, version, parent);
        parent?.Children.Add(unit);
        return unit;
    }

    private Person Enrol(Unit branch, Population population, int place, int members)
    {
        var male = _dice.Percent(50);
        var age = population switch { Population.Undergraduate => _dice.Between(19, 23), Population.Graduate => _dice.Between(23, 28), Population.Retiree => _dice.Between(61, 84), _ => _dice.Between(27, 59) };
        var birth = today.AddYears(-age).AddDays(-_dice.Below(360));
        var category = place < Seasoned ? MemberCategory.FullMember : Category(_dice.Below(100));
        var arrived = first.AddDays(-_dice.Between(30, population is Population.Undergraduate or Population.Graduate ? 400 : 2500));
        arrived = arrived < branch.Organisation.FoundedOn ? branch.Organisation.FoundedOn : arrived;
        var joined = category switch
        {
            MemberCategory.FullMember => first.AddDays(-_dice.Between(800, population is Population.Undergraduate or Population.Graduate ? 1100 : Math.Max(900, (age - 22) * 365))),
            MemberCategory.ProbationaryMember => today.AddDays(-_dice.Between(160, 345)),
            _ => (DateOnly?)null,
        };
        // Nobody applies before eighteen, and from applying to joining takes a year and more (Party Constitution, Art. 1; Development Rules 2014).
        birth = joined?.AddYears(-YoungestToJoin) is { } latest && latest < birth ? latest : birth;
        var running = ++_people;
        var member = new Member
        {
            Id = _dice.Id(time.At(arrived, new TimeOnly(9, 0))),
            OrganisationId = branch.Id,
            Path = branch.Path,
            GroupId = branch.Groups.Count == 0 || joined is null ? null : branch.Groups[place % branch.Groups.Count].Id,
            Name = KnownName(branch.Name, place) ?? _names.Next(),
            InstitutionNumber = Number(population, arrived, running),
            Category = category,
            JoinDate = joined,
            FullMemberDate = category == MemberCategory.FullMember ? joined!.Value.AddYears(1) : null,
            SexCode = male ? "1" : "2",
            EducationCode = population switch { Population.Undergraduate => "61", Population.Graduate => "21", Population.Faculty or Population.Research => _dice.Percent(70) ? "11" : "14", _ => _dice.Percent(70) ? "21" : "31" },
            EthnicCode = new Restricted(_dice.Percent(88) ? "01" : _dice.Pick(["02", "03", "08", "11", "15"])),
            BirthDate = new Restricted(birth.ToString("O")),
            IdentityNumber = new Restricted(Making.IdentityNumber.Of(birth, male, running)),
            MobileNumber = new Restricted($"138{running:D8}"),
            HomeAddress = new Restricted($"江澜市学府路 {_dice.Between(1, 300)} 号 {_dice.Between(1, 20)} 栋 {_dice.Between(101, 1806)} 室"),
        };
        var membership = new Membership { Id = _dice.Id(time.At(arrived, new TimeOnly(9, 0))), MemberId = member.Id, OrganisationId = branch.Id, Path = branch.Path, From = arrived };
        return new Person(member, membership, branch);
    }

    private string? KnownName(string branch, int place) =>
        size.IsUsual && content.Known.Find(k => k.Branch == branch && place >= k.From && place < k.From + k.Names.Count) is { } known ? known.Names[place - known.From] : null;

    private static string Number(Population population, DateOnly arrived, int running) =>
        population is Population.Undergraduate or Population.Graduate ? $"{arrived.Year}{running:D6}" : $"T{running:D6}";

    private static MemberCategory Category(int chance) => chance switch
    {
        < 38 => MemberCategory.FullMember,
        < 76 => MemberCategory.ProbationaryMember,
        < 84 => MemberCategory.DevelopmentObject,
        < 94 => MemberCategory.Activist,
        _ => MemberCategory.Applicant,
    };

    private Holding Appoint(Unit unit, PostKind post, Person person, DateOnly? from = null, DateOnly? until = null, string? reason = null)
    {
        var start = from ?? unit.Organisation.TermStart ?? unit.Parent!.Organisation.TermStart!.Value;
        start = from is null && start > first.AddDays(-5) ? first.AddDays(-5) : start;
        start = start < unit.Organisation.FoundedOn ? unit.Organisation.FoundedOn : start;
        var holding = new Holding(
            new PostHolding { Id = _dice.Id(time.At(start, new TimeOnly(10, 0))), OrganisationId = unit.Id, Path = unit.Path, MemberId = person.Member.Id, Post = post, From = start, Until = until, EndReason = reason, Version = until is null ? 1 : 2 },
            person,
            unit,
            access.Of(post, unit.Organisation.Level));
        unit.Posts.Add(holding);
        return holding;
    }

    /// <summary>Its committee comes from its first two branches.</summary>
    private void FillGeneralBranch(Unit unit)
    {
        var (one, other) = (unit.Children[0], unit.Children[Math.Min(1, unit.Children.Count - 1)]);
        Appoint(unit, PostKind.OrganizationCommissioner, one.People[11]);
        Appoint(unit, PostKind.Secretary, one.People[12]);
        Appoint(unit, PostKind.DeputySecretary, one == other ? one.People[10] : other.People[11]);
        Appoint(unit, PostKind.PublicityCommissioner, one == other ? one.People[14] : other.People[12]);
        Appoint(unit, PostKind.DisciplineCommissioner, one.People[13]);
    }

    /// <summary>The committee, its departments and the administrator come from the offices (in a large university: from the last general branch).</summary>
    private void FillCommittee(University university)
    {
        var offices = size.IsUsual ? university.BranchNamed("党政办党支部") : university.GeneralBranches[^1].Children[0];
        var second = size.IsUsual ? university.BranchNamed("教务处党支部") : university.GeneralBranches[^1].Children[^1];
        var committee = university.Committee;
        Appoint(committee, PostKind.OrganizationDepartment, offices.People[6]);
        Appoint(committee, PostKind.CommitteeOffice, offices.People[7]);
        Appoint(committee, PostKind.SystemAdministrator, offices.People[8]);
        Appoint(committee, PostKind.Secretary, offices.People[9]);
        Appoint(committee, PostKind.DeputySecretary, offices.People[10]);
        var more = second == offices ? university.GeneralBranches[0].Children[0] : second;
        Appoint(committee, PostKind.OrganizationDepartment, more.People[6]);
        Appoint(committee, PostKind.CommitteeOffice, more.People[7]);
        foreach (var place in new[] { 8, 9, 10 })
        {
            Appoint(committee, PostKind.CommitteeMember, more.People[place]);
        }
        // Of the three administrators no two are one person, and who reads the trail holds nothing else.
        var free = more.People.Skip(11).Where(p => more.Posts.Concat(more.Parent!.Posts).Concat(more.Groups.SelectMany(g => g.Posts)).All(h => h.Person != p)).Take(2).ToList();
        Appoint(committee, PostKind.SecurityAdministrator, free[0]);
        Appoint(committee, PostKind.AuditAdministrator, free[1]);
    }

    /// <summary>What changes in every university: terms that end soon, a post that is vacant, a successor, a new name, people who came and left.</summary>
    private void Change(University university)
    {
        foreach (var (name, days) in new[] { ("计算机系学生第二党支部", 128), ("网络系教工党支部", 62), ("法学系学生党支部", 25), ("学习中心党支部", 171), ("设计系教工党支部", 94) })
        {
            TermEnds(university.BranchNamed(name), today.AddDays(days));
        }
        TermEnds(university.GeneralBranches[4], today.AddDays(150));
        End(university.BranchNamed("物流系教工党支部"), PostKind.PublicityCommissioner, today.AddDays(-41));
        End(university.BranchNamed("外语系学生党支部"), PostKind.Secretary, today.AddDays(-24));
        var humanities = university.GeneralBranches.Single(g => g.Name == "文法学院党总支");
        End(humanities, PostKind.OrganizationCommissioner, today.AddDays(-72));
        Appoint(humanities, PostKind.OrganizationCommissioner, humanities.Children[1].People[12], today.AddDays(-72));
        foreach (var branch in university.Branches.Where(b => b.Organisation.Population == Population.Undergraduate).Take(6))
        {
            var leaver = branch.People.FindLast(p => p.Member.Category == MemberCategory.FullMember && branch.People.IndexOf(p) >= Seasoned) ?? branch.People[14];
            if (branch.Posts.Concat(branch.Groups.SelectMany(g => g.Posts)).All(h => h.Person != leaver))
            {
                leaver.Member.LeftOn = leaver.Membership.Until = today.AddDays(-_dice.Between(30, 80));
                leaver.Member.Version++;
            }
        }
    }

    private static void TermEnds(Unit unit, DateOnly day)
    {
        unit.Organisation.TermEndPlanned = day;
        unit.Organisation.TermStart = day.AddYears(-3);
        if (unit.Organisation.FoundedOn > day.AddYears(-3))
        {
            unit.Organisation.TermStart = unit.Organisation.FoundedOn;
        }
    }

    private void End(Unit unit, PostKind post, DateOnly day)
    {
        var holding = unit.HolderOn(today, post)!;
        holding.Post.Until = day;
        holding.Post.EndReason = content.Vacancies[0];
        holding.Post.Version++;
    }

    /// <summary>A large university: every discipline has its general branches, each with branches of teachers and students.</summary>
    private List<GeneralBranchText> Invented()
    {
        var generalBranches = Math.Max(1, (int)Math.Round((size.Organisations - 1) * 0.08));
        var branches = size.Organisations - 1 - generalBranches;
        var invented = new List<GeneralBranchText>();
        var (made, people) = (0, 0);
        for (var g = 0; g < generalBranches; g++)
        {
            var discipline = content.Disciplines[g % content.Disciplines.Count];
            var series = g / content.Disciplines.Count;
            var text = new GeneralBranchText { Name = series == 0 ? $"{discipline}学院党总支" : $"{discipline}学院第{series + 1}党总支" };
            var until = (g + 1) * branches / generalBranches;
            for (; made < until; made++)
            {
                var enough = (int)((long)(made + 1) * size.Members / branches) - people;
                var spread = (made % 2 == 0 ? 1 : -1) * (((made / 2 * 37) % 13) - 6);
                var members = made == branches - 1 ? size.Members - people : Math.Max(Seasoned, enough + spread);
                people += members;
                var population = (Population)(made % 3);
                text.Branches.Add(new BranchText
                {
                    Name = $"{discipline}{(series == 0 ? "" : $"{series + 1}系")}{PopulationName(population)}第{text.Branches.Count + 1}党支部",
                    Population = population,
                    Members = Math.Max(members, Seasoned),
                    Groups = members >= 22 ? 2 : 0,
                });
            }
            invented.Add(text);
        }
        return invented;
    }

    private static string PopulationName(Population population) => population switch { Population.Faculty => "教工", Population.Undergraduate => "本科生", _ => "研究生" };
}
