using System.Text;
using System.Text.Json;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;

namespace Zhijian.Modules.Importing.Staging;

/// <summary>Values that lie outside the row they are about. Those of a person are sealed with the person's own key: gone with it; those of an organisation with the key of the batch.</summary>
internal sealed class ValueSeals(Vault vault)
{
    /// <summary>What stood there before a batch changed it.</summary>
    public byte[] Before(Member member, Guid provenance, IReadOnlyDictionary<string, string?> before) =>
        vault.SealBytes(member.Id, KeyOf(member), Place(provenance), JsonSerializer.SerializeToUtf8Bytes(before, KeptJson.Form));

    public Dictionary<string, string?> Before(Member member, Guid provenance, byte[] sealedBefore) =>
        JsonSerializer.Deserialize<Dictionary<string, string?>>(vault.OpenBytes(member.Id, member.DataKey, Place(provenance), sealedBefore), KeptJson.Form)!;

    /// <summary>How something that is no person stood before a batch changed it.</summary>
    public byte[] Before<T>(ImportBatch batch, Guid provenance, T before) => vault.SealBytes(batch.Id, batch.DataKey!, Place(provenance), JsonSerializer.SerializeToUtf8Bytes(before, KeptJson.Form));

    public T Before<T>(Guid batch, byte[] wrapped, BatchNote note) => JsonSerializer.Deserialize<T>(vault.OpenBytes(batch, wrapped, Place(note.Id), note.Before!), KeptJson.Form)!;

    /// <summary>A value that waits for the owner of the authoritative source.</summary>
    public byte[] Offered(Member member, Guid conflict, string value) => vault.SealBytes(member.Id, KeyOf(member), new SealedPlace("import_conflict", "offered", conflict), Encoding.UTF8.GetBytes(value));

    public string Offered(Member member, Guid conflict, byte[] value) => vault.Open(member.Id, member.DataKey, new SealedPlace("import_conflict", "offered", conflict), value);

    private static SealedPlace Place(Guid provenance) => new("provenance", "before", provenance);

    /// <summary>The person's key; made where there was nothing to seal before. The row that gets it is saved by whoever asked.</summary>
    private byte[] KeyOf(Member member) => member.DataKey ??= vault.NewKey(member.Id);
}
