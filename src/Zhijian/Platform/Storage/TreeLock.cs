namespace Zhijian.Platform.Storage;

/// <summary>
/// Keeps a move of an organisation apart from everything else that writes: rows carry the path of their organisation, and a path that was read
/// before the move must not be written after it. Whoever writes holds the lock together with all others, whoever reshapes the tree holds it alone.
/// Taken before the first question of a transaction, so that what is read afterwards is what stands after the move.
/// </summary>
internal static class TreeLock
{
    public const string Shared = "select pg_advisory_xact_lock_shared(hashtext('organisation tree'))::text";

    public const string Alone = "select pg_advisory_xact_lock(hashtext('organisation tree'))::text";
}
