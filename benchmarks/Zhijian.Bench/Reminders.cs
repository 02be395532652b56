using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Reminding.Sending;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Bench;

/// <summary>
/// A month of reminders of everybody who leads an organisation: on each of thirty days the reminder job's own round of the morning asks all sources what is due, who may be reached and what each was told,
/// plans, and writes notes, messages and trace. One transaction, taken back at the end. The duties of each new day are opened beside the clock.
/// </summary>
internal static class Reminders
{
    public const string Name = "reminders-month-s";

    private const double Target = 60;
    private const int Days = 30;
    private static readonly TimeOnly Morning = new(9, 10);

    public static async Task Measure(Inside program, Options options, Report report)
    {
        if (!options.Wants(Name))
        {
            return;
        }
        await program.TakenBack(async (services, fence) =>
        {
            var (job, obligations, time, db) = (services.GetRequiredService<ReminderJob>(), services.GetRequiredService<ObligationBook>(), services.GetRequiredService<InstitutionTime>(), services.GetRequiredService<ZhijianDb>());
            var first = time.Today.AddDays(1);
            var (took, slowest, messages, again) = (TimeSpan.Zero, TimeSpan.Zero, 0, TimeSpan.Zero);
            for (var day = first; day < first.AddDays(Days); day = day.AddDays(1))
            {
                program.Clock.By += time.At(day, Morning) - program.Clock.GetUtcNow();
                await obligations.Open(day, default);
                var clock = Stopwatch.StartNew();
                messages += await job.Tell(default);
                took += clock.Elapsed;
                slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
                clock.Restart();
                program.Clock.By += TimeSpan.FromMinutes(30);
                messages += await job.Tell(default);
                again += clock.Elapsed;
                db.ChangeTracker.Clear();
            }
            program.Clock.By = TimeSpan.Zero;
            var members = await fence.Row<int>("select count(*)::int from member where left_on is null", null, default);
            report.AtMost(Name, took.TotalSeconds, Target, options.Only);
            report.Note("reminders", $"{Days} days, {members} members, {messages} messages; the slowest day {slowest.TotalSeconds:F1} s; a later round of the same day, of which there are up to 23, {again.TotalSeconds / Days:F2} s");
        });
        await program.Vacuum("reminder", "message", "journal", "obligation", "obligation_month", "overview_sum");
    }
}
