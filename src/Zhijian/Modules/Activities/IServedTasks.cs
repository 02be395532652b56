using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Activities;

/// <summary>What people are asked to study, and an activity completes for those who are there. Whoever issues such tasks answers.</summary>
public interface IServedTasks
{
    /// <summary>The open tasks that reach a place and are studied at activities of a kind, the nearest date first.</summary>
    /// <param name="path">Of the organisation that holds the activity.</param>
    Task<IReadOnlyList<ServedTask>> Open(string path, ActivityKind kind, CancellationToken cancel);
}

/// <summary>A task that an activity may serve.</summary>
public sealed record ServedTask(Guid Id, string Title, string AskedBy, DateOnly DueOn);
