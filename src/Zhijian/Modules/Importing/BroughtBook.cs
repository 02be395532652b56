using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Importing.Conflicts;
using Zhijian.Modules.Importing.Members;
using Zhijian.Modules.People;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exchange;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing;

/// <summary>
/// What connected systems bring, held to the same as what lists bring: each value says where it came from, and one from its authoritative source is never overwritten by a lesser one
/// but waits for that source's owner. The one door for the module that takes records in from systems.
/// </summary>
internal sealed class BroughtBook(ZhijianDb db, ProvenanceBook book, ConflictsQuery conflicts, Journal journal, InstitutionTime time)
{
    private BroughtBy? _by;

    /// <summary>Whether a system brings what is being changed in this request; it is noted then by whoever takes it in.</summary>
    public bool IsBringing => _by is not null;

    /// <summary>From now on this system brings, by this key.</summary>
    public void Begin(BroughtBy by) => _by = by;

    public void End() => _by = null;

    /// <summary>Of the values that would replace others, the elements that stay as they are; each waits as a conflict, once, however often it is sent.</summary>
    public async Task<IReadOnlySet<string>> Withhold(string entityKind, Guid id, IReadOnlyList<BroughtValue> values, Actor actor, CancellationToken cancel)
    {
        var by = _by!;
        var replacing = values.Where(v => !string.IsNullOrEmpty(v.Before)).ToList();
        var held = await book.HeldFrom([id], [.. replacing.Select(v => v.Element)], cancel);
        List<OfferedValue> withheld =
        [
            .. replacing.Select(v => new OfferedValue(v.Element, v.After, held.GetValueOrDefault((id, v.Element))?.Source ?? Authority.ByHand(entityKind), held.GetValueOrDefault((id, v.Element))?.ById ?? Guid.Empty))
                .Where(v => !Authority.MayReplace(ElementOf(entityKind, v.Element).Source, v.HeldSource, by.Source)),
        ];
        if (withheld.Count > 0 && await Keep(entityKind, id, withheld, by, cancel) is { Count: > 0 } noted)
        {
            await journal.Also(new SystemsValuesWithheld(id, noted[0].Path, by.ClientId, by.Source, [.. noted.Select(n => n.Element)]), actor, cancel);
        }
        return withheld.Select(w => w.Element).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Notes where the elements that were set came from.</summary>
    public Task Note(string entityKind, Guid id, string path, IReadOnlyList<string> elements, int version, CancellationToken cancel) => elements.Count == 0 ? Task.CompletedTask : book.Note(
        entityKind,
        [new ProvenanceNote(Guid.CreateVersion7(), path, id, null, null, _by!.Source, elements, [], null, version, Guid.Empty, _by.ClientName, time.Now) { ClientId = _by.ClientId, SourceKey = _by.SourceKey }],
        cancel);

    /// <summary>The data element behind a thing's field.</summary>
    private static DataElement ElementOf(string entityKind, string field) =>
        (entityKind == ProvenanceBook.Member ? MemberColumns.Set.Find(field)?.Element : DataStandard.Find("organisation." + Words.Kebab(field)))
        ?? throw new InvalidOperationException($"{entityKind}.{field} is no data element; nobody is right about it");

    private async Task<IReadOnlyList<(string Path, string Element)>> Keep(string entityKind, Guid id, IReadOnlyList<OfferedValue> values, BroughtBy by, CancellationToken cancel)
    {
        var member = entityKind == ProvenanceBook.Member ? await db.Members.FirstOrDefaultAsync(m => m.Id == id, cancel) : null;
        List<(string, string)> noted = [];
        foreach (var value in values)
        {
            if (await conflicts.Note(new DisputedThing(entityKind, id, member), value, by, time.Now, cancel) is { } path)
            {
                noted.Add((path, value.Element));
            }
        }
        return noted;
    }
}

/// <summary>A connected system that brings a record.</summary>
/// <param name="Source">The source of the data standard that it is; empty where nobody said.</param>
/// <param name="SourceKey">By which it knows the record.</param>
internal sealed record BroughtBy(Guid ClientId, string ClientName, string Source, string SourceKey);
