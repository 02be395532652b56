using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.People.Enter;

/// <summary>
/// Takes in people for whom many programs ask at the same time: judged one by one with the posts of who asked, exactly as <see cref="AddMemberAction"/> does,
/// written together in five round trips. Two of a group who bear the same number make the database refuse it; it is then written one by one.
/// </summary>
internal sealed class AddMembersAction(ZhijianDb db, Fence fence, Journal journal, SealedRows seals, Vault vault, Rulebook rulebook, InventedPeople invented, InstitutionTime time)
{
    public async Task<IReadOnlyList<NewMemberAnswer>> Run(IReadOnlyList<NewMemberAsked> group, CancellationToken cancel)
    {
        var (earlier, known) = await Lookup(group, cancel);
        var (rules, today) = (rulebook.On(time.Today), time.Today);
        var answers = new NewMemberAnswer[group.Count];
        List<object> members = [], memberships = [];
        List<MemberAdded> facts = [];
        List<Actor> actors = [];
        List<(KeyedRequest, KeptAnswer)> kept = [];
        for (var i = 0; i < group.Count; i++)
        {
            var asked = group[i];
            if (earlier.TryGetValue(i + 1, out var answer))
            {
                answers[i] = answer.IsFor(asked.Request) ? new NewMemberAnswer(null, answer, Again: true) : new NewMemberAnswer(PlatformWebRefusals.KeyReused, null);
                continue;
            }
            var found = known.GetValueOrDefault(i + 1);
            var from = asked.Since ?? today;
            var decision = AddMemberAction.Judge(found?.Branch, found?.IsKnown == true, asked.Data, from, asked.Actor, rules, today, invented.Allowed, out var member);
            if (decision.Fact is not { } fact || member is null)
            {
                answers[i] = new NewMemberAnswer(decision.Refusal, null);
                continue;
            }
            members.Add(member);
            memberships.Add(new Membership { MemberId = member.Id, OrganisationId = member.OrganisationId, Path = member.Path, From = from });
            facts.Add(fact);
            actors.Add(asked.Actor);
            var made = KeptAnswer.Created(asked.Request, asked.AddressOf(member.Id), asked.ViewOf(member), member.Version);
            kept.Add((asked.Request, made));
            answers[i] = new NewMemberAnswer(null, made);
        }
        if (members.Count == 0)
        {
            await fence.Rollback();
            return answers;
        }
        var writer = new RowWriter(db.Model, fence, seals);
        await writer.Write(typeof(Member), members, cancel);
        await writer.Write(typeof(Membership), memberships, cancel);
        db.AttachRange(members);
        await journal.RecordMany(facts, actors, writer, cancel);
        await KeptAnswers.KeepAndCommit(fence, kept, time.Now, cancel);
        return answers;
    }

    /// <summary>For each of the group, by its place from 1: the answer its key was given before, its branch, and whether the person is known anywhere in the institution.</summary>
    private async Task<(IReadOnlyDictionary<int, KeptAnswer> Earlier, Dictionary<int, BranchFound> Known)> Lookup(IReadOnlyList<NewMemberAsked> group, CancellationToken cancel)
    {
        var asked = BranchFound.Values([.. group.Select(g => (g.OrganisationId, g.Data))], vault);
        asked.AddDynamicParams(new { accounts = group.Select(g => g.Request.AccountId).ToArray(), keys = group.Select(g => g.Request.Key).ToArray() });
        using var sets = await fence.Sets($"{TreeLock.Shared};\n{KeptAnswers.FindMany};\n{BranchFound.Sql}", asked, cancel);
        await sets.ReadAsync();
        var earlier = await KeptAnswers.ReadMany(sets);
        return (earlier, (await sets.ReadAsync<BranchFound>()).ToDictionary(f => f.N));
    }
}

/// <summary>A person whom a program asks to take in.</summary>
/// <param name="AddressOf">Where the person will be found.</param>
/// <param name="ViewOf">What the program is told of the person.</param>
internal sealed record NewMemberAsked(KeyedRequest Request, Actor Actor, Guid OrganisationId, MemberData Data, DateOnly? Since, Func<Guid, string> AddressOf, Func<Member, object> ViewOf) : IAsked;

/// <summary>The answer to be given, or why the person was not taken in.</summary>
internal sealed record NewMemberAnswer(Refusal? Refusal, KeptAnswer? Answer, bool Again = false);

/// <summary>Collects what programs ask for at the same time.</summary>
internal sealed class NewMemberWriter(IServiceScopeFactory scopes, ILogger<NewMemberWriter> log) : GroupWriter<NewMemberAsked, NewMemberAnswer>(log)
{
    protected override NewMemberAnswer Refused(Refusal refusal) => new(refusal, null);

    protected override async Task<IReadOnlyList<NewMemberAnswer>> WriteGroup(IReadOnlyList<NewMemberAsked> group)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var entering = scope.ServiceProvider.GetRequiredService<Fence>().As(SystemActors.Entering);
        return await scope.ServiceProvider.GetRequiredService<AddMembersAction>().Run(group, CancellationToken.None);
    }
}
