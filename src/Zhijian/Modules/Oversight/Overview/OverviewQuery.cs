using System.Text;
using System.Text.Json;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Oversight.Overview;

/// <summary>Reads overviews and the entries behind a number. Whoever asks has been admitted by the page; nothing of a person's data is in it but who acted.</summary>
internal sealed class OverviewQuery(Fence fence, AuditKeys keys)
{
    public const int PageSize = 50;

    public async Task<IReadOnlyList<OverviewRow>> Days(DateOnly? before, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        return await fence.Rows<OverviewRow>("select day, made_at as MadeAt from daily_overview where @before::date is null or day < @before order by day desc limit 31", new { before }, cancel);
    }

    /// <summary>One day's overview, and whether its signature holds.</summary>
    public async Task<(DailyOverview Overview, bool IsSigned)?> Day(DateOnly day, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        var row = await fence.Row<Kept>("select content, signature from daily_overview where day = @day", new { day }, cancel);
        return row is null ? null : (JsonSerializer.Deserialize<DailyOverview>(row.Content, KeptJson.Form)!, keys.IsSigned(Encoding.UTF8.GetBytes(row.Content), row.Signature));
    }

    /// <summary>The entries of the journal that a number counts; newest first.</summary>
    public async Task<IReadOnlyList<EntryRow>> Entries(DailyOverview overview, OverviewLine line, long? before, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        return await fence.Rows<EntryRow>(
            "select id, at, fact, actor_name as ActorName, post from journal where at > @From and at <= @To and fact = any(@facts) and (@before::bigint is null or id < @before) order by id desc limit @PageSize",
            new { overview.From, overview.To, facts = OverviewJob.FactsOf(line), before, PageSize }, cancel);
    }

    private sealed class Kept
    {
        public string Content { get; set; } = "";

        public byte[] Signature { get; set; } = [];
    }
}

/// <summary>One day in the list.</summary>
internal sealed class OverviewRow
{
    public DateOnly Day { get; set; }

    public DateTimeOffset MadeAt { get; set; }
}

/// <summary>One act behind a number.</summary>
internal sealed class EntryRow
{
    public long Id { get; set; }

    public DateTimeOffset At { get; set; }

    public string Fact { get; set; } = "";

    public string ActorName { get; set; } = "";

    public string? Post { get; set; }
}
