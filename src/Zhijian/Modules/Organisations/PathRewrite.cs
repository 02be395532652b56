using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Organisations;

/// <summary>
/// Takes every row below an organisation along when its place changes: all fenced tables with a path, looked up in the catalogue, so that none can be forgotten.
/// </summary>
internal static class PathRewrite
{
    /// <summary>Names of all tables behind the fence that carry a path.</summary>
    public static Task<List<string>> Tables(Fence fence, CancellationToken cancel) => fence.Rows<string>(
        """
        select quote_ident(p.tablename) from pg_policies p
        join information_schema.columns c on c.table_schema = p.schemaname and c.table_name = p.tablename and c.column_name = 'path'
        where p.policyname = 'fence_read' and p.schemaname = current_schema()
        order by 1
        """,
        null, cancel);

    /// <summary>Carries the moves out, in their order.</summary>
    public static async Task Run(Fence fence, IReadOnlyList<PathMove> moves, CancellationToken cancel)
    {
        if (moves.Count == 0)
        {
            return;
        }
        using var widened = fence.As(SystemActors.Tree);
        var tables = await Tables(fence, cancel);
        foreach (var move in moves)
        {
            foreach (var table in tables)
            {
                await fence.Run($"update {table} set path = @New || substr(path, length(@Old) + 1) where path >= @Old and path < @Old || '~'", move, cancel);
            }
        }
    }
}
