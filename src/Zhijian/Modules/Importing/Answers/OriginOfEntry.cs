using Zhijian.Modules.Collecting;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Answers;

/// <summary>From what an organisation answered to the list that brought it.</summary>
internal sealed class OriginOfEntry(ProvenanceBook book, Words words) : IKnowsEntryOrigin
{
    public async Task<EntryOrigin?> Of(Guid organisation, Guid round, Actor actor, CancellationToken cancel) =>
        await book.OfRound(organisation, round, cancel) is { } from
            ? new EntryOrigin(
                words["import.history-from", from.FileName, from.Row],
                actor.May(ImportActs.See, from.Path) ? $"/imports/{from.BatchId}" : null) : null;
}
