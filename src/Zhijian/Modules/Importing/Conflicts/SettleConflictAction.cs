using Zhijian.Modules.Importing.Members;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Conflicts;

/// <summary>The owner of an authoritative source settles a conflict: what stands there stays, or the value that was offered is taken.</summary>
internal sealed class SettleConflictAction(ConflictsQuery conflicts, EnterManyAction people, TakeNameAction names, ProvenanceBook provenance, Journal journal, InstitutionTime time)
{
    /// <summary>Whoever brought the authoritative value; where it was entered by hand or by a system, whoever brings files for the organisation. About an organisation, who may change it.</summary>
    public static bool MaySettle(ConflictRow conflict, Actor actor) => actor.May(conflict.IsOfMember ? ImportActs.Run : OrganisationActs.Change, conflict.Path) && (conflict.OwnerId == Guid.Empty || conflict.OwnerId == actor.MemberId || actor.May(PeopleActs.Erase, conflict.Path));

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
        if (taken && await (conflict.IsOfMember ? Take(conflict, actor, cancel) : TakeName(conflict, actor, cancel)) is { } refusal)
        {
            return refusal;
        }
        return await journal.Record<ImportConflictSettled>(new ImportConflictSettled(conflict.EntityId, conflict.Path, conflict.BatchId, conflict.Element, taken), actor, cancel);
    }

    /// <summary>The one thing of an organisation that a list or a system may change.</summary>
    private async Task<Refusal?> TakeName(ConflictRow conflict, Actor actor, CancellationToken cancel)
    {
        var (refusal, version) = await names.Run(conflict.EntityId, conflicts.Offered(conflict, null), DataStandard.SourceNames[conflict.OfferedSource].Zh, actor, cancel);
        if (refusal is null)
        {
            await provenance.Note(ProvenanceBook.Organisation, [Note(conflict, conflict.Path, version, actor)], cancel);
        }
        return refusal is null ? null : refusal with { Field = null };
    }

    private ProvenanceNote Note(ConflictRow conflict, string path, int version, Actor actor) =>
        new(Guid.CreateVersion7(), path, conflict.EntityId, conflict.BatchId, conflict.Row, conflict.OfferedSource, [conflict.Element], [], null, version, actor.MemberId, actor.Name, time.Now) { ClientId = conflict.ClientId, SourceKey = conflict.SourceKey };

    private async Task<Refusal?> Take(ConflictRow conflict, Actor actor, CancellationToken cancel)
    {
        var member = (await people.Of([conflict.EntityId], forChange: true, cancel))[conflict.EntityId];
        var value = conflicts.Offered(conflict, member);
        var version = member.Version;
        var data = MemberField.All[0].Over(member, member.Name);
        data = conflict.Element == MemberColumns.Category ? data with { Category = Enum.Parse<Rules.MemberCategory>(value) } : MemberField.Find(conflict.Element)!.Apply(data, value);
        if (people.Change(member, data, actor).Refusal is { } refusal)
        {
            return refusal with { Field = null };
        }
        await provenance.Note(ProvenanceBook.Member, [Note(conflict, member.Path, version + 1, actor)], cancel);
        return null;
    }
}
