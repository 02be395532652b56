using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People.Enter;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People;

/// <summary>
/// Takes in, changes and takes back many people at once, by the same rules as one by one. The one door for the module that imports lists: it calls only after the last layer of
/// the review, inside its own transaction, behind the fence of the organisation for which the list was brought.
/// </summary>
internal sealed class EnterManyAction(ZhijianDb db, Fence fence, SealedRows seals, Vault vault, Rulebook rulebook, InventedPeople invented, InstitutionTime time)
{
    private RowWriter? _writer;

    /// <summary>By which a person of this identity number is found.</summary>
    public byte[] IndexOf(string identityNumber) => PeopleRows.IdentityIndex(vault, identityNumber);

    public bool InventedPeople => invented.Allowed;

    /// <summary>The organisations at and below a path that take members in today.</summary>
    public async Task<List<Organisation>> TakingIn(string path, CancellationToken cancel)
    {
        var rules = rulebook.On(time.Today);
        var kinds = Enum.GetValues<OrganisationKind>().Where(rules.MayTakeIn).ToList();
        var below = path + "~";
        return await db.Organisations.AsNoTracking().Where(o => o.DissolvedOn == null && kinds.Contains(o.Kind) && o.Path.CompareTo(path) >= 0 && o.Path.CompareTo(below) < 0).ToListAsync(cancel);
    }

    /// <summary>Who has these numbers: within the fence the person, outside of it only that there is somebody.</summary>
    public async Task<Dictionary<int, NumberTwins>> WhoHas(IReadOnlyList<(int Row, byte[]? Identity, string? Institution)> numbers, CancellationToken cancel)
    {
        var asked = new { rows = numbers.Select(n => n.Row).ToArray(), identities = numbers.Select(n => n.Identity).ToArray(), institutions = numbers.Select(n => n.Institution).ToArray() };
        const string who =
            """
            select a.row, m.id as ByIdentity, i.id as ByInstitution from unnest(@rows, @identities, @institutions) as a(row, identity, institution)
            left join member m on m.identity_index = a.identity left join member i on i.institution_number = a.institution
            where m.id is not null or i.id is not null
            """;
        var inside = (await fence.Rows<NumberTwins>(who, asked, cancel)).ToDictionary(t => t.Row);
        using var widened = fence.As(SystemActors.Directory);
        foreach (var anywhere in await fence.Rows<NumberTwins>(who, asked, cancel))
        {
            var seen = inside.TryGetValue(anywhere.Row, out var here) ? here : inside[anywhere.Row] = new NumberTwins { Row = anywhere.Row };
            seen.Elsewhere = (anywhere.ByIdentity is not null && seen.ByIdentity is null) || (anywhere.ByInstitution is not null && seen.ByInstitution is null);
        }
        return inside;
    }

    /// <summary>The people at and below a path, as far as likeness needs them.</summary>
    public Task<List<NamedPerson>> NamesBelow(string path, CancellationToken cancel) => fence.Rows<NamedPerson>(
        "select id, name, organisation_id as Organisation, sex_code as Sex from member where left_on is null and path >= @path and path < @path || '~'", new { path }, cancel);

    /// <summary>Birth dates (yyyy-MM-dd) of those of whom one is kept, opened for comparing and forgotten by the caller at once.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Birth)>> Births(Guid[] ids, CancellationToken cancel)
    {
        var rows = await fence.Rows<(Guid Id, byte[] DataKey, byte[] Birth)>("select id, data_key, birth_date from member where id = any(@ids) and birth_date is not null and data_key is not null", new { ids }, cancel);
        var opened = new (Guid, string)[rows.Count];
        Parallel.For(0, rows.Count, i => opened[i] = (rows[i].Id, vault.Open(rows[i].Id, rows[i].DataKey, new SealedPlace("member", "birth_date", rows[i].Id), rows[i].Birth)));
        return opened;
    }

