using System.CommandLine;
using Zhijian.Platform.Backup;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Hosting;

/// <summary>What <c>serve</c> was asked for.</summary>
public sealed record ServeOptions(bool Empty);

/// <summary>The size of a demonstration; nothing given means the usual one of 34 organisations.</summary>
public sealed record DemoOptions(int? Organisations, int? Members, int? Months, int Seed);

/// <summary>What the program's commands do; each answers with the exit code.</summary>
public sealed record ProgramCommands
{
    public required Func<ServeOptions, CancellationToken, Task<int>> Serve { get; init; }

    public required Func<DemoOptions, CancellationToken, Task<int>> Demo { get; init; }

    public required Func<CancellationToken, Task<int>> Migrate { get; init; }

    public required Func<string, CancellationToken, Task<int>> CreateToken { get; init; }

    public required Func<CancellationToken, Task<int>> Rebuild { get; init; }

    public required Func<CancellationToken, Task<int>> Check { get; init; }
}

/// <summary>The program's commands, their options and their help.</summary>
public static class CommandLine
{
    internal const int UsualSeed = 20260701;

    /// <summary>After Ctrl-C: requests in progress end and the database server is stopped cleanly.</summary>
    private static readonly TimeSpan StoppingMayTake = TimeSpan.FromMinutes(2);

    /// <summary>Runs the command that the arguments name and answers with the exit code; a missing database is told in words, not in a stack of frames.</summary>
    public static async Task<int> Run(string[] arguments, ProgramCommands commands, IReadOnlyList<Command> more, CancellationToken cancel = default)
    {
        try
        {
            var patient = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StoppingMayTake };
            return await Build(commands, more).Parse(arguments).InvokeAsync(patient, cancel);
        }
        catch (PostgresUnavailableException missing)
        {
            await Console.Error.WriteLineAsync(missing.Message);
            return 1;
        }
        catch (SchemaException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
        catch (BackupException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
        catch (SealingException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    /// <summary>The commands of the platform and those that modules add.</summary>
    public static RootCommand Build(ProgramCommands commands, IReadOnlyList<Command> more)
    {
        var root = new RootCommand(ConsoleTexts.Say("command.program"));
        AddServing(root, commands);
        root.Subcommands.Add(Serve(commands));
        root.Subcommands.Add(Demo(commands));
        root.Subcommands.Add(Plain("migrate", commands.Migrate));
        root.Subcommands.Add(Token(commands));
        root.Subcommands.Add(Plain("rebuild", commands.Rebuild));
        root.Subcommands.Add(Plain("check", commands.Check));
        foreach (var command in more)
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    private static Command Serve(ProgramCommands commands)
    {
        var serve = new Command("serve", ConsoleTexts.Say("command.serve"));
        AddServing(serve, commands);
        return serve;
    }

    private static void AddServing(Command command, ProgramCommands commands)
    {
        var empty = new Option<bool>("--empty") { Description = ConsoleTexts.Say("command.serve.empty") };
        command.Options.Add(empty);
        command.SetAction((given, cancel) => commands.Serve(new ServeOptions(given.GetValue(empty)), cancel));
    }

    private static Command Demo(ProgramCommands commands)
    {
        var organisations = Number("--organisations", smallest: 3, largest: 100_000);
        var members = Number("--members", smallest: 10, largest: 10_000_000);
        var months = Number("--months", smallest: 1, largest: 240);
        var seed = new Option<int>("--seed") { Description = ConsoleTexts.Say("command.demo.seed"), DefaultValueFactory = _ => UsualSeed, HelpName = "N" };
        var demo = new Command("demo", ConsoleTexts.Say("command.demo")) { organisations, members, months, seed };
        demo.SetAction((given, cancel) => commands.Demo(
            new DemoOptions(given.GetValue(organisations), given.GetValue(members), given.GetValue(months), given.GetValue(seed)), cancel));
        return demo;
    }

    private static Command Token(ProgramCommands commands)
    {
        var account = new Option<string>("--account") { Description = ConsoleTexts.Say("command.token.create.account"), Required = true, HelpName = "NAME" };
        var create = new Command("create", ConsoleTexts.Say("command.token.create")) { account };
        create.SetAction((given, cancel) => commands.CreateToken(given.GetRequiredValue(account), cancel));
        return new Command("token", ConsoleTexts.Say("command.token")) { create };
    }

    private static Command Plain(string name, Func<CancellationToken, Task<int>> action)
    {
        var command = new Command(name, ConsoleTexts.Say($"command.{name}"));
        command.SetAction((_, cancel) => action(cancel));
        return command;
    }

    private static Option<int?> Number(string name, int smallest, int largest)
    {
        var option = new Option<int?>(name) { Description = ConsoleTexts.Say($"command.demo.{name[2..]}"), HelpName = "N" };
        option.Validators.Add(given =>
        {
            if (given.Tokens.Count == 1 && int.TryParse(given.Tokens[0].Value, out var number) && (number < smallest || number > largest))
            {
                given.AddError(ConsoleTexts.Say("command.number-out-of-range", name, smallest, largest));
            }
        });
        return option;
    }
}
