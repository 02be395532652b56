using Zhijian.Modules.Organisations;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Figures;

/// <summary>What a rebuild found: how many rows it compared and how many said something else.</summary>
public sealed record RebuildReport(int Figures, int FigureDifferences, int Obligations, int ObligationDifferences, int Sums, int SumDifferences)
{
    public int Differences => FigureDifferences + ObligationDifferences + SumDifferences;
}

/// <summary>
/// Computes every derived number anew from traces and obligations, compares row by row and puts right what differs, in the caller's one transaction.
/// Filings wait meanwhile.
/// </summary>
public sealed class FigureRebuild(Fence fence, Platform.Texts.InstitutionTime institution)
{
    /// <summary>How long one command on all rows may take.</summary>
    internal static readonly TimeSpan AllRowsMayTake = TimeSpan.FromMinutes(30);

    private static readonly DateOnly First = new(1900, 1, 1);
    private static readonly DateOnly Last = new(2999, 12, 1);

    /// <summary>Compares and replaces. The caller commits.</summary>
    public Task<RebuildReport> Rebuild(CancellationToken cancel) => Rebuild(write: true, cancel);

    public async Task<RebuildReport> Rebuild(bool write, CancellationToken cancel)
    {
        fence.Patience ??= AllRowsMayTake;
        using (fence.As(SystemActors.Figures))
        {
            await fence.Run(RebuildSql.AllRows, null, cancel);
            var whole = new { from = First, to = Last, organisationId = (Guid?)null };
            await fence.Run("lock table figure_month, obligation_month in exclusive mode", null, cancel);
            var figures = await Compare("figure_month", ["organisation_id", "month", "kind"], ["path", "filed", "in_review"], RebuildSql.Figures, write, whole, cancel);
            var obligations = await fence.Row<int>("select count(*)::int from obligation", null, cancel);
            var wrong = write ? await fence.Run(RebuildSql.Recount, whole, cancel) : await fence.Row<int>($"select count(*)::int from ({RebuildSql.Wrong}) w", whole, cancel);
            var sums = await Compare("obligation_month", ["organisation_id", "month"], ["path", "expected", "met", "in_review", "excused", "own_open"], RebuildSql.Sums, write, whole, cancel);
            var span = new FigureSpan(institution.Today, FigurePeriod.Year);
            var late = new { lateFrom = span.From, lateMonth = span.Month };
            var overviews = await fence.Row<int>(RebuildSql.OverviewWrong, late, cancel);
            if (write)
            {
                await fence.Run(RebuildSql.PutOverview, late, cancel);
            }
            await fence.Run(RebuildSql.SomeRows, null, cancel);
            return new RebuildReport(figures.All, figures.Wrong, obligations, wrong, sums.All, sums.Wrong + overviews);
        }
    }

    /// <summary>
    /// After some organisations took other places in the tree, counts anew for those above which something came or went. Whoever stands above both the old and the new place has
    /// the same records below as before, and whoever moved along too: the cost is that of the old and the new branch of the tree, not of the institution.
    /// </summary>
    internal async Task Follow(IReadOnlyList<PathMove> moves, CancellationToken cancel)
    {
        var places = TreePath.AsTheyAreNow(moves, m => OnlyAbove(m.Old, m.New).Concat(OnlyAbove(m.New, m.Old))).ToArray();
        if (places.Length > 0)
        {
            using var widened = fence.As(SystemActors.Figures);
            await fence.Run("lock table figure_month in exclusive mode", null, cancel);
            await fence.Run(RebuildSql.CountPlaces, new { places }, cancel);
        }
    }

    private static IEnumerable<string> OnlyAbove(string path, string other) => TreePath.AndAbove(path).Skip(1).Except(TreePath.AndAbove(other));

    /// <summary>A row that is all zero and a row that is absent say the same.</summary>
    private async Task<Counted> Compare(string table, string[] key, string[] values, string should, bool write, object whole, CancellationToken cancel)
    {
        var keys = string.Join(", ", key);
        var numbers = values.Where(v => v != "path").ToArray();
        string Of(string row, IEnumerable<string> columns) => string.Join(", ", columns.Select(c => $"{row}.{c}"));
        var zero = string.Join(" or ", numbers.Select(n => $"coalesce(h.{n}, 0) <> coalesce(s.{n}, 0)"));
        await fence.Run($"create temporary table should on commit drop as {should}", whole, cancel);
        var counted = await fence.Row<Counted>(
            $"""
            select count(*)::int as "All", count(*) filter (where {zero} or (h.path <> s.path))::int as Wrong
            from {table} h full join should s using ({keys})
            """, null, cancel) ?? new Counted();
        if (write && counted.Wrong > 0)
        {
            await fence.Run($"delete from {table}; insert into {table}({keys}, {string.Join(", ", values)}) select {Of("s", key)}, {Of("s", values)} from should s", null, cancel);
        }
        await fence.Run("drop table should", null, cancel);
        return counted;
    }

    private sealed class Counted
    {
        public int All { get; set; }

        public int Wrong { get; set; }
    }
}
