using System.Security.Cryptography;
using System.Text;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Oversight;

/// <summary>What is laid out for a thief: used by nobody who has a right to be here.</summary>
public enum DecoyKind
{
    /// <summary>A sign-in name that nobody has, to be found in a list or a note.</summary>
    Account,

    /// <summary>A program's token that opens nothing, to be found in a script or a settings file.</summary>
    Token,
}

/// <summary>Somebody tried a decoy. The subject is the decoy.</summary>
[CountsAs(OverviewLine.FailedSignIns)]
public sealed record DecoyTouched(Guid SubjectId, string OrganisationPath, DecoyKind Kind) : IFact;

/// <summary>
/// Knows the decoys by their hashes, in memory, so that a try at anything else costs no more and tells nothing; a try at one of them is traced at once and raises an alarm.
/// </summary>
public sealed class Decoys(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    /// <summary>Read again after this long, so that what another server planted is known here.</summary>
    private static readonly TimeSpan Keeps = TimeSpan.FromSeconds(30);

    /// <summary>A machine that tries again and again makes one entry in this time.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<Guid, long> _touched = [];
    private volatile IReadOnlyDictionary<string, (Guid Id, DecoyKind Kind)>? _known;
    private long _read;

    /// <summary>Planted here: known from the next try on.</summary>
    public void Forget() => _known = null;

    /// <summary>To be called with what nobody has. Writes the trace in a transaction of its own, which stands whatever becomes of the request.</summary>
    public async Task Try(DecoyKind kind, string text, CancellationToken cancel)
    {
        var known = _known is { } kept && clock.GetElapsedTime(_read) < Keeps ? kept : await Read(cancel);
        if (known.Count == 0 || !known.TryGetValue(Convert.ToHexString(HashOf(kind, text)), out var decoy) || !IsNews(decoy.Id))
        {
            return;
        }
        await using var scope = scopes.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        using var widened = fence.As(SystemActors.SignIn);
        await scope.ServiceProvider.GetRequiredService<Journal>().Also(new DecoyTouched(decoy.Id, FencedScope.WholeInstitution, decoy.Kind), SystemActors.SignIn.Actor, cancel);
        await fence.Commit(cancel);
    }

    public void Dispose() => _one.Dispose();

    internal static byte[] HashOf(DecoyKind kind, string text) => SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}:{(kind == DecoyKind.Account ? text.Trim().ToUpperInvariant() : text)}"));

    private bool IsNews(Guid decoy)
    {
        lock (_touched)
        {
            if (_touched.TryGetValue(decoy, out var at) && clock.GetElapsedTime(at) < Quiet)
            {
                return false;
            }
            _touched[decoy] = clock.GetTimestamp();
            return true;
        }
    }

    private async Task<IReadOnlyDictionary<string, (Guid Id, DecoyKind Kind)>> Read(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_known is { } fresh && clock.GetElapsedTime(_read) < Keeps)
            {
                return fresh;
            }
            await using var scope = scopes.CreateAsyncScope();
            var fence = scope.ServiceProvider.GetRequiredService<Fence>();
            using var widened = fence.As(SystemActors.SignIn);
            var rows = await fence.Rows<DecoyHash>("select id, kind, hash from decoy where removed_at is null", null, cancel);
            await fence.Rollback();
            _read = clock.GetTimestamp();
            return _known = rows.ToDictionary(r => Convert.ToHexString(r.Hash), r => (r.Id, Enum.Parse<DecoyKind>(r.Kind)));
        }
        finally
        {
            _one.Release();
        }
    }

    private sealed class DecoyHash
    {
        public Guid Id { get; set; }

        public string Kind { get; set; } = "";

        public byte[] Hash { get; set; } = [];
    }
}
