using Dapper;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People.Enter;

/// <summary>Takes a person into a branch's list. Somebody who stands in any list already is not entered twice; where, is not told.</summary>
internal sealed class AddMemberAction(ZhijianDb db, Fence fence, Journal journal, Vault vault, Rulebook rulebook, InventedPeople invented, InstitutionTime time)
{
    public async Task<(Decision<MemberAdded> Decision, Member? Member)> Run(Guid organisationId, MemberData data, DateOnly? since, Actor actor, CancellationToken cancel)
    {
        var (branch, isKnown) = await Lookup(organisationId, data, cancel);
        var from = since ?? time.Today;
        var decision = Judge(branch, isKnown, data, from, actor, rulebook.On(time.Today), time.Today, invented.Allowed, out var member);
        if (member is null)
        {
            return (decision, null);
        }
        db.Add(member);
        db.Add(new Membership { MemberId = member.Id, OrganisationId = member.OrganisationId, Path = member.Path, From = from });
        return (await journal.Record(decision, actor, cancel), member);
    }

    /// <summary>Whether this actor may take the person into the branch, by what is known of both; the member only where all of it is so.</summary>
    internal static Decision<MemberAdded> Judge(Organisation? branch, bool isKnown, MemberData data, DateOnly from, Actor actor, RulesInForce rules, DateOnly today, bool inventedPeople, out Member? member)
    {
        member = null;
        if (branch is null || !actor.May(PeopleActs.See, branch.Path))
        {
            return PeopleRefusals.NoSuchOrganisation.At("Form.Organisation");
        }
        if (!actor.May(PeopleActs.Edit, branch.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = Member.Add(branch, rules.MayTakeIn(branch.Kind), data, from, today, inventedPeople, out var made);
        if (made is not null && isKnown)
        {
            return PeopleRefusals.AskUpper;
        }
        member = made;
        return decision;
    }

    /// <summary>The branch, and whether the person is known anywhere: one question, asked over the whole institution.</summary>
    private async Task<(Organisation? Branch, bool IsKnown)> Lookup(Guid organisationId, MemberData data, CancellationToken cancel)
    {
        var found = await fence.RowAs<BranchFound>(SystemActors.Directory, BranchFound.Sql, BranchFound.Values([(organisationId, data)], vault), cancel);
        return found is null ? (null, false) : (found.Branch, found.IsKnown);
    }
}

/// <summary>A branch into whose list somebody is to be taken, and whether that person is known anywhere in the institution.</summary>
internal sealed class BranchFound
{
    /// <summary>Asks about several at once; asked over the whole institution, and answered without saying where.</summary>
    public const string Sql =
        """
        select a.n::int as n, o.id, o.number, o.path, o.kind, o.name, o.founded_on as FoundedOn, o.dissolved_on as DissolvedOn,
          exists(select 1 from member where identity_index = a.identity) or exists(select 1 from member where institution_number = a.number) as IsKnown
        from unnest(@branches, @identities, @numbers) with ordinality as a(branch, identity, number, n) join organisation o on o.id = a.branch
        """;

    /// <summary>The place among those asked about, from 1.</summary>
    public int N { get; set; }

    public Guid Id { get; set; }

    public int Number { get; set; }

    public string Path { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Name { get; set; } = "";

    public DateOnly FoundedOn { get; set; }

    public DateOnly? DissolvedOn { get; set; }

    public bool IsKnown { get; set; }

    public static DynamicParameters Values(IReadOnlyList<(Guid Branch, MemberData Data)> asked, Vault vault) => new(new
    {
        branches = asked.Select(a => a.Branch).ToArray(),
        identities = asked.Select(a => a.Data.IdentityNumber is { } typed ? PeopleRows.IdentityIndex(vault, IdentityNumber.Normalised(typed)) : null).ToArray(),
        numbers = asked.Select(a => a.Data.InstitutionNumber?.Trim()).ToArray(),
    });

    public Organisation Branch => new() { Id = Id, Number = Number, Path = Path, Kind = Enum.Parse<OrganisationKind>(Kind), Name = Name, FoundedOn = FoundedOn, DissolvedOn = DissolvedOn };
}
