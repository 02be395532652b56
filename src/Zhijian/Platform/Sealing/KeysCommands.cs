using System.CommandLine;
using Zhijian.Platform.Hosting;

namespace Zhijian.Platform.Sealing;

/// <summary>Whose rows hold wrapped data keys. A change of master keys asks each of them.</summary>
public interface IHoldsDataKeys
{
    /// <summary>How many data keys are wrapped by another master key than this.</summary>
    Task<long> CountOthers(int master, CancellationToken cancel);

    /// <summary>Wraps some of them anew, in a transaction of its own; answers how many. What somebody else changed meanwhile is left for the next time.</summary>
    Task<int> RewrapSome(CancellationToken cancel);
}

/// <summary>What the operator does with the keys of sealed data, while the program serves.</summary>
public static class KeysCommands
{
    public static Command Of(Func<Func<IServiceProvider, Task<int>>, CancellationToken, Task<int>> inside) => new("keys", ConsoleTexts.Say("command.keys"))
    {
        One("status", inside, Status),
        One("rotate", inside, (services, cancel) => Rotate(services, startsAnew: true, cancel)),
        One("resume", inside, (services, cancel) => Rotate(services, startsAnew: false, cancel)),
        One("retire", inside, Retire),
    };

    private static async Task<int> Status(IServiceProvider services, CancellationToken cancel)
    {
        var file = services.GetRequiredService<KeyFile>();
        var keys = file.Open();
        Console.WriteLine(ConsoleTexts.Say("keys.status", file.Path, keys.Newest.Number, keys.Masters.Count, await Others(services, keys, cancel)));
        return 0;
    }

    /// <summary>A new master key wraps every data key. Killed in between, <c>keys resume</c> goes on; meanwhile everything stays readable.</summary>
    private static async Task<int> Rotate(IServiceProvider services, bool startsAnew, CancellationToken cancel)
    {
        var file = services.GetRequiredService<KeyFile>();
        var keys = startsAnew ? file.AddMaster() : file.Open();
        long done = 0;
        foreach (var holder in services.GetServices<IHoldsDataKeys>())
        {
            while (await holder.RewrapSome(cancel) is > 0 and var some)
            {
                done += some;
            }
        }
        Console.WriteLine(ConsoleTexts.Say("keys.rotated", keys.Newest.Number, done, await Others(services, keys, cancel)));
        return 0;
    }

    private static async Task<int> Retire(IServiceProvider services, CancellationToken cancel)
    {
        var file = services.GetRequiredService<KeyFile>();
        var keys = file.Open();
        // A program that serves takes up a changed file within a second; what it wrapped before that is counted here.
        if (services.GetRequiredService<TimeProvider>().GetUtcNow() - File.GetLastWriteTimeUtc(file.Path) < TimeSpan.FromSeconds(10) || await Others(services, keys, cancel) > 0)
        {
            await Console.Error.WriteLineAsync(ConsoleTexts.Say("keys.still-used"));
            return 1;
        }
        Console.WriteLine(ConsoleTexts.Say("keys.retired", file.KeepNewest().Newest.Number));
        return 0;
    }

    private static async Task<long> Others(IServiceProvider services, Keys keys, CancellationToken cancel)
    {
        long others = 0;
        foreach (var holder in services.GetServices<IHoldsDataKeys>())
        {
            others += await holder.CountOthers(keys.Newest.Number, cancel);
        }
        return others;
    }

    private static Command One(string name, Func<Func<IServiceProvider, Task<int>>, CancellationToken, Task<int>> inside, Func<IServiceProvider, CancellationToken, Task<int>> act)
    {
        var command = new Command(name, ConsoleTexts.Say($"command.keys.{name}"));
        command.SetAction((_, cancel) => inside(services => act(services, cancel), cancel));
        return command;
    }
}
