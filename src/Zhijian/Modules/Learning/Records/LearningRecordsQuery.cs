using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Learning.Records;

/// <summary>The rows of what people studied elsewhere; all SQL over them that changes something stands here.</summary>
internal sealed class LearningRecordsQuery(Fence fence)
{
    /// <summary>What these people studied under these titles in the year of the day: here, or as a list said.</summary>
    public async Task<IReadOnlyList<KnownStudy>> Like(IReadOnlyCollection<(Guid MemberId, string Title, DateOnly On)> asked, CancellationToken cancel)
    {
        if (asked.Count == 0)
        {
            return [];
        }
        var distinct = asked.Select(a => (a.MemberId, a.Title, a.On.Year)).Distinct().ToList();
        return await fence.Rows<KnownStudy>(
            """
            with q as (select * from unnest(@members, @titles, @years) as q(member, title, year))
            select r.id, r.member_id as MemberId, r.course as Title, r.completed_on as On, r.version from q join learning_record r on r.member_id = q.member and r.course = q.title
              and r.completed_on between make_date(q.year, 1, 1) and make_date(q.year, 12, 31)
            union all
            select a.task_id, a.member_id, a.title, a.done_on, a.version from q join learning_assignment a on a.member_id = q.member and a.title = q.title
              and a.done_on between make_date(q.year, 1, 1) and make_date(q.year, 12, 31)
            """, new { members = distinct.Select(d => d.MemberId).ToArray(), titles = distinct.Select(d => d.Title).ToArray(), years = distinct.Select(d => d.Year).ToArray() }, cancel);
    }

    public async Task<IReadOnlyDictionary<Guid, KnownStudy>> Of(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var rows = await fence.Rows<KnownStudy>(
            """
            select id, member_id as MemberId, course as Title, completed_on as On, version from learning_record where id = any(@ids)
            union all select distinct on (task_id) task_id, member_id, title, done_on, version from learning_assignment where task_id = any(@ids) and done_on is not null
            """, new { ids = ids.ToArray() }, cancel);
        return rows.ToDictionary(r => r.Id);
    }

    public Task Add(IReadOnlyList<(Guid Id, LearningRecordToEnter Record)> rows, DateTimeOffset now, CancellationToken cancel) => fence.Run(
        """
        insert into learning_record (id, path, member_id, course, provider, units, completed_on, source, brought_at, version)
        select n.id, n.path, n.member, n.title, n.provider, n.units, n.day, n.source, @now, 1
        from unnest(@ids, @paths, @members, @titles, @providers, @units, @days, @sources) as n(id, path, member, title, provider, units, day, source)
        """,
        new
        {
            now = now.UtcDateTime, ids = rows.Select(r => r.Id).ToArray(), paths = rows.Select(r => r.Record.Path).ToArray(), members = rows.Select(r => r.Record.MemberId).ToArray(),
            titles = rows.Select(r => r.Record.Title).ToArray(), providers = rows.Select(r => r.Record.Provider).ToArray(), units = rows.Select(r => r.Record.Units).ToArray(),
            days = rows.Select(r => r.Record.CompletedOn).ToArray(), sources = rows.Select(r => r.Record.Source).ToArray(),
        }, cancel);

    /// <summary>Takes these out again; answers whose they were.</summary>
    public Task<List<(Guid Id, Guid MemberId, string Path)>> TakeOut(IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        fence.Rows<(Guid, Guid, string)>("delete from learning_record where id = any(@ids) returning id, member_id, path", new { ids = ids.ToArray() }, cancel);
}
