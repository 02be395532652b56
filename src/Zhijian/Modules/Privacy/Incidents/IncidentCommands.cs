using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Platform.Backup;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Incidents;

/// <summary>The list of affected people on the console, for the first hour of an incident, when the pages may be shut.</summary>
public static class IncidentCommands
{
    /// <summary>Wrong or missing options; nothing was written.</summary>
    private const int WrongUse = 2;

    /// <summary>The command; <paramref name="inside"/> runs it with the program's services, <paramref name="hasBackup"/> tells whether there is a backup of this name.</summary>
    public static Command Of(Func<Func<IServiceProvider, Task<int>>, CancellationToken, Task<int>> inside, Func<string, bool> hasBackup)
    {
        Option<string> since = Text("--since", required: true), until = Text("--until"), account = Text("--account"), address = Text("--address"), table = Text("--table"), backup = Text("--backup"), to = Text("--to");
        var affected = new Command("affected", ConsoleTexts.Say("command.incident.affected")) { since, until, account, address, table, backup, to };
        affected.SetAction((given, cancel) =>
        {
            if (Moment(given.GetRequiredValue(since)) is not { } from || (given.GetValue(until) is { } typed && Moment(typed) is null))
            {
                return Wrong("incident.not-a-moment");
            }
            if (given.GetValue(address) is not null)
            {
                return Wrong("incident.no-addresses");
            }
            if (given.GetValue(table) is { } name && DataRegister.OfPersons.All(t => t.Name != name))
            {
                return Wrong("incident.no-table", name);
            }
            if (given.GetValue(backup) is { } kept && !hasBackup(kept))
            {
                return Wrong("incident.no-backup", kept);
            }
            return inside(services => Affected(services, new IncidentScope(from, given.GetValue(until) is { } end ? Moment(end)!.Value : services.GetRequiredService<InstitutionTime>().Now, given.GetValue(account), given.GetValue(table), given.GetValue(backup) is not null), given.GetValue(to), cancel), cancel);
        });
        return new Command("incident", ConsoleTexts.Say("command.incident")) { affected };
    }

    private static async Task<int> Affected(IServiceProvider services, IncidentScope of, string? to, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        if (of.Account is not null && !await services.GetRequiredService<Fence>().Row<bool>("select exists(select 1 from account where normalized_user_name = upper(@Account))", new { of.Account }, cancel))
        {
            return await Wrong("incident.no-account", of.Account);
        }
        var list = await services.GetRequiredService<AffectedQuery>().Run(of, cancel);
        var words = services.GetRequiredService<Words>();
        words.Language = ConsoleTexts.Language(Environment.GetEnvironmentVariable);
        var now = services.GetRequiredService<InstitutionTime>().Now;
        var path = Path.GetFullPath(to ?? $"affected-{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.xlsx");
        // Names of people: for the one who runs the command alone.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        await using (var file = new FileStream(path, options))
        {
            AffectedWorkbook.Write(file, list, of, notices: null, "./run incident affected", words, now);
        }
        foreach (var kind in new[] { DataClass.S3, DataClass.S2, DataClass.S1 })
        {
            Console.WriteLine(ConsoleTexts.Say("incident.class-line", words.Name(kind), list.Seen(kind), list.Reachable(kind)));
        }
        Console.WriteLine(ConsoleTexts.Say("incident.written", list.People.Count, path, clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)));
        return 0;
    }

    /// <summary>A moment of the institution's clock, or with its offset: 2026-11-28, 2026-11-28T14:00, 2026-11-28T06:00Z.</summary>
    private static DateTimeOffset? Moment(string typed)
    {
        var zone = new InstitutionTime(TimeProvider.System);
        return DateTime.TryParseExact(typed, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? zone.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local))
            : DateTimeOffset.TryParse(typed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }

    private static async Task<int> Wrong(string key, params object[] values)
    {
        await Console.Error.WriteLineAsync(ConsoleTexts.Say(key, values));
        return WrongUse;
    }

    private static Option<string> Text(string name, bool required = false) => new(name) { Description = ConsoleTexts.Say($"command.incident.affected.{name[2..]}"), Required = required };
}
