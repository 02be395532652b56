using System.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Access;
using Zhijian.Modules.Demonstration.Loading;
using Zhijian.Modules.Demonstration.Making;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Library;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Demonstration;

/// <summary>Loads the fictitious university into an empty institution, and knows its sign-ins.</summary>
public static class DemonstrationUniversity
{
    private const string Setting = "demonstration";

    /// <summary>The command <c>demo</c>: loads a demonstration of the given size; refuses where an institution already exists.</summary>
    public static async Task<int> Load(IServiceProvider services, DemoOptions options, string? ownerConnection, CancellationToken cancel)
    {
        if (!await IsEmpty(services, cancel))
        {
            await Console.Error.WriteLineAsync(ConsoleTexts.Say("demo.not-empty"));
            return 1;
        }
        var watch = Stopwatch.StartNew();
        await Fill(services, options, ownerConnection, cancel);
        Console.WriteLine(ConsoleTexts.Say("demo.loaded", watch.Elapsed.TotalSeconds.ToString("F1")));
        Print(services);
        return 0;
    }

    /// <summary>At the start of <c>serve</c>: loads the usual demonstration into an empty institution unless told not to, and prints the sign-ins of a demonstration. True when it has just been loaded.</summary>
    public static async Task<bool> EnsureLoaded(IServiceProvider services, bool stayEmpty, string? ownerConnection, CancellationToken cancel)
    {
        var loads = !stayEmpty && await IsEmpty(services, cancel);
        if (loads)
        {
            Console.WriteLine(ConsoleTexts.Say("demo.loading"));
            await Fill(services, new DemoOptions(null, null, null, CommandLine.UsualSeed), ownerConnection, cancel);
        }
        await Remember(services, cancel);
        Print(services);
        return loads;
    }

    /// <summary>Loads without asking or printing: for tests and the benchmark. The story stops at the present moment.</summary>
    public static async Task Fill(IServiceProvider services, DemoOptions options, string? ownerConnection, CancellationToken cancel)
    {
        var time = services.GetRequiredService<InstitutionTime>();
        var rulebook = services.GetRequiredService<Rulebook>();
        var now = time.Now;
        var size = options is { Organisations: null, Members: null, Months: null }
            ? DemonstrationSize.Usual
            : new DemonstrationSize(options.Organisations ?? 34, options.Members ?? (options.Organisations ?? 34) * 20, options.Months ?? 5);
        var first = FirstDay(time.DayOf(now), size.Months);
        var content = Content.Load();
        var university = new Founding(content, size, options.Seed, first, time.DayOf(now), time, services.GetRequiredService<AccessTable>()).Make();
        var story = new Story(content, university, size, options.Seed, rulebook, time, first, now);
        // A large one is there to be measured; its people were asked nothing.
        var consented = size.IsUsual ? new Consented(university, rulebook.On(time.DayOf(now)).PeopleRights.Consents, first, time.DayOf(now), time).Make() : new Rows();
        var collected = new Collected(university, options.Seed, rulebook, time.DayOf(now), time).Make();
        var shelved = new Shelved(university, options.Seed, rulebook, first, time.DayOf(now), time).Make(size.IsUsual ? Shelved.OfTheTrial : size.Organisations);
        var learned = new Learned(university, [.. shelved.Of<LibraryEdition>()], options.Seed, first, time.DayOf(now), time).Make(size);
        var taught = size.IsUsual ? new Taught(university, learned, time.DayOf(now), time).Make() : new Rows();
        var examined = new Examined(university, options.Seed, rulebook, first, time.DayOf(now), time).Make(branches: 6);
        var informed = size.IsUsual ? new Informed(university, options.Seed, rulebook, first, time.DayOf(now), time).Make() : new Rows();
        var conversed = new Conversed(university, informed, rulebook, time.DayOf(now), now).Make();
        var decided = size.IsUsual ? new Decided(university, first, time.DayOf(now), time).Make() : new Rows();
        var accounts = AccountsFile.Draw();
        // Before the commit: an account whose password nobody knows would be worse than a file without accounts.
        AccountsFile.Write(services.GetRequiredService<DataFolder>().Path, accounts);
        await new Loader(services, ownerConnection).Load(university, story, accounts, [consented, collected, shelved, learned, taught, examined, informed, conversed, decided], first, time.DayOf(now), cancel);
        await Remember(services, cancel);
    }

    /// <summary>The story begins with a month, so that no duty of that month is missing only because nobody told it.</summary>
    private static DateOnly FirstDay(DateOnly today, int months)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        return month.AddMonths(today.Day < 12 ? -months : 1 - months);
    }

    private static async Task<bool> IsEmpty(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        using var widened = fence.As(SystemActors.SetUp);
        return await fence.Row<int>("select count(*)::int from (select 1 from organisation limit 1) o", null, cancel) == 0;
    }

    /// <summary>Fills what the login page and the frame show. Passwords whose file is gone are drawn anew.</summary>
    private static async Task Remember(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        using var widened = fence.As(SystemActors.SetUp);
        var isDemonstration = await fence.Row<string>("select value from setting where name = @Setting", new { Setting }, cancel) is not null;
        services.GetRequiredService<Institution>().IsDemonstration = isDemonstration;
        if (!isDemonstration)
        {
            return;
        }
        var folder = services.GetRequiredService<DataFolder>().Path;
        var accounts = AccountsFile.Read(folder) ?? await DrawAnew(scope.ServiceProvider, folder, cancel);
        services.GetRequiredService<DemonstrationAccounts>().All = accounts;
    }

    private static async Task<List<DemonstrationAccount>> DrawAnew(IServiceProvider services, string folder, CancellationToken cancel)
    {
        var accounts = AccountsFile.Draw();
        var fence = services.GetRequiredService<Fence>();
        var hasher = services.GetRequiredService<IPasswordHasher<Account>>();
        await fence.Run(
            "update account a set password_hash = n.hash, security_stamp = n.stamp from unnest(@names, @hashes, @stamps) as n(name, hash, stamp) where a.normalized_user_name = n.name",
            new
            {
                names = accounts.Select(a => a.UserName.ToUpperInvariant()).ToArray(),
                hashes = accounts.Select(a => hasher.HashPassword(null!, a.Password)).ToArray(),
                stamps = accounts.Select(_ => Guid.NewGuid().ToString("N")).ToArray(),
            }, cancel);
        await fence.Commit(cancel);
        AccountsFile.Write(folder, accounts);
        return accounts;
    }

    private static void Print(IServiceProvider services)
    {
        var accounts = services.GetRequiredService<DemonstrationAccounts>().All;
        if (accounts.Count == 0)
        {
            return;
        }
        Console.WriteLine(ConsoleTexts.Say("demo.accounts"));
        foreach (var account in accounts)
        {
            Console.WriteLine($"  {account.UserName,-14} {account.Password}");
        }
    }
}
