using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Organisations.Changes;

/// <summary>Somebody founds, renames, moves, splits, merges, upgrades or dissolves an organisation; before that, the same decision can be previewed without effect.</summary>
internal sealed class ChangeAction(ZhijianDb db, Fence fence, Journal journal, Rulebook rulebook, InstitutionTime time, IMembersOfOrganisations members, IEnumerable<IFollowsOrganisationChanges> followers, ActorCache actors)
{
    private const int LongestName = 100;
    private const int LongestReason = 1000;

    /// <summary>What would follow, or why it can't be done. Nothing is changed.</summary>
    public async Task<ChangePreview> Preview(PlannedChange plan, Actor actor, CancellationToken cancel)
    {
        var (decision, tree) = await Decide(plan, actor, cancel);
        db.ChangeTracker.Clear();
        if (decision.Fact is not { } fact)
        {
            return new ChangePreview(decision.Refusal, tree?.Findings ?? [], [], 0);
        }
        List<Consequence> consequences = [];
        if (fact is OrganisationUpgraded && tree!.Find(fact.SubjectId) is { ParentId: { } roof } && tree.Moves.Any(m => m.New == fact.OrganisationPath))
        {
            consequences.Add(new Consequence("organisation.rises", tree.Find(roof)!.Name));
        }
        foreach (var follower in followers)
        {
            consequences.AddRange(await follower.Preview(ChangeOf(fact, tree!), cancel));
        }
        var moved = tree!.Organisations.Count(o => o.DissolvedOn is null && o.Id != plan.OrganisationId && tree.Moves.Any(m => o.Path.StartsWith(m.New, StringComparison.Ordinal)));
        return new ChangePreview(consequences.Any(c => c.Blocks) ? OrganisationRefusals.SomethingStandsInTheWay : null, tree.Findings, consequences, moved);
    }

    /// <summary>Makes the change, with all that follows, in one transaction. The request holds the tree alone already: every page and route that comes here is marked with <see cref="Platform.Web.ReshapesTreeAttribute"/>.</summary>
    public async Task<Decision<OrganisationChanged>> Run(PlannedChange plan, Actor actor, CancellationToken cancel)
    {
        var (decision, tree) = await Decide(plan, actor, cancel);
        if (decision.Fact is not { } fact)
        {
            db.ChangeTracker.Clear();
            return decision;
        }
        var change = ChangeOf(fact, tree!);
        foreach (var follower in followers)
        {
            if ((await follower.Preview(change, cancel)).Any(c => c.Blocks))
            {
                db.ChangeTracker.Clear();
                return OrganisationRefusals.SomethingStandsInTheWay;
            }
        }
        await PathRewrite.Run(fence, tree!.Moves, cancel);
        Track(tree);
        return fact switch
        {
            OrganisationFounded founded => await Recorded(founded, change, actor, cancel),
            OrganisationRenamed renamed => await Recorded(renamed, change, actor, cancel),
            OrganisationMoved moved => await Recorded(moved, change, actor, cancel),
            OrganisationSplit split => await Recorded(split, change, actor, cancel),
            OrganisationMerged merged => await Recorded(merged, change, actor, cancel),
            OrganisationUpgraded upgraded => await Recorded(upgraded, change, actor, cancel),
            OrganisationDissolved dissolved => await Recorded(dissolved, change, actor, cancel),
            _ => throw new InvalidOperationException($"No change of the tree: {fact.GetType().Name}"),
        };
    }

    private async Task<Decision<OrganisationChanged>> Recorded<TFact>(TFact fact, TreeChange change, Actor actor, CancellationToken cancel)
        where TFact : OrganisationChanged
    {
        var decision = await journal.Record<TFact>(fact, actor, cancel);
        if (decision.Refusal is { } refused)
        {
            return refused;
        }
        foreach (var follower in followers)
        {
            await follower.Apply(change, actor, time.Now, cancel);
        }
        fence.AfterCommit(() =>
        {
            actors.Forget();
            return Task.CompletedTask;
        });
        return decision.Fact!;
    }

