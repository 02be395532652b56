using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Collecting;

/// <summary>Tells from where an entry's answers came that nobody typed here. Implemented by the module that imports lists.</summary>
public interface IKnowsEntryOrigin
{
    /// <summary>Null where the answers were typed.</summary>
    Task<EntryOrigin?> Of(Guid organisation, Guid round, Actor actor, CancellationToken cancel);
}

/// <summary>From where answers came.</summary>
/// <param name="Sentence">In the reader's language.</param>
/// <param name="Address">Of the list; null where the reader may not open it.</param>
public sealed record EntryOrigin(string Sentence, string? Address);
