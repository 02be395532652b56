using System.Security.Cryptography;
using System.Text.Json;
using Zhijian.Platform.Identity;

namespace Zhijian.Modules.Demonstration.Loading;

/// <summary>The named sign-ins with their passwords, beside the data: drawn anew for every data folder, printed at every start.</summary>
internal static class AccountsFile
{
    /// <summary>Nothing that looks like something else when read from a screen.</summary>
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    private static readonly string[] Names = ["secretary", "generalbranch", "organisation", "office", "member", "admin", "security", "audit"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static List<DemonstrationAccount> Draw() => [.. Names.Select(name => new DemonstrationAccount(name, Password(), "demonstration.account." + name))];

    public static List<DemonstrationAccount>? Read(string folder) =>
        File.Exists(In(folder)) ? JsonSerializer.Deserialize<List<DemonstrationAccount>>(File.ReadAllText(In(folder)), Json) : null;

    /// <summary>Readable by its owner only.</summary>
    public static void Write(string folder, IReadOnlyList<DemonstrationAccount> accounts)
    {
        var path = In(folder);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using (var file = new FileStream(path + ".new", options))
        {
            JsonSerializer.Serialize(file, accounts, Json);
        }
        File.Move(path + ".new", path, overwrite: true);
    }

    private static string Password() => string.Join('-', Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetString(Letters, 5)));

    private static string In(string folder) => Path.Combine(folder, "demonstration-accounts.json");
}
