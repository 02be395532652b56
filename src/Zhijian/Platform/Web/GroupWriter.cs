using System.Threading.Channels;
using Npgsql;
using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Web;

/// <summary>Something that waits to be written with others.</summary>
internal interface IAsked
{
    /// <summary>By which a repeated request is known.</summary>
    KeyedRequest Request { get; }
}

/// <summary>
/// Writes what many ask for at the same time in groups: one loop takes what is waiting, writes rows, traces and kept answers in one transaction,
/// and answers everybody after its commit. Whoever got an answer is in the database; whoever got none may send the same key again.
/// A group that stumbles over one of its members is written one by one.
/// </summary>
/// <typeparam name="TAsked">What one request asks for.</typeparam>
/// <typeparam name="TAnswer">What it is told.</typeparam>
internal abstract partial class GroupWriter<TAsked, TAnswer>(ILogger log) : BackgroundService
    where TAsked : IAsked
{
    /// <summary>Requests that may wait; more are told to come back, so that a flood can't fill the memory.</summary>
    private const int MostWaiting = 4096;

    private const int MostInGroup = 256;
    private const int Attempts = 3;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, AllowSynchronousContinuations = false });

    /// <summary>Hands over what was proven to be allowed, and waits for the group's commit.</summary>
    public Task<TAnswer> Write(TAsked asked)
    {
        var waiting = new Waiting(asked);
        return _waiting.Writer.TryWrite(waiting) ? waiting.Answer.Task : Task.FromResult(Refused(PlatformWebRefusals.Busy));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    /// <summary>Writes a group whose keys differ in one transaction and commits it; answers in the same order. Called again where it was refused by the database.</summary>
    protected abstract Task<IReadOnlyList<TAnswer>> WriteGroup(IReadOnlyList<TAsked> group);

    /// <summary>The answer that nothing was written, and why.</summary>
    protected abstract TAnswer Refused(Refusal refusal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var group = new List<Waiting>(MostInGroup);
        // Ends when the channel is completed at the stop: those already waiting are still written.
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (group.Count < MostInGroup && _waiting.Reader.TryRead(out var one))
            {
                group.Add(one);
            }
            await Answer(Distinct(group));
            group.Clear();
        }
    }

    /// <summary>Whatever goes wrong, nobody waits in vain and the next group is taken.</summary>
    private async Task Answer(List<Waiting> group)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Tell(group, await WriteGroup([.. group.Select(g => g.Asked)]));
                return;
            }
            catch (PostgresException problem) when (attempt < Attempts && problem.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation)
            {
                // Nothing was written: somebody else touched the same rows, another server kept the same key, or two of the group ask for what only one may have.
                if (group.Count > 1)
                {
                    foreach (var one in group)
                    {
                        await Answer([one]);
                    }
                    return;
                }
            }
            catch (Exception problem)
            {
                GroupLost(problem, group.Count, GetType().Name);
                Tell(group, [.. group.Select(_ => Refused(Problems.Meaning(problem) ?? PlatformWebRefusals.Busy))]);
                return;
            }
        }
    }

    private static void Tell(List<Waiting> group, IReadOnlyList<TAnswer> answers)
    {
        for (var i = 0; i < group.Count; i++)
        {
            group[i].Answer.TrySetResult(answers[i]);
            foreach (var follower in group[i].Followers)
            {
                follower.Answer.TrySetResult(answers[i]);
            }
        }
    }

    /// <summary>The same key twice in one group is one request; with another body the later one is refused.</summary>
    private List<Waiting> Distinct(List<Waiting> group)
    {
        var first = new Dictionary<(Guid, string), Waiting>(group.Count);
        var kept = new List<Waiting>(group.Count);
        foreach (var one in group)
        {
            var request = one.Asked.Request;
            if (first.TryAdd((request.AccountId, request.Key), one))
            {
                kept.Add(one);
                continue;
            }
            var earlier = first[(request.AccountId, request.Key)];
            if (earlier.Asked.Request.IsSame(request))
            {
                earlier.Followers.Add(one);
            }
            else
            {
                one.Answer.TrySetResult(Refused(PlatformWebRefusals.KeyReused));
            }
        }
        return kept;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Writer} could not write a group of {Count}; everybody was told to try again")]
    private partial void GroupLost(Exception problem, int count, string writer);

    private sealed class Waiting(TAsked asked)
    {
        public TAsked Asked { get; } = asked;

        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<Waiting> Followers { get; } = [];
    }
}
