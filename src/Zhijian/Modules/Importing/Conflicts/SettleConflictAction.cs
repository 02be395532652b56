using Zhijian.Modules.Importing.Members;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Conflicts;

/// <summary>The owner of an authoritative source settles a conflict: what stands there stays, or the value that was offered is taken.</summary>
internal sealed class SettleConflictAction(ConflictsQuery conflicts, EnterManyAction people, ProvenanceBook provenance, ValueSeals seals, Journal journal, InstitutionTime time)
{
    /// <summary>Whoever brought the authoritative value; where it was entered by hand, whoever brings files for the organisation.</summary>
    public static bool MaySettle(ConflictRow conflict, Actor actor) => actor.May(ImportActs.Run, conflict.Path) && (conflict.OwnerId == Guid.Empty || conflict.OwnerId == actor.MemberId || actor.May(PeopleActs.Erase, conflict.Path));

    public async Task<Decision<ImportConflictSettled>> Run(Guid id, bool? take, Actor actor, CancellationToken cancel)
    {
        if (await conflicts.One(id, cancel) is not { } conflict || !actor.May(ImportActs.See, conflict.Path))
        {
            return PlatformRefusals.Missing;
        }
        if (!MaySettle(conflict, actor))
        {
            return PlatformRefusals.NotYours;
        }
        if (take is not { } taken)
        {
            return PlatformRefusals.Required.At("Form.Take");
        }
        if (!await conflicts.Settle(conflict, taken, actor.MemberId, actor.Name, time.Now, cancel))
        {
            return ImportRefusals.SettledAlready;
        }
        if (taken && await Take(conflict, actor, cancel) is { } refusal)
        {
            return refusal;
        }
        return await journal.Record<ImportConflictSettled>(new ImportConflictSettled(conflict.EntityId, conflict.Path, conflict.BatchId, conflict.Element, taken), actor, cancel);
    }

    private async Task<Refusal?> Take(ConflictRow conflict, Actor actor, CancellationToken cancel)
    {
        var member = (await people.Of([conflict.EntityId], forChange: true, cancel))[conflict.EntityId];
        var value = seals.Offered(member, conflict.Id, conflict.Offered);
        var version = member.Version;
        var data = MemberField.All[0].Over(member, member.Name);
        data = conflict.Element == MemberColumns.Category ? data with { Category = Enum.Parse<Rules.MemberCategory>(value) } : MemberField.Find(conflict.Element)!.Apply(data, value);
        if (people.Change(member, data, actor).Refusal is { } refusal)
        {
            return refusal with { Field = null };
        }
        await provenance.Note(ProvenanceBook.Member, [new ProvenanceNote(Guid.CreateVersion7(), member.Path, member.Id, conflict.BatchId, conflict.Row, conflict.OfferedSource, [conflict.Element], [], null, version + 1, actor.MemberId, actor.Name, time.Now)], cancel);
        return null;
    }
}
