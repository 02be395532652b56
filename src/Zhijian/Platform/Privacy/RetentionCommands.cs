using System.CommandLine;
using System.Globalization;
using Zhijian.Platform.Hosting;

namespace Zhijian.Platform.Privacy;

/// <summary>What the operator asks about keeping and deleting on the console.</summary>
internal static class RetentionCommands
{
    public static Command Of(Func<Func<IServiceProvider, Task<int>>, CancellationToken, Task<int>> inside)
    {
        var dry = new Option<bool>("--dry-run") { Description = ConsoleTexts.Say("command.retention.dry-run") };
        var retention = new Command("retention", ConsoleTexts.Say("command.retention")) { dry };
        retention.SetAction((given, cancel) => inside(services => given.GetValue(dry) ? Look(services, cancel) : Run(services, cancel), cancel));
        return retention;
    }

    private static async Task<int> Look(IServiceProvider services, CancellationToken cancel)
    {
        var (query, terms) = (services.GetRequiredService<RetentionQuery>(), services.GetRequiredService<RetentionTerms>());
        foreach (var rule in RetentionRules.All)
        {
            var found = await query.Look(rule, cancel);
            Console.WriteLine(ConsoleTexts.Say("retention.would", rule.Table, terms.DaysOf(rule.Table), found.Due, found.Held, Day(found.OldestLeft)));
        }
        Console.WriteLine(ConsoleTexts.Say("retention.nothing-done"));
        return 0;
    }

    private static async Task<int> Run(IServiceProvider services, CancellationToken cancel)
    {
        var done = await services.GetRequiredService<RetainAction>().Run(again: true, cancel);
        foreach (var row in done)
        {
            Console.WriteLine(ConsoleTexts.Say("retention.did", row.Target, row.TermDays, row.Removed, row.Held, Day(row.OldestLeft)) + (row.Problem is { } problem ? " " + problem : ""));
        }
        Console.WriteLine(done.Count == 0 ? ConsoleTexts.Say("retention.busy") : ConsoleTexts.Say("retention.done", done.Sum(r => r.Removed)));
        return done.Count > 0 && done.All(r => r.FinishedAt is not null) ? 0 : 1;
    }

    private static string Day(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-";
}
