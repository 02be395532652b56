using System.CommandLine;
using System.Globalization;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Backup;

/// <summary>What the operator does about backups on the console.</summary>
internal static class BackupCommands
{
    public static IReadOnlyList<Command> Of(Settings settings, Func<Func<IServiceProvider, Task<int>>, CancellationToken, Task<int>> inside)
    {
        var place = BackupPlace.Of(settings);
        var backup = new Command("backup", ConsoleTexts.Say("command.backup"));
        backup.SetAction((_, cancel) => inside(services => Make(services, cancel), cancel));
        var key = new Command("key", ConsoleTexts.Say("command.backup.key"));
        key.SetAction((_, cancel) => Key(place, cancel));
        backup.Subcommands.Add(key);

        var identity = new Option<string?>("--identity") { Description = ConsoleTexts.Say("command.restore.identity"), HelpName = "FILE" };
        var drill = new Command("drill", ConsoleTexts.Say("command.drill")) { identity };
        drill.SetAction((given, cancel) => inside(services => Practise(services, given.GetValue(identity), cancel), cancel));

        var from = new Option<string?>("--from") { Description = ConsoleTexts.Say("command.restore.from"), HelpName = "FOLDER" };
        var until = new Option<DateTimeOffset?>("--until") { Description = ConsoleTexts.Say("command.restore.until"), HelpName = "MOMENT" };
        var into = new Option<string>("--into") { Description = ConsoleTexts.Say("command.restore.into"), Required = true, HelpName = "FOLDER" };
        var needed = new Option<string>("--identity") { Description = ConsoleTexts.Say("command.restore.identity"), Required = true, HelpName = "FILE" };
        var restore = new Command("restore", ConsoleTexts.Say("command.restore")) { from, needed, until, into };
        restore.SetAction((given, cancel) => Restore(place, given.GetValue(from), given.GetRequiredValue(needed), given.GetValue(until), given.GetRequiredValue(into), cancel));
        return [backup, restore, drill];
    }

    private static async Task<int> Make(IServiceProvider services, CancellationToken cancel)
    {
        var made = await services.GetRequiredService<BackUpAction>().Make(SystemActors.SetUp.Actor, cancel);
        Console.WriteLine(ConsoleTexts.Say("backup.made", made));
        return 0;
    }

    /// <summary>A key pair: the public half stays here, the private one is printed once and kept nowhere.</summary>
    private static async Task<int> Key(BackupPlace place, CancellationToken cancel)
    {
        if (File.Exists(place.RecipientFile))
        {
            await Console.Error.WriteLineAsync(ConsoleTexts.Say("backup.key-exists", place.RecipientFile));
            return 1;
        }
        var (identity, recipient) = await Age.NewKey(cancel);
        Directory.CreateDirectory(place.DataFolder);
        await File.WriteAllTextAsync(place.RecipientFile, recipient + "\n", cancel);
        await Console.Error.WriteLineAsync(ConsoleTexts.Say("backup.key-made", place.RecipientFile));
        Console.Write(identity);
        return 0;
    }

    private static async Task<int> Practise(IServiceProvider services, string? identity, CancellationToken cancel)
    {
        var result = await services.GetRequiredService<BackUpAction>().Practise(identity, SystemActors.SetUp.Actor, cancel);
        if (result.Problem is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            Console.WriteLine(ConsoleTexts.Say("drill.failed", result.Backup));
            return 1;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure drill-rpo-seconds {result.RpoSeconds} 120 {(result.RpoSeconds <= 120 ? "met" : "short")}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure drill-rto-seconds {result.RtoSeconds} 60 {(result.RtoSeconds <= 60 ? "met" : "short")}"));
        Console.WriteLine(ConsoleTexts.Say("drill.passed", result.Backup, result.Rows, result.Entries, result.Files, result.Requests));
        return 0;
    }

    private static async Task<int> Restore(BackupPlace place, string? from, string identity, DateTimeOffset? until, string into, CancellationToken cancel)
    {
        var folder = from is null ? place.Folder : Path.GetFullPath(from);
        var source = new BackupPlace(folder, place.DataFolder);
        var backup = source.All.FirstOrDefault(b => until is null || BackupManifest.Read(b).At <= until) ?? throw new BackupException(ConsoleTexts.Say("restore.none", folder));
        var keys = Directory.Exists(into) && Directory.GetFiles(into, "audit-key*.pub.pem").Length > 0 ? into : null;
        var manifest = await Restorer.Check(backup, keys, cancel);
        var missing = 0;
        await using (var server = await Restorer.Restore(backup, source, manifest, Path.GetFullPath(identity), Path.GetFullPath(into), until, toTheEnd: until is null, cancel))
        {
            missing = await Restorer.MissingAttachments(server, Path.GetFullPath(into), cancel);
        }
        if (missing > 0)
        {
            Console.WriteLine(ConsoleTexts.Say("restore.attachments-missing", missing));
        }
        Console.WriteLine(ConsoleTexts.Say(keys is null ? "restore.done-unsigned" : "restore.done", backup, into));
        return 0;
    }
}
