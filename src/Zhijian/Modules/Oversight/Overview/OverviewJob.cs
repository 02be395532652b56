using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Backup;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Oversight.Overview;

/// <summary>
/// Makes the overview of each day at 22:00 of the institution's time, exactly once, and catches up after down-time; tells those who are to read it. Each minute it writes away
/// what was counted in memory.
/// </summary>
internal sealed class OverviewJob(Fence fence, Journal journal, Postbox postbox, AuditKeys keys, SecurityCounters counters, OverviewReceivers receivers, RetentionQuery retention, IServiceProvider services, DataFolder folder, InstitutionTime time) : IRecurring
{
    private static readonly Dictionary<string, OverviewLine> Lines =
        Assembly.GetExecutingAssembly().GetTypes().Where(t => t.GetCustomAttribute<CountsAsAttribute>() is not null).ToDictionary(t => t.Name, t => t.GetCustomAttribute<CountsAsAttribute>()!.Line);

    private static readonly string[] Kinds = ["refused", "limited", "broken"];

    public static TimeSpan Every => TimeSpan.FromMinutes(1);

    /// <summary>The names of the facts that a line counts.</summary>
    public static string[] FactsOf(OverviewLine line) => [.. Lines.Where(l => l.Value == line).Select(l => l.Key)];

    public async Task Run(CancellationToken cancel)
    {
        await WriteCounts(cancel);
        await MakeMissing(cancel);
    }

    /// <summary>Answers how many overviews were made.</summary>
    public async Task<int> MakeMissing(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        var last = await fence.Row<DateOnly?>("select max(day) from daily_overview", null, cancel);
        var made = 0;
        foreach (var day in DailyOverview.Missing(last, DailyOverview.LastDue(time.Local(time.Now).DateTime)))
        {
            made += await Make(day, cancel) ? 1 : 0;
        }
        return made;
    }

    private async Task WriteCounts(CancellationToken cancel)
    {
        var taken = counters.Take();
        if (taken.Count == 0)
        {
            return;
        }
        try
        {
            using var widened = fence.As(SystemActors.Jobs);
            await fence.Run(
                "insert into security_count as c (day, kind, count) select @day, k, n from unnest(@kinds, @counts) as given(k, n) on conflict (day, kind) do update set count = c.count + excluded.count",
                new { day = DailyOverview.LastDue(time.Local(time.Now).DateTime).AddDays(1), kinds = taken.Keys.ToArray(), counts = taken.Values.ToArray() }, cancel);
            await fence.Commit(cancel);
        }
        catch
        {
            counters.PutBack(taken);
            throw;
        }
    }

    private async Task<bool> Make(DateOnly day, CancellationToken cancel)
    {
        var (from, to) = (time.At(day.AddDays(-1), DailyOverview.Hour), time.At(day, DailyOverview.Hour));
        var readers = await receivers.Today(cancel);
        var content = await Look(day, from, to, readers, cancel);
        var text = JsonSerializer.Serialize(content, KeptJson.Form);
        if (await fence.Run("insert into daily_overview (day, made_at, content, signature) values (@day, @now, @text, @signature) on conflict (day) do nothing",
            new { day, now = time.Now, text, signature = keys.SignBytes(Encoding.UTF8.GetBytes(text)) }, cancel) == 0)
        {
            await fence.Rollback();
            return false;
        }
        var name = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        postbox.Deliver(readers.DistinctBy(r => r.MemberId).Select(r => Message.To(r.MemberId, r.Path, time.Now, $"/oversight/{name}", "message.overview", name)));
        await journal.Also(new OverviewMade(Guid.Empty, FencedScope.WholeInstitution, day, content.Receivers, content.Bodies), SystemActors.Jobs.Actor, cancel);
        await fence.Commit(cancel);
        return true;
    }

    private async Task<DailyOverview> Look(DateOnly day, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<OverviewReceiver> readers, CancellationToken cancel)
    {
        var facts = await fence.Rows<FactCount>("select fact, count(*) as Count from journal where at > @from and at <= @to and fact = any(@facts) group by fact", new { from, to, facts = Lines.Keys.ToArray() }, cancel);
        var answers = await fence.Rows<KindCount>("select kind, count from security_count where day = @day", new { day }, cancel);
        var root = await fence.Row<Checkpoint>("select size, root from audit_checkpoint where at <= @to order by size desc limit 1", new { to }, cancel);
        var postgres = await fence.Row<int>("select current_setting('server_version_num')::int", null, cancel);
        var backup = services.GetService<BackupWork>() is { } work ? BackupState.Of(work.Place) : null;
        return new DailyOverview(
            day, from, to,
            Enum.GetValues<OverviewLine>().ToDictionary(l => l, l => facts.Where(f => Lines[f.Fact] == l).Sum(f => f.Count)),
            Kinds.ToDictionary(k => k, k => answers.FirstOrDefault(a => a.Kind == k)?.Count ?? 0),
            backup?.Newest is { } newest ? (int)(time.Now - newest).TotalHours : null,
            backup?.LastDrill is { } drill ? (int)(time.Now - drill.At).TotalDays : null, backup?.LastDrill is { } found ? found.Problem is null : null,
            VersionFloors.Below(Environment.Version, postgres),
            new DriveInfo(folder.Path).AvailableFreeSpace / 1048576,
            root?.Size ?? 0, Convert.ToHexStringLower(root?.Root ?? []),
            readers.Select(r => r.MemberId).Distinct().Count(), readers.Select(r => r.Post).Distinct().Count(),
            await Retention(cancel), backup?.Problem?.Message);
    }

    private async Task<RetentionNews?> Retention(CancellationToken cancel)
    {
        var newest = (await retention.Newest(cancel)).Values;
        var last = newest.Where(r => r.Day == newest.Max(n => n.Day)).ToList();
        return last.Count == 0 ? null : new RetentionNews(last[0].Day, last.Sum(r => r.Removed), last.Sum(r => r.Held), last.Count(r => r.FinishedAt is null));
    }

    private sealed class FactCount
    {
        public string Fact { get; set; } = "";

        public long Count { get; set; }
    }

    private sealed class KindCount
    {
        public string Kind { get; set; } = "";

        public long Count { get; set; }
    }

    private sealed class Checkpoint
    {
        public long Size { get; set; }

        public byte[] Root { get; set; } = [];
    }
}
