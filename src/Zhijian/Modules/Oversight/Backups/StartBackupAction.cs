using Zhijian.Platform.Backup;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Oversight.Backups;

/// <summary>Why a backup or a drill can't be begun now.</summary>
public static class BackupRefusals
{
    /// <summary>The database is an outside one; its own tools make the backups.</summary>
    public static readonly Refusal Outside = new("oversight.backup-outside");

    /// <summary>Nobody is named who can open backups.</summary>
    public static readonly Refusal NoKey = new("oversight.backup-no-key");

    /// <summary>There is nothing to practise with.</summary>
    public static readonly Refusal NoBackup = new("oversight.backup-none-yet");

    /// <summary>One is being made now.</summary>
    public static readonly Refusal Busy = new("oversight.backup-busy");
}

/// <summary>Begins a backup or a drill beside the requests; the page tells how far it is, the state how it ended.</summary>
internal sealed partial class StartBackupAction(IServiceProvider services, IServiceScopeFactory scopes, IHostApplicationLifetime life, Fence fence, Journal journal, ILogger<StartBackupAction> log)
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/oversight/backups/make", (HttpContext context, StartBackupAction start, Actor actor, CancellationToken cancel) => Begin(isDrill: false, context, start, actor, cancel))
            .Allow(OversightActs.Backup).NeedsFresh().ExcludeFromDescription();
        routes.MapPost("/oversight/backups/practise", (HttpContext context, StartBackupAction start, Actor actor, CancellationToken cancel) => Begin(isDrill: true, context, start, actor, cancel))
            .Allow(OversightActs.Backup).NeedsFresh().ExcludeFromDescription();
    }

    /// <summary>The rule by which it may begin; null where it may.</summary>
    public static Refusal? WhyNot(BackupState? state, bool isBusy, bool isDrill) =>
        state is null ? BackupRefusals.Outside
        : isBusy ? BackupRefusals.Busy
        : isDrill ? (state.Newest is null ? BackupRefusals.NoBackup : null)
        : state.HasKey ? null : BackupRefusals.NoKey;

    public async Task<Decision<BackupBegun>> Run(bool isDrill, Actor actor, CancellationToken cancel)
    {
        var work = services.GetService<BackupWork>();
        if (WhyNot(work is null ? null : BackupState.Of(work.Place), work?.Now is not null, isDrill) is { } refusal)
        {
            return refusal;
        }
        fence.AfterCommit(() =>
        {
            _ = Task.Run(() => Beside(isDrill, life.ApplicationStopping), CancellationToken.None);
            return Task.CompletedTask;
        });
        return await journal.Record<BackupBegun>(new BackupBegun(Guid.Empty, FencedScope.WholeInstitution, isDrill), actor, cancel);
    }

    private async Task Beside(bool isDrill, CancellationToken cancel)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var backUp = scope.ServiceProvider.GetRequiredService<BackUpAction>();
            await (isDrill ? backUp.Practise(identity: null, SystemActors.Jobs.Actor, cancel) : (Task)backUp.Make(SystemActors.Jobs.Actor, cancel));
        }
        catch (Exception problem)
        {
            // Noted where the page finds it.
            Failed(problem);
        }
    }

    private static async Task<IResult> Begin(bool isDrill, HttpContext context, StartBackupAction start, Actor actor, CancellationToken cancel) =>
        (await start.Run(isDrill, actor, cancel)).ToRedirect(context, "/oversight/backups");

    [LoggerMessage(Level = LogLevel.Error, Message = "The backup or the drill that was asked for failed")]
    private partial void Failed(Exception problem);
}
