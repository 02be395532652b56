using System.CommandLine;
using System.Text.Json;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Audit;

/// <summary>What the operator asks the audit tree on the console. Each question first takes in what waits, so that the answer covers all that was committed.</summary>
public static class AuditCommands
{
    private static readonly JsonSerializerOptions Readable = new(KeptJson.Form) { WriteIndented = true };

    /// <summary>The command with its questions; <paramref name="inside"/> runs one with the program's services.</summary>
    public static Command Of(Func<Func<IServiceProvider, Task<int>>, CancellationToken, Task<int>> inside)
    {
        var (entry, first, second, folder) = (Number("ENTRY"), Number("A"), Number("B"), new Argument<string>("FOLDER") { Description = ConsoleTexts.Say("command.audit.export.folder") });
        return new Command("audit", ConsoleTexts.Say("command.audit"))
        {
            Question("verify", inside, (services, _, cancel) => Verify(services, cancel)),
            Question("prove", inside, (services, given, cancel) => Prove(services, given.GetValue(entry), cancel), entry),
            Question("consistency", inside, (services, given, cancel) => Consistency(services, given.GetValue(first), given.GetValue(second), cancel), first, second),
            Question("export", inside, (services, given, cancel) => Export(services, given.GetRequiredValue(folder), cancel), folder),
        };
    }

    private static async Task<int> Verify(IServiceProvider services, CancellationToken cancel)
    {
        var report = await services.GetRequiredService<VerifyTraceQuery>().Run(cancel);
        if (report.Erased > 0)
        {
            Console.WriteLine(ConsoleTexts.Say("audit.erased", report.Erased));
        }
        if (report.Waiting > 0)
        {
            Console.WriteLine(ConsoleTexts.Say("audit.waiting", report.Waiting));
        }
        if (report.Broken is { } broken)
        {
            Console.WriteLine(ConsoleTexts.Say($"audit.{broken.Kind}", [.. broken.Numbers]));
            Console.WriteLine(ConsoleTexts.Say("audit.broken", report.Entries, broken.Numbers[0]));
            return 1;
        }
        Console.WriteLine(ConsoleTexts.Say("audit.intact", report.Entries, Convert.ToHexStringLower(report.Root)));
        return 0;
    }

    private static async Task<int> Prove(IServiceProvider services, long entry, CancellationToken cancel) =>
        await Show(await services.GetRequiredService<ProveEntryQuery>().Entry(entry, cancel), "audit.no-proof", entry);

    private static async Task<int> Consistency(IServiceProvider services, long first, long second, CancellationToken cancel) =>
        await Show(await services.GetRequiredService<ProveEntryQuery>().Continuation(first, second, cancel), "audit.no-continuation", first, second);

    private static async Task<int> Export(IServiceProvider services, string folder, CancellationToken cancel)
    {
        var written = await services.GetRequiredService<ExportTraceQuery>().Run(folder, cancel);
        Console.WriteLine(ConsoleTexts.Say("audit.exported", written, Path.GetFullPath(folder)));
        return 0;
    }

    /// <summary>The proof alone on the standard output, so that it can be kept in a file as it is.</summary>
    private static async Task<int> Show<T>(T? proof, string otherwise, params object[] numbers)
        where T : class
    {
        if (proof is null)
        {
            await Console.Error.WriteLineAsync(ConsoleTexts.Say(otherwise, numbers));
            return 1;
        }
        Console.WriteLine(JsonSerializer.Serialize(proof, Readable));
        return 0;
    }

    private static Command Question(string name, Func<Func<IServiceProvider, Task<int>>, CancellationToken, Task<int>> inside, Func<IServiceProvider, ParseResult, CancellationToken, Task<int>> ask, params IEnumerable<Argument> arguments)
    {
        var command = new Command(name, ConsoleTexts.Say($"command.audit.{name}"));
        foreach (var argument in arguments)
        {
            command.Arguments.Add(argument);
        }
        command.SetAction((given, cancel) => inside(async services =>
        {
            try
            {
                await services.GetRequiredService<SealEntriesAction>().Run(cancel);
            }
            catch (InvalidDataException broken)
            {
                // Verifying says what is wrong with the tree to which nothing can be added.
                await Console.Error.WriteLineAsync(broken.Message);
                await services.GetRequiredService<Fence>().Rollback();
            }
            return await ask(services, given, cancel);
        }, cancel));
        return command;
    }

    private static Argument<long> Number(string name) => new(name) { Description = ConsoleTexts.Say("command.audit.number") };
}