    /// <summary>Takes people into their branches' lists; what the rules refuse, and who has become known meanwhile, is left out with its reason.</summary>
    public async Task<IReadOnlyList<EnteredPerson>> Add(IReadOnlyList<PersonToEnter> people, Actor actor, CancellationToken cancel)
    {
        var rules = rulebook.On(time.Today);
        List<EnteredPerson> answers = [];
        List<object> members = [], memberships = [], traces = [];
        var known = await Known(people, cancel);
        foreach (var person in people)
        {
            var since = person.Since ?? time.Today;
            var decision = Member.Add(person.Branch, rules.MayTakeIn(person.Branch.Kind), person.Data, since, time.Today, invented.Allowed, out var member);
            if (decision.Fact is not { } fact || member is null || known.Contains(person.Row))
            {
                answers.Add(new EnteredPerson(person.Row, Guid.Empty, 0, decision.Refusal ?? PeopleRefusals.AskUpper));
                continue;
            }
            members.Add(member);
            memberships.Add(new Membership { MemberId = member.Id, OrganisationId = person.Branch.Id, Path = person.Branch.Path, From = since });
            traces.Add(Journal.Entry(fact, actor, time.Now));
            answers.Add(new EnteredPerson(person.Row, member.Id, member.Version, null));
        }
        await Write(typeof(Member), members, cancel);
        await Write(typeof(Membership), memberships, cancel);
        await Write(typeof(JournalEntry), traces, cancel);
        return answers;
    }

