using System.Threading.Channels;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Exports;

/// <summary>Writes long lists as soon as they are asked for, one after another, beside the requests.</summary>
internal sealed partial class ExportWork(IServiceScopeFactory scopes, ILogger<ExportWork> log) : BackgroundService
{
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Somebody asked for a list.</summary>
    public Task Ring()
    {
        _bell.Writer.TryWrite(true);
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _bell.Reader.WaitToReadAsync(stoppingToken).AsTask().ContinueWith(t => t.IsCompletedSuccessfully && t.Result, TaskScheduler.Default))
        {
            _bell.Reader.TryRead(out _);
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<WriteExportsJob>().Run(stoppingToken);
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(problem);
            }
            catch (OperationCanceledException)
            {
                // The program stops; what was begun is written anew when it starts.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Lists that were asked for could not be written now; they are tried again within a minute")]
    private partial void Failed(Exception problem);
}

/// <summary>Writes the lists that wait, also those that a program which was ended left half written, and sweeps away what is over.</summary>
internal sealed class WriteExportsJob(Fence fence, ExportShelf shelf, ExportWriter writer, TimeProvider clock) : IRecurring
{
    /// <summary>Who has written nothing for so long writes no more.</summary>
    internal static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    public static TimeSpan Every => TimeSpan.FromMinutes(1);

    public static bool RunsBeside => true;

    public async Task Run(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        while (await Next(cancel) is { } id)
        {
            await writer.Write(id, cancel);
        }
        await Sweep(cancel);
    }

    private async Task<Guid?> Next(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var id = await fence.Row<Guid?>(
            """
            update export_file set claimed_until = @claimed where id = (
              select id from export_file where state = 'Waiting' and until > @now and (claimed_until is null or claimed_until < @now) order by at limit 1 for update skip locked)
            returning id
            """, new { now, claimed = now + Claim }, cancel);
        await fence.Commit(cancel);
        return id;
    }

    private async Task Sweep(CancellationToken cancel)
    {
        var lying = shelf.All();
        var wanted = (await fence.Rows<Guid>("select id from export_file where id = any(@lying) and until > @now", new { lying = lying.ToArray(), now = clock.GetUtcNow() }, cancel)).ToHashSet();
        await fence.Rollback();
        foreach (var over in lying.Where(id => !wanted.Contains(id)))
        {
            shelf.Remove(over);
        }
    }
}

/// <summary>Writes one list as whoever asked for it may see it now: with their posts of today, in their language, behind their fence.</summary>
internal sealed partial class ExportWriter(IServiceScopeFactory scopes, ExportShelf shelf, ActorCache actors, TimeProvider clock, ILogger<ExportWriter> log)
{
    /// <summary>How often it is told how far it is, in rows.</summary>
    private const int Told = 5000;

    public async Task Write(Guid id, CancellationToken cancel)
    {
        var file = await Kept(id, cancel);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var services = scope.ServiceProvider;
            if ((await actors.Find(file.AccountId, cancel))?.Actor is not { } today)
            {
                await Ended(file, ExportState.Failed, 0, 0, cancel);
                return;
            }
            var actor = today with { Space = today.Posts.FirstOrDefault(p => p.Id == file.HoldingId) };
            services.GetRequiredService<CurrentActor>().Actor = actor;
            services.GetRequiredService<Words>().Language = file.Language;
            if (await services.GetRequiredService<TakeListAction>().Find(file.List, ExportQuestion.Read(file.Filters), actor, cancel) is not var (list, question))
            {
                await Ended(file, ExportState.Failed, 0, 0, cancel);
                return;
            }
            long rows = 0;
            var size = await shelf.Write(file, async to => rows = await Rows(file, list, question, services, to, cancel), cancel);
            await Ended(file, ExportState.Ready, rows, size, cancel);
        }
        catch (Exception problem) when (!cancel.IsCancellationRequested)
        {
            Broken(problem, file.List);
            shelf.Remove(id);
            await Ended(file, ExportState.Failed, 0, 0, CancellationToken.None);
        }
    }

    private async Task<long> Rows(ExportFile file, IListOfRows list, ExportQuestion question, IServiceProvider services, Stream to, CancellationToken cancel)
    {
        var (words, time) = (services.GetRequiredService<Words>(), services.GetRequiredService<InstitutionTime>());
        using var writer = TableWriter.Of(file.Format, to, TakeListAction.HeadOf(list, words, file.ByName, file.At), words, time);
        await writer.Begin(cancel);
        var (rows, told) = (0L, 0L);
        await foreach (var row in list.All(question, TakeListAction.Chunk, cancel))
        {
            await writer.Row(row, cancel);
            if (++rows - told >= Told)
            {
                told = rows;
                await Tell(file.Id, rows, cancel);
            }
        }
        await writer.End(cancel);
        return rows;
    }

    private async Task<ExportFile> Kept(Guid id, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        using var widened = fence.As(SystemActors.Jobs);
        return (await scope.ServiceProvider.GetRequiredService<ZhijianDb>().FindAsync<ExportFile>([id], cancel))!;
    }

    /// <summary>In a transaction of its own, so that the page shows it at once and whoever comes after a crash knows that it is being written.</summary>
    private async Task Tell(Guid id, long rows, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        using var widened = fence.As(SystemActors.Jobs);
        await fence.Run("update export_file set rows = @rows, claimed_until = @claimed where id = @id", new { id, rows, claimed = clock.GetUtcNow() + WriteExportsJob.Claim }, cancel);
        await fence.Commit(cancel);
        scope.ServiceProvider.GetRequiredService<LiveHub>().Tell(TopicOf(id));
    }

    private async Task Ended(ExportFile file, ExportState state, long rows, long size, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var fence = services.GetRequiredService<Fence>();
        using var widened = fence.As(SystemActors.Jobs);
        await fence.Run("update export_file set state = @state, rows = @rows, size = @size, claimed_until = null where id = @Id", new { file.Id, state = state.ToString(), rows, size }, cancel);
        if (file.MemberId != Guid.Empty)
        {
            services.GetRequiredService<Postbox>().Deliver(Message.To(file.MemberId, file.Path, clock.GetUtcNow(), $"/export-files/{file.Id}", state == ExportState.Ready ? "message.list-written" : "message.list-not-written", rows, file.Until));
        }
        var journal = services.GetRequiredService<Journal>();
        await (state == ExportState.Ready
            ? journal.Also(new ListWritten(file.Id, file.Path, file.List, file.Format.Ending(), rows), SystemActors.Jobs.Actor, cancel)
            : journal.Also(new ListNotWritten(file.Id, file.Path, file.List), SystemActors.Jobs.Actor, cancel));
        await fence.Commit(cancel);
        services.GetRequiredService<LiveHub>().Tell(TopicOf(file.Id));
    }

    internal static string TopicOf(Guid id) => $"export:{id}";

    [LoggerMessage(Level = LogLevel.Error, Message = "The list {List} could not be written as a file")]
    private partial void Broken(Exception problem, string list);
}

/// <summary>Reading a list to its end.</summary>
internal static class WholeList
{
    /// <summary>Every row, one after another; what is held is one chunk.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<object?>> All(this IListOfRows list, ExportQuestion question, int chunk, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        string? after = null;
        do
        {
            var read = await list.Read(question, after, chunk, cancel);
            foreach (var row in read.Rows)
            {
                yield return row;
            }
            after = read.Next;
        }
        while (after is not null);
    }
}
