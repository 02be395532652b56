using System.Text.Json;
using Zhijian.Modules.Exchange.Clients;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exchange;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Exchange.Feed;

/// <summary>
/// What changed, in the order in which it was committed, without gaps. The order is that of the audit tree: one job gives each committed entry of the trace the next number, so that a writer who commits late
/// is numbered late and no reader has passed it by; numbers of the journal itself are given out before the commit and would not do.
/// </summary>
internal sealed class ChangesQuery(Fence fence, ExchangeCatalogueQuery catalogue)
{
    /// <summary>Entries that one request looks through, so that it costs the same however much happened elsewhere.</summary>
    internal const int Window = 20_000;

    /// <summary>The last number given.</summary>
    public async Task<long> Newest(CancellationToken cancel) => await fence.Row<long?>("select max(position) from audit_leaf", null, cancel) ?? -1;

    /// <summary>The entries behind a position that concern what the client follows.</summary>
    /// <param name="after">The position read last; -1 for the beginning.</param>
    /// <param name="most">Entries at most; how far they reach is in the answer.</param>
    public async Task<ChangedEntries> Entries(AskingClient client, long after, int most, CancellationToken cancel)
    {
        var kinds = catalogue.Kinds.Where(k => client.Elements.Any(e => e.StartsWith(k.Kind + ".", StringComparison.Ordinal))).ToList();
        var facts = kinds.SelectMany(k => k.Facts.Select(f => (Name: f.Fact.Name, k.Kind, f.IdIn, f.FromIn))).ToLookup(f => f.Name);
        var left = facts.SelectMany(f => f).Where(f => f.FromIn is not null).Select(f => f.FromIn!).Distinct().ToArray();
        List<EntryRow> rows;
        long newest;
        using (fence.As(SystemActors.Audit))
        {
            newest = await Newest(cancel);
            rows = await fence.Rows<EntryRow>(
                """
                select l.position, j.fact, j.subject_id as SubjectId, j.at, j.body
                from audit_leaf l join journal j on j.id = l.entry_id
                where l.position > @after and l.position <= @last and j.fact = any(@facts)
                  and (j.path >= @Path and j.path < @Path || '~'
                    or exists (select 1 from unnest(@left) m join organisation o on o.id::text = j.body ->> m where o.path >= @Path and o.path < @Path || '~'))
                order by l.position limit @most
                """, new { after, last = after + Window, facts = facts.Select(f => f.Key).ToArray(), left, client.Path, most }, cancel);
        }
        // Where the limit cut, the rest of the window is still unread.
        var reached = rows.Count == most ? rows[^1].Position : Math.Min(newest, after + Window);
        List<ChangedEntry> changes = [.. rows.SelectMany(r => facts[r.Fact].Select(f => (r.Position, f.Kind, Id: f.IdIn is null ? r.SubjectId : IdIn(r.Body, f.IdIn), r.At)))
            .Where(c => c.Id is not null).Select(c => new ChangedEntry(c.Position, c.Kind, c.Id!.Value, c.At))];
        return new ChangedEntries(changes, Math.Max(after, reached), reached < newest);
    }

    /// <summary>Each thing once, as it stands now with the client's elements; one that left its organisations is gone. Read inside the client's own fence.</summary>
    public async Task<List<Change>> Changes(AskingClient client, IReadOnlyList<ChangedEntry> entries, CancellationToken cancel)
    {
        var latest = entries.GroupBy(e => (e.Kind, e.Id)).Select(g => g.MaxBy(e => e.Position)!).OrderBy(e => e.Position).ThenBy(e => e.Kind, StringComparer.Ordinal).ToList();
        Dictionary<(string, Guid), IReadOnlyDictionary<string, object?>> values = [];
        foreach (var kind in catalogue.Kinds)
        {
            if (latest.Where(e => e.Kind == kind.Kind).Select(e => e.Id).ToList() is not { Count: > 0 } ids)
            {
                continue;
            }
            foreach (var (id, read) in await kind.Read(ids, cancel))
            {
                values[(kind.Kind, id)] = client.Elements.Where(e => e.StartsWith(kind.Kind + ".", StringComparison.Ordinal)).Select(e => e[(kind.Kind.Length + 1)..]).Where(read.ContainsKey).ToDictionary(e => e, e => read[e]);
            }
        }
        return [.. latest.Select(e => values.GetValueOrDefault((e.Kind, e.Id)) is { } now ? new Change(e.Kind, e.Id, e.At, false, now) : new Change(e.Kind, e.Id, e.At, true, null))];
    }

    private static Guid? IdIn(string body, string member)
    {
        using var read = JsonDocument.Parse(body);
        return read.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id) ? id : null;
    }

    private sealed class EntryRow
    {
        public long Position { get; set; }

        public string Fact { get; set; } = "";

        public Guid SubjectId { get; set; }

        public DateTimeOffset At { get; set; }

        public string Body { get; set; } = "";
    }
}

/// <summary>That a thing changed.</summary>
internal sealed record ChangedEntry(long Position, string Kind, Guid Id, DateTimeOffset At);

/// <summary>Entries, how far they were looked through, and whether more stand behind.</summary>
internal sealed record ChangedEntries(IReadOnlyList<ChangedEntry> Entries, long Reached, bool More);

/// <summary>A thing that changed.</summary>
/// <param name="Kind">organisation, member, post, activity or record.</param>
/// <param name="Id">The thing; the same wherever the interface names it.</param>
/// <param name="At">When it changed last.</param>
/// <param name="Gone">Whether it left the organisations that the client reaches; then there are no values.</param>
/// <param name="Values">The client's elements as they stand now.</param>
internal sealed record Change(string Kind, Guid Id, DateTimeOffset At, bool Gone, IReadOnlyDictionary<string, object?>? Values);

/// <summary>A page of changes.</summary>
/// <param name="Next">The cursor to go on with, also where nothing changed.</param>
/// <param name="More">Whether to ask again at once; otherwise everything committed up to about a minute ago has been told.</param>
internal sealed record ChangesPage(IReadOnlyList<Change> Changes, string Next, bool More);
