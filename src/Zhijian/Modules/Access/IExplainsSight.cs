using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Access;

/// <summary>
/// A module whose records are opened by a pass (a row inside somebody's scope that points at them) says which row that is.
/// It asks inside the scope of whoever wants to know.
/// </summary>
public interface IExplainsSight
{
    /// <summary>The records this may mean: an id, a number, a whole title; at most two.</summary>
    Task<IReadOnlyList<ExplainedRecord>> Find(string thing, CancellationToken cancel);

    /// <summary>Each row that opens the record to this person, in words; nothing where none does.</summary>
    Task<IReadOnlyList<string>> Why(Guid id, Actor person, CancellationToken cancel);
}

/// <summary>A record whose sight is asked about.</summary>
/// <param name="Act">The act by which a post shows it.</param>
public sealed record ExplainedRecord(Guid Id, string Name, string Path, string Act);
