using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Backup;

/// <summary>Makes a backup or practises a restore, and leaves its trace: for the console, the nightly job and the page alike.</summary>
internal sealed class BackUpAction(IServiceProvider services, Fence fence, Journal journal)
{
    /// <summary>Answers the new backup's folder.</summary>
    /// <exception cref="BackupException">It can't be made; the message says what to do.</exception>
    public async Task<string> Make(Actor actor, CancellationToken cancel)
    {
        var made = await Work().Make(cancel);
        await Note(new BackupMade(Guid.Empty, FencedScope.WholeInstitution, Path.GetFileName(made)), actor, cancel);
        return made;
    }

    /// <summary>Restores the newest backup into a scratch folder and lives on it.</summary>
    /// <param name="identity">The file with the private key; null: the drill's own.</param>
    public async Task<DrillResult> Practise(string? identity, Actor actor, CancellationToken cancel)
    {
        var result = await Work().Practise(backup: null, identity, cancel);
        await Note(new RestorePractised(Guid.Empty, FencedScope.WholeInstitution, result.Backup, result.Problem, result.RpoSeconds, result.RtoSeconds), actor, cancel);
        return result;
    }

    private BackupWork Work() => services.GetService<BackupWork>() ?? throw new BackupException(Hosting.ConsoleTexts.Say("backup.outside"));

    private async Task Note<TFact>(TFact fact, Actor actor, CancellationToken cancel)
        where TFact : class, IFact
    {
        using var widened = fence.As(SystemActors.Jobs);
        await journal.Also(fact, actor, cancel);
        await fence.Commit(cancel);
    }
}