    /// <summary>Those who are known, opened when asked; for comparing and changing them.</summary>
    /// <param name="forChange">False: copies to judge on; nothing of them is saved.</param>
    public async Task<Dictionary<Guid, Member>> Of(IReadOnlyCollection<Guid> ids, bool forChange, CancellationToken cancel) =>
        ids.Count == 0 ? [] : await (forChange ? db.Members : db.Members.AsNoTracking()).Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancel);

    /// <summary>Somebody known, as far as it helps to tell who it is: the year of birth, never the day.</summary>
    public async Task<TwinShown?> Shown(Guid id, CancellationToken cancel)
    {
        var member = await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, cancel);
        var branch = member is null ? null : await db.Organisations.AsNoTracking().Where(o => o.Id == member.OrganisationId).Select(o => o.Name).FirstOrDefaultAsync(cancel);
        return member is null ? null : new TwinShown(member.Id, member.Name, branch, member.DataKey is null ? null : member.BirthDate?.Plain[..4]);
    }

    /// <summary>Changes somebody known; saved and traced by the caller's journal with all the others.</summary>
    public Decision<MemberCorrected> Change(Member member, MemberData data, Actor actor)
    {
        var decision = member.Correct(data, member.Version, time.Today, invented.Allowed);
        if (decision.Fact is { Fields.Count: > 0 } fact)
        {
            db.Add(Journal.Entry(fact, actor, time.Now));
        }
        return decision;
    }

    /// <summary>Fields that may not be written back, because the person withdrew the consent on which they rest.</summary>
    public async Task<ILookup<Guid, string>> Withdrawn(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        if (ids.Count == 0)
        {
            return Array.Empty<(Guid, string)>().ToLookup(r => r.Item1, r => r.Item2);
        }
        var rows = await fence.Rows<(Guid MemberId, string Purpose, bool Given)>(
            "select distinct on (member_id, purpose) member_id, purpose, given from consent_entry where member_id = any(@ids) order by member_id, purpose, id desc", new { ids = ids.ToArray() }, cancel);
        return rows.Where(r => !r.Given).SelectMany(r => MemberField.All.Where(f => Consents.PurposeOf(f.Name)?.ToString() == r.Purpose).Select(f => (r.MemberId, f.Name))).ToLookup(r => r.MemberId, r => r.Name);
    }

    /// <summary>Puts back what fields held before a batch that is undone; what stood there once is not judged again.</summary>
    public void PutBack(Member member, IReadOnlyDictionary<string, string?> before, Actor actor)
    {
        foreach (var (field, value) in before)
        {
            if (field == nameof(Member.Category))
            {
                member.Category = Enum.Parse<MemberCategory>(value!);
            }
            else
            {
                member.PutBack(field, value);
            }
        }
        db.Add(Journal.Entry(new MemberCorrected(member.Id, member.Path, [.. before.Keys]), actor, time.Now));
    }

    /// <summary>By which version these people are known now, and in which Party group they are.</summary>
    public async Task<IReadOnlyList<(Guid Id, int Version, Guid? Group)>> Standing(IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        ids.Count == 0 ? [] : await fence.Rows<(Guid, int, Guid?)>("select id, version, group_id from member where id = any(@ids)", new { ids = ids.ToArray() }, cancel);

    /// <summary>Who belongs to these branches or Party groups, by which version.</summary>
    public async Task<IReadOnlyList<(Guid To, Guid Id, int Version)>> BelongingTo(IReadOnlyCollection<Guid> organisations, CancellationToken cancel) =>
        organisations.Count == 0 ? [] : await fence.Rows<(Guid, Guid, int)>(
            "select o.id, m.id, m.version from unnest(@ids) as o(id) join member m on m.organisation_id = o.id or m.group_id = o.id", new { ids = organisations.ToArray() }, cancel);

    /// <summary>Puts people back in the Party groups in which they were before an organisation that is taken out was founded.</summary>
    public Task PutInGroups(IReadOnlyCollection<(Guid Id, Guid Group)> people, CancellationToken cancel) => people.Count == 0 ? Task.CompletedTask : fence.Run(
        "update member m set group_id = p.group_id from unnest(@ids, @groups) as p(id, group_id) where m.id = p.id", new { ids = people.Select(p => p.Id).ToArray(), groups = people.Select(p => p.Group).ToArray() }, cancel);

    /// <summary>Takes out again who was taken in by a batch that is undone. The caller has made sure that nothing was built on them.</summary>
    public async Task TakeOut(IReadOnlyCollection<Guid> ids, Actor actor, CancellationToken cancel)
    {
        var gone = await fence.Rows<(Guid Id, string Path, Guid OrganisationId)>("select id, path, organisation_id from member where id = any(@ids)", new { ids = ids.ToArray() }, cancel);
        await fence.Run("delete from membership where member_id = any(@ids); delete from member where id = any(@ids)", new { ids = gone.Select(g => g.Id).ToArray() }, cancel);
        await Write(typeof(JournalEntry), [.. gone.Select(g => Journal.Entry(new MemberTakenOut(g.Id, g.Path, g.OrganisationId), actor, time.Now))], cancel);
    }

    /// <summary>Rows whose number somebody in the whole institution has: asked as when one is entered, without saying where.</summary>
    private async Task<HashSet<int>> Known(IReadOnlyList<PersonToEnter> people, CancellationToken cancel)
    {
        var rows = await fence.RowsAs<int>(
            SystemActors.Directory,
            """
            select g.row from unnest(@rows, @identities, @numbers) as g(row, identity, number)
            where exists (select 1 from member where identity_index = g.identity) or exists (select 1 from member where institution_number = g.number)
            """,
            new
            {
                rows = people.Select(p => p.Row).ToArray(), identities = people.Select(p => p.Data.IdentityNumber is { } typed ? IndexOf(IdentityNumber.Normalised(typed)) : null).ToArray(),
                numbers = people.Select(p => p.Data.InstitutionNumber).ToArray(),
            }, cancel);
        return [.. rows];
    }

    private Task Write(Type type, List<object> rows, CancellationToken cancel) => (_writer ??= new RowWriter(db.Model, fence, seals)).Write(type, rows, cancel);
}

/// <summary>Somebody known, to be told apart.</summary>
internal sealed record TwinShown(Guid Id, string Name, string? OrganisationName, string? Birth);

/// <summary>Somebody known by name.</summary>
internal sealed class NamedPerson
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public Guid Organisation { get; set; }

    public string? Sex { get; set; }
}

/// <summary>Who has the numbers of a row.</summary>
internal sealed class NumberTwins
{
    public int Row { get; set; }

    public Guid? ByIdentity { get; set; }

    public Guid? ByInstitution { get; set; }

    /// <summary>Somebody outside the fence has one of them.</summary>
    public bool Elsewhere { get; set; }
}

/// <summary>Somebody to take in.</summary>
/// <param name="Row">By which the caller knows the person.</param>
internal sealed record PersonToEnter(int Row, Organisation Branch, MemberData Data, DateOnly? Since);

/// <summary>What became of one of them.</summary>
internal sealed record EnteredPerson(int Row, Guid MemberId, int Version, Refusal? Refusal);
