using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Collecting;

/// <summary>Tells from where an entry's answers came that nobody typed here. Implemented by the module that imports lists.</summary>
public interface IKnowsEntryOrigin
{
    /// <summary>Null where the answers were typed.</summary>
    Task<EntryOrigin?> Of(Guid organisation, Guid round, Actor actor, CancellationToken cancel);
}

/// <summary>Asks all who may know.</summary>
internal static class EntryOrigins
{
    extension(IEnumerable<IKnowsEntryOrigin> all)
    {
        /// <summary>From where an entry's answers came; none where they were typed, or before it is in.</summary>
        public async Task<List<EntryOrigin>> Of(CollectionEntry entry, Actor actor, CancellationToken cancel)
        {
            List<EntryOrigin> found = [];
            foreach (var one in entry.IsIn ? all : [])
            {
                if (await one.Of(entry.OrganisationId, entry.RoundId, actor, cancel) is { } origin)
                {
                    found.Add(origin);
                }
            }
            return found;
        }
    }
}

/// <summary>From where answers came.</summary>
/// <param name="Sentence">In the reader's language.</param>
/// <param name="Address">Of the list; null where the reader may not open it.</param>
public sealed record EntryOrigin(string Sentence, string? Address);