    private async Task<(Decision<OrganisationChanged> Decision, ChangingTree? Tree)> Decide(PlannedChange plan, Actor actor, CancellationToken cancel)
    {
        if (Unreadable(plan) is { } unreadable)
        {
            return (unreadable, null);
        }
        var it = await db.Organisations.FirstOrDefaultAsync(o => o.Id == plan.OrganisationId, cancel);
        if (it is null || !(actor.May(OrganisationActs.See, it.Path) || actor.May(OrganisationActs.Change, it.Path)))
        {
            return (PlatformRefusals.Missing, null);
        }
        var target = plan.TargetId is { } targetId ? await db.Organisations.FirstOrDefaultAsync(o => o.Id == targetId, cancel) : null;
        if (plan.TargetId is not null && target is null)
        {
            return (PlatformRefusals.Missing.At("Form.Target"), null);
        }
        if (!actor.May(OrganisationActs.Change, it.Path) || (target is not null && !actor.May(OrganisationActs.Change, target.Path)))
        {
            return (PlatformRefusals.NotYours, null);
        }
        if (plan.Version is { } seen && seen != it.Version)
        {
            return (PlatformRefusals.Stale, null);
        }
        var tree = await Load(it, target, plan.What, cancel);
        return (await Decide(plan, it, target, tree, actor, cancel), tree);
    }

    private static Refusal? Unreadable(PlannedChange plan) =>
        string.IsNullOrWhiteSpace(plan.Reason) ? OrganisationRefusals.ReasonMissing
        : plan.Reason.Length > LongestReason ? PlatformRefusals.TooLong.With(LongestReason).At("Form.Reason")
        : plan.WarningReason?.Length > LongestReason ? PlatformRefusals.TooLong.With(LongestReason).At("Form.WarningReason")
        : plan.Name?.Length > LongestName ? PlatformRefusals.TooLong.With(LongestName).At("Form.Name")
        : plan.What is OrganisationChangeKind.Move or OrganisationChangeKind.Merge && plan.TargetId is null ? PlatformRefusals.Required.At("Form.Target")
        : plan.What is OrganisationChangeKind.Found or OrganisationChangeKind.Upgrade && plan.Kind is null ? PlatformRefusals.Required.At("Form.Kind")
        : plan.What is OrganisationChangeKind.Found or OrganisationChangeKind.Split or OrganisationChangeKind.Rename && string.IsNullOrWhiteSpace(plan.Name) ? PlatformRefusals.Required.At("Form.Name")
        : null;

    private async Task<Decision<OrganisationChanged>> Decide(PlannedChange plan, Organisation it, Organisation? target, ChangingTree tree, Actor actor, CancellationToken cancel)
    {
        var note = new ChangeNote(plan.On, plan.Reason.Trim(), plan.WarningReason?.Trim(), time.Today, time.Now, actor.MemberId, actor.Name);
        var name = plan.Name?.Trim() ?? "";
        switch (plan.What)
        {
            case OrganisationChangeKind.Found:
                return Widened(tree.Found(it, await NextNumber(cancel), name, plan.Kind!.Value, plan.Population, plan.MemberIds, await members.SizeOf(plan.MemberIds, cancel), note));
            case OrganisationChangeKind.Rename:
                return Widened(tree.Rename(it, name, note));
            case OrganisationChangeKind.Move:
                return Widened(tree.Move(it, target!, note));
            case OrganisationChangeKind.Split:
                var people = await members.Of(it.Id, cancel);
                if (plan.MemberIds.Except(people.Select(p => p.Id)).Any())
                {
                    return OrganisationRefusals.NotOfThisOrganisation;
                }
                var rest = people.Select(p => p.Id).Except(plan.MemberIds).ToList();
                return Widened(tree.Split(it, await NextNumber(cancel), name, plan.MemberIds, await members.SizeOf(plan.MemberIds, cancel), await members.SizeOf(rest, cancel), note));
            case OrganisationChangeKind.Merge:
                var sizes = await members.Sizes([it.Id, target!.Id], cancel);
                return Widened(tree.Merge(it, target, Together(sizes[it.Id], sizes[target.Id]), note));
            case OrganisationChangeKind.Upgrade:
                var upgraded = tree.Upgrade(it, plan.Kind!.Value, await NextNumber(cancel), name, (await members.Sizes([it.Id], cancel))[it.Id], note);
                return upgraded.Fact is not null && !actor.May(OrganisationActs.Change, tree.Find(it.ParentId!.Value)!.Path) ? PlatformRefusals.NotYours : Widened(upgraded);
            default:
                return Widened(tree.Dissolve(it, target, (await members.Sizes([it.Id], cancel))[it.Id], note));
        }
    }

    private static OrganisationSize Together(OrganisationSize a, OrganisationSize b) => new(a.FullMembers + b.FullMembers, a.AllMembers + b.AllMembers, Math.Max(a.Units, b.Units));

