using System.Text;
using System.Text.Json;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;

namespace Zhijian.Modules.Importing.Staging;

/// <summary>Values about a person that lie outside the person's own row, sealed with the person's own key: gone with it.</summary>
internal sealed class ValueSeals(Vault vault)
{
    /// <summary>What stood there before a batch changed it.</summary>
    public byte[] Before(Member member, Guid provenance, IReadOnlyDictionary<string, string?> before) =>
        vault.SealBytes(member.Id, KeyOf(member), new SealedPlace("provenance", "before", provenance), JsonSerializer.SerializeToUtf8Bytes(before, KeptJson.Form));

    public Dictionary<string, string?> Before(Member member, Guid provenance, byte[] sealedBefore) =>
        JsonSerializer.Deserialize<Dictionary<string, string?>>(vault.OpenBytes(member.Id, member.DataKey, new SealedPlace("provenance", "before", provenance), sealedBefore), KeptJson.Form)!;

    /// <summary>A value that waits for the owner of the authoritative source.</summary>
    public byte[] Offered(Member member, Guid conflict, string value) => vault.SealBytes(member.Id, KeyOf(member), new SealedPlace("import_conflict", "offered", conflict), Encoding.UTF8.GetBytes(value));

    public string Offered(Member member, Guid conflict, byte[] value) => vault.Open(member.Id, member.DataKey, new SealedPlace("import_conflict", "offered", conflict), value);

    /// <summary>The person's key; made where there was nothing to seal before. The row that gets it is saved by whoever asked.</summary>
    private byte[] KeyOf(Member member) => member.DataKey ??= vault.NewKey(member.Id);
}
