using System.Text;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People;

/// <summary>
/// What people bring along of their past from other institutions. The one door for the module that takes such records in: it calls after the last layer of the review, inside its own
/// transaction. What a line says lies sealed with the person's own key, and is gone with it.
/// </summary>
internal sealed class PastRecordBook(ZhijianDb db, Fence fence, Vault vault, InstitutionTime time)
{
    /// <summary>The lines of one person, for pages that read more in the same round trip.</summary>
    public const string OfOne = "select id, member_id as MemberId, kind, \"from\", until, stated_by as StatedBy, stated_on as StatedOn, content from past_record where member_id = @id order by \"from\" desc nulls last, id limit 400";

    /// <summary>Keeps what a batch brought, with a trace for each person.</summary>
    public async Task Keep(Guid batch, IReadOnlyList<PastToKeep> people, Actor actor, CancellationToken cancel)
    {
        var some = people.Where(p => p.Entries.Count > 0).ToList();
        if (some.Count == 0)
        {
            return;
        }
        var keys = await Keys([.. some.Where(p => p.Key is null).Select(p => p.MemberId)], cancel);
        var rows = some.SelectMany(p => p.Entries.Select(e => (Id: Guid.CreateVersion7(), Person: p, Entry: e))).ToList();
        await fence.Run(
            """
            insert into past_record (id, path, member_id, batch_id, kind, "from", until, stated_by, stated_on, content)
            select n.id, n.path, n.member, @batch, n.kind, n.first, n.until, n.stated_by, n.stated_on, n.content
            from unnest(@ids, @paths, @members, @kinds, @first, @until, @by, @on, @content) as n(id, path, member, kind, first, until, stated_by, stated_on, content)
            """,
            new
            {
                batch, ids = rows.Select(r => r.Id).ToArray(), paths = rows.Select(r => r.Person.Path).ToArray(), members = rows.Select(r => r.Person.MemberId).ToArray(),
                kinds = rows.Select(r => r.Entry.Kind.ToString()).ToArray(), first = rows.Select(r => r.Entry.From).ToArray(), until = rows.Select(r => r.Entry.Until).ToArray(),
                by = rows.Select(r => r.Entry.StatedBy).ToArray(), on = rows.Select(r => r.Entry.StatedOn).ToArray(),
                content = rows.Select(r => Seal(r.Person.MemberId, r.Person.Key ?? keys[r.Person.MemberId], r.Id, r.Entry)).ToArray(),
            }, cancel);
        db.AddRange(some.Select(p => Journal.Entry(new PastRecordKept(p.MemberId, p.Path, batch, p.Entries.Count), actor, time.Now)));
    }

    /// <summary>What is kept of these people, opened; of whoever was erased, nothing can be.</summary>
    public async Task<ILookup<Guid, PastEntry>> Of(IReadOnlyCollection<Guid> members, CancellationToken cancel)
    {
        if (members.Count == 0)
        {
            return Array.Empty<(Guid, PastEntry)>().ToLookup(r => r.Item1, r => r.Item2);
        }
        var rows = await fence.Rows<KeptPast>(
            """
            select p.id, p.member_id as MemberId, p.kind, p."from", p.until, p.stated_by as StatedBy, p.stated_on as StatedOn, p.content, m.data_key as DataKey
            from past_record p join member m on m.id = p.member_id where p.member_id = any(@members) order by p."from" desc nulls last, p.id
            """, new { members = members.ToArray() }, cancel);
        return rows.Where(r => r.DataKey is not null).ToLookup(r => r.MemberId, r => Opened(r, r.DataKey!));
    }

    /// <summary>Lines that were read together with other things of one person.</summary>
    public IReadOnlyList<PastEntry> Open(IEnumerable<KeptPast> rows, byte[]? key) => key is null ? [] : [.. rows.Select(r => Opened(r, key))];

    /// <summary>Takes out again what a batch that is undone had brought of these people.</summary>
    public async Task TakeOut(Guid batch, IReadOnlyCollection<Guid> members, Actor actor, CancellationToken cancel)
    {
        var gone = await fence.Rows<(Guid MemberId, string Path)>(
            "delete from past_record where batch_id = @batch and member_id = any(@members) returning member_id, path", new { batch, members = members.ToArray() }, cancel);
        db.AddRange(gone.GroupBy(g => g).Select(g => Journal.Entry(new PastRecordTakenOut(g.Key.MemberId, g.Key.Path, batch, g.Count()), actor, time.Now)));
    }

    /// <summary>The people's keys; made where there was nothing to seal before.</summary>
    private async Task<Dictionary<Guid, byte[]>> Keys(Guid[] members, CancellationToken cancel)
    {
        var kept = await fence.Rows<(Guid Id, byte[]? Key)>("select id, data_key from member where id = any(@members)", new { members }, cancel);
        var keys = kept.ToDictionary(k => k.Id, k => k.Key ?? vault.NewKey(k.Id));
        var made = kept.Where(k => k.Key is null).Select(k => k.Id).ToArray();
        if (made.Length > 0)
        {
            await fence.Run("update member m set data_key = n.key from unnest(@made, @keys) as n(id, key) where m.id = n.id", new { made, keys = made.Select(m => keys[m]).ToArray() }, cancel);
        }
        return keys;
    }

    private byte[] Seal(Guid member, byte[] key, Guid id, PastEntry entry) => vault.Seal(member, key, Place(id), KeptJson.Write(new PastContent(entry.Organisation, entry.What)));

    private PastEntry Opened(KeptPast row, byte[] key)
    {
        var content = KeptJson.Read<PastContent>(Encoding.UTF8.GetString(vault.OpenBytes(row.MemberId, key, Place(row.Id), row.Content)));
        return new PastEntry(Enum.Parse<PastKind>(row.Kind), content.Organisation, content.What, row.From, row.Until, row.StatedBy, row.StatedOn);
    }

    private static SealedPlace Place(Guid id) => new("past_record", "content", id);

    private sealed record PastContent(string? Organisation, string? What);
}

/// <summary>What one person brings along.</summary>
/// <param name="Path">Of the branch to which they belong.</param>
/// <param name="Key">The person's key, where the caller has it at hand; null where it is to be looked up.</param>
internal sealed record PastToKeep(Guid MemberId, string Path, byte[]? Key, IReadOnlyList<PastEntry> Entries);

/// <summary>A line as it is kept.</summary>
internal sealed class KeptPast
{
    public Guid Id { get; set; }

    public Guid MemberId { get; set; }

    public string Kind { get; set; } = "";

    public DateOnly? From { get; set; }

    public DateOnly? Until { get; set; }

    public string StatedBy { get; set; } = "";

    public DateOnly StatedOn { get; set; }

    public byte[] Content { get; set; } = [];

    public byte[]? DataKey { get; set; }
}
