using System.Security.Cryptography;
using Zhijian.Modules.Importing;
using Zhijian.Modules.People;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Federation.Handing;

/// <summary>
/// Hands people on to another institution: what is kept of them is opened here alone, encrypted to the receiver and signed, and nothing readable of it is written anywhere. Each person has a trace
/// with the receiver and the reason, and is told.
/// </summary>
internal sealed class HandOnAction(
    ZhijianDb db, FederationQuery known, FilesOfPeopleQuery files, ProvenanceBook provenance, AuditKeys keys, Journal journal, Postbox postbox, InstitutionTime time)
{
    public async Task<(Decision<PeopleHandedOn> Decision, Guid Id)> Run(Guid receiver, IReadOnlyCollection<Guid> people, string? reason, Actor actor, CancellationToken cancel)
    {
        if (!actor.May(FederationActs.HandOn, FencedScope.WholeInstitution))
        {
            return (PlatformRefusals.NotYours, Guid.Empty);
        }
        if (await known.Sender(receiver, cancel) is not { IsOn: true, EncryptionKey: { } pem } to || ReceivingKey.KeyOf(pem) is not { } key)
        {
            return (FederationRefusals.NoReceiver, Guid.Empty);
        }
        using (key)
        {
            var why = reason?.Trim() ?? "";
            var refusal = people.Count == 0 ? PlatformRefusals.Required.At("Form.Members")
                : people.Count > HandedPeople.Most ? FederationRefusals.TooManyPeople.With(HandedPeople.Most)
                : PlatformRefusals.WhyNotReason(why, HandedPackage.LongestReason);
            if (refusal is not null)
            {
                return (refusal, Guid.Empty);
            }
            var institution = (await known.Root(cancel))?.Name ?? "";
            Guid[] chosen = [.. people.Distinct()];
            var all = await files.Of(chosen, institution, cancel);
            if (all.Count < chosen.Length)
            {
                return (FederationRefusals.NotToHandOn, Guid.Empty);
            }
            return await Make(to, key, all, institution, why, actor, cancel);
        }
    }

    private async Task<(Decision<PeopleHandedOn> Decision, Guid Id)> Make(Senders.Sender to, ECDiffieHellman key, IReadOnlyList<PersonFile> all, string institution, string why, Actor actor, CancellationToken cancel)
    {
        await known.LockHanded(cancel);
        var package = new HandedPackage { ReceiverId = to.Id, Number = 1 + await known.LastHanded(cancel), People = all.Count, Reason = why, MadeAt = time.Now.ToUniversalTime(), MadeByName = actor.Name };
        var sources = await provenance.HeldFrom([.. all.Select(p => p.Id)], [.. FilesOfPeopleQuery.Elements.Values], cancel);
        var inside = new HandedPeople(package.Id, keys.Public.Name,
        [
            .. all.Select(p => new HandedPerson(
                [.. p.Values.Select(v => new HandedValue(v.Key, v.Value, sources.GetValueOrDefault((p.Id, FilesOfPeopleQuery.Elements[v.Key]))?.Source is { Length: > 0 } source ? source : Authority.OrganisationsOwn))], p.Past)),
        ]).Write();
        string box;
        try
        {
            box = PackageSeal.Seal(inside, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(inside);
        }
        var outside = new MemberPackage(MemberPackage.ThisFormat, package.Id, package.Number, institution, ReceivingKey.NameOf(key), package.MadeAt, box);
        db.Add(package);
        db.Add(new HandedDocument { PackageId = package.Id, MadeAt = package.MadeAt, Document = SignedStatement.Write(outside.Write(), keys.Public.Name, bytes => keys.SignForWeb(bytes)) });
        db.AddRange(all.Select(p => Journal.Entry(new MemberHandedOn(p.Id, p.Path, package.Id, to.Name, why), actor, time.Now)));
        postbox.Deliver(all.Select(p => Message.To(p.Id, p.Path, time.Now, "/me/data", "message.handed-on", actor.Name, to.Name)));
        return (await journal.Record<PeopleHandedOn>(new PeopleHandedOn(package.Id, package.Path, to.Name, package.Number, package.People), actor, cancel), package.Id);
    }
}
