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
        if (branch is null || !actor.May(PeopleActs.See, branch.Path))
        {
            return (PeopleRefusals.NoSuchOrganisation.At("Form.Organisation"), null);
        }
        if (!actor.May(PeopleActs.Edit, branch.Path))
        {
            return (PlatformRefusals.NotYours, null);
        }
        var from = since ?? time.Today;
        var decision = Member.Add(branch, rulebook.On(time.Today).MayTakeIn(branch.Kind), data, from, time.Today, invented.Allowed, out var member);
        if (member is null)
        {
            return (decision, null);
        }
        if (isKnown)
        {
            return (PeopleRefusals.AskUpper, null);
        }
        db.Add(member);
        db.Add(new Membership { MemberId = member.Id, OrganisationId = branch.Id, Path = branch.Path, From = from });
        return (await journal.Record(decision, actor, cancel), member);
    }

    /// <summary>The branch, and whether the person is known anywhere: one question, asked over the whole institution.</summary>
    private async Task<(Organisation? Branch, bool IsKnown)> Lookup(Guid organisationId, MemberData data, CancellationToken cancel)
    {
        var found = await fence.RowAs<Found>(
            SystemActors.Directory,
            """
            select o.number, o.path, o.kind, o.name, o.founded_on as FoundedOn, o.dissolved_on as DissolvedOn,
              exists(select 1 from member where identity_index = @identity) or exists(select 1 from member where institution_number = @number) as IsKnown
            from organisation o where o.id = @organisationId
            """,
            new { organisationId, identity = data.IdentityNumber is { } typed ? PeopleRows.IdentityIndex(vault, IdentityNumber.Normalised(typed)) : null, number = data.InstitutionNumber?.Trim() }, cancel);
        return found is null ? (null, false) : (new Organisation { Id = organisationId, Number = found.Number, Path = found.Path, Kind = Enum.Parse<OrganisationKind>(found.Kind), Name = found.Name, FoundedOn = found.FoundedOn, DissolvedOn = found.DissolvedOn }, found.IsKnown);
    }

    private sealed class Found
    {
        public int Number { get; set; }

        public string Path { get; set; } = "";

        public string Kind { get; set; } = "";

        public string Name { get; set; } = "";

        public DateOnly FoundedOn { get; set; }

        public DateOnly? DissolvedOn { get; set; }

        public bool IsKnown { get; set; }
    }
}