    private static Decision<OrganisationChanged> Widened<TFact>(Decision<TFact> decision)
        where TFact : OrganisationChanged => new(decision.Fact, decision.Refusal);

    /// <summary>Reads what the change can touch: the organisation with its neighbours and parent, the target with what stands below it, and for all but a new name everything below the organisation.</summary>
    private async Task<ChangingTree> Load(Organisation it, Organisation? target, OrganisationChangeKind what, CancellationToken cancel)
    {
        var wholeSubtree = what is OrganisationChangeKind.Move or OrganisationChangeKind.Merge or OrganisationChangeKind.Upgrade or OrganisationChangeKind.Dissolve;
        var (from, to, targetId) = (it.Path, it.Path + "~", target?.Id);
        var organisations = await db.Organisations
            .Where(o => o.Id == it.Id || o.Id == it.ParentId || it.Path.StartsWith(o.Path) || o.Id == targetId || o.ParentId == it.Id || (it.ParentId != null && o.ParentId == it.ParentId) || (targetId != null && o.ParentId == targetId)
                || (wholeSubtree && string.Compare(o.Path, from) >= 0 && string.Compare(o.Path, to) < 0)).ToListAsync(cancel);
        var ids = organisations.Select(o => o.Id).ToList();
        var versions = await db.OrganisationVersions
            .Where(v => ids.Contains(v.OrganisationId) || v.ParentId == it.Id || (wholeSubtree && string.Compare(v.PathThen, from) >= 0 && string.Compare(v.PathThen, to) < 0)).ToListAsync(cancel);
        return new ChangingTree(organisations, versions, rulebook.On(time.Today).Organisations);
    }

    private async Task<int> NextNumber(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Tree);
        return await fence.Row<int>("select greatest(coalesce((select max(number) from organisation), 0), (select last_value from organisation_number)::int) + 1", null, cancel);
    }

    /// <summary>The rows' paths already stand in the database; only the histories and the thing itself are still to be saved.</summary>
    private void Track(ChangingTree tree)
    {
        foreach (var entry in db.ChangeTracker.Entries<Organisation>())
        {
            entry.Property(o => o.Path).OriginalValue = entry.Entity.Path;
        }
        foreach (var entry in db.ChangeTracker.Entries<OrganisationVersion>())
        {
            entry.Property(v => v.Path).OriginalValue = entry.Entity.Path;
        }
        db.AddRange(tree.Founded);
        db.RemoveRange(tree.Removed);
        db.AddRange(tree.Opened);
    }

    private static TreeChange ChangeOf(OrganisationChanged fact, ChangingTree tree)
    {
        OrganisationPlace Place(Guid id) => OrganisationPlace.Of(tree.Find(id)!);
        var (what, receiver, people) = fact switch
        {
            OrganisationFounded founded => (OrganisationChangeKind.Found, null, founded.MemberIds),
            OrganisationRenamed => (OrganisationChangeKind.Rename, null, []),
            OrganisationMoved => (OrganisationChangeKind.Move, null, []),
            OrganisationSplit split => (OrganisationChangeKind.Split, Place(split.NewId), split.MemberIds),
            OrganisationMerged merged => (OrganisationChangeKind.Merge, Place(merged.IntoId), []),
            OrganisationUpgraded upgraded => (OrganisationChangeKind.Upgrade, upgraded.FirstBranchId is { } branch ? Place(branch) : null, (IReadOnlyList<Guid>)[]),
            OrganisationDissolved dissolved => (OrganisationChangeKind.Dissolve, dissolved.ReceiverId is { } to ? Place(to) : null, []),
            _ => throw new InvalidOperationException($"No change of the tree: {fact.GetType().Name}"),
        };
        return new TreeChange(what, fact.On, fact.Reason, Place(fact.SubjectId), receiver, people, [.. tree.Ended.Select(OrganisationPlace.Of)]) { Moves = tree.Moves };
    }
}

/// <summary>What would follow from a change.</summary>
/// <param name="Refusal">Why it can't be done so; null where it can.</param>
/// <param name="Findings">What the rules say, with their clauses.</param>
/// <param name="MovedAlong">How many organisations below change their place too.</param>
internal sealed record ChangePreview(Refusal? Refusal, IReadOnlyList<RuleFinding> Findings, IReadOnlyList<Consequence> Consequences, int MovedAlong);
