using Zhijian.Modules.Activities;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Points.Posting;

/// <summary>A record is filed: those who took part, served, led or wrote get what the rules of its day say.</summary>
internal sealed class PostWhenRecordFiled(PointsBook book) : IWhen<RecordFiled>
{
    /// <summary>What a filed activity may tell of people.</summary>
    internal static readonly Deed[] OfActivities = [Deed.Attended, Deed.Served, Deed.Led];

    /// <summary>An addendum corrects the record's text; the roll is closed with the record.</summary>
    public Task Handle(RecordFiled fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => fact.IsAddendum ? Task.CompletedTask : book.Settle(OfActivities, [fact.SubjectId], null, actor, cancel);
}

/// <summary>A record left the files again: what it earned goes back.</summary>
internal sealed class ReverseWhenRecordUnfiled(PointsBook book) : IWhen<RecordUnfiled>
{
    public Task Handle(RecordUnfiled fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => book.Settle(PostWhenRecordFiled.OfActivities, [fact.SubjectId], null, actor, cancel);
}

/// <summary>Somebody studied a task, or took that back.</summary>
internal sealed class PostWhenStudied(PointsBook book) : IWhen<ItemStudied>, IWhen<StudiedTakenBack>
{
    public Task Handle(ItemStudied fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => book.Settle([Deed.Studied], [fact.SubjectId], [actor.MemberId], actor, cancel);

    public Task Handle(StudiedTakenBack fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => book.Settle([Deed.Studied], [fact.SubjectId], [actor.MemberId], actor, cancel);
}

/// <summary>A branch studied a task together, or took that back.</summary>
internal sealed class PostWhenStudiedTogether(PointsBook book, AskedQuery asked) : IWhen<StudyRecorded>, IWhen<StudyTakenBack>
{
    public async Task Handle(StudyRecorded fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => await book.Settle([Deed.Studied], [fact.TaskId], await asked.Of(fact.TaskId, fact.OrganisationPath, cancel), actor, cancel);

    public async Task Handle(StudyTakenBack fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => await book.Settle([Deed.Studied], [fact.TaskId], await asked.Of(fact.TaskId, fact.OrganisationPath, cancel), actor, cancel);
}

/// <summary>Whom of a branch a task was issued to.</summary>
internal sealed class AskedQuery(Fence fence)
{
    public async Task<Guid[]> Of(Guid task, string path, CancellationToken cancel) =>
        [.. await fence.RowsAs<Guid>(SystemActors.Points, "select member_id from learning_assignment where task_id = @task and path = @path", new { task, path }, cancel)];
}
