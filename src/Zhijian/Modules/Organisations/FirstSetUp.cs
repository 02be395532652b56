using System.Security.Cryptography;
using System.Text;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Organisations;

/// <summary>The one-time code that proves whoever opens the set-up page also stands at the server. Made at every start, kept in memory only, printed on the console.</summary>
public sealed class SetUpCode
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>Twelve letters in groups of four.</summary>
    public string Text { get; } = string.Join('-', Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));

    /// <summary>Whether this is the code; hyphens, spaces and small letters don't matter.</summary>
    public bool Fits(string? typed) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Plain(typed ?? "")), Encoding.UTF8.GetBytes(Plain(Text)));

    private static string Plain(string text) => new([.. text.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
}

/// <summary>Fills what the program knows of its institution from the root organisation; called once at the start.</summary>
public static class InstitutionReader
{
    public static async Task Read(IServiceProvider services, CancellationToken cancel = default)
    {
        await using var scope = services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        using var widened = fence.As(SystemActors.SetUp);
        var root = await fence.Row<string>("select name from organisation where parent_id is null", null, cancel);
        var institution = services.GetRequiredService<Institution>();
        institution.NeedsSetUp = root is null;
        institution.Name = root ?? "";
    }
}

/// <summary>The institution was set up: its committee, its tree and its first administrator exist.</summary>
/// <param name="SubjectId">The root organisation.</param>
/// <param name="AccountId">The account that becomes the first system administrator.</param>
public sealed record InstitutionSetUp(Guid SubjectId, string OrganisationPath, string Name, Guid AccountId, string AdministratorName, DateOnly On, int Organisations) : IFact;
