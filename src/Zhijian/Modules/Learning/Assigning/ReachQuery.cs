using Dapper;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Learning.Assigning;

/// <summary>How many people a task would reach, by their kind and in how many branches.</summary>
internal sealed class ReachQuery(Fence fence, InstitutionTime time)
{
    /// <summary>Those at and below a place who are here today and of the kinds; parameters as <see cref="Values"/> gives them.</summary>
    internal const string Reached =
        """
        from member m where m.left_on is null and m.path >= @path and m.path < @path || '~'
          and (@everybody or m.category = any(@categories) or m.id in (
            select h.member_id from post_holding h where h.post = any(@posts) and h.path >= @path and h.path < @path || '~' and h."from" <= @today and (h.until is null or h.until > @today)))
        """;

    /// <summary>Those of them who aren't asked yet.</summary>
    private const string NotAsked = "and not exists (select 1 from learning_assignment a where a.task_id = @task and a.member_id = m.id)";

    /// <summary>Whom a task would reach, to be counted.</summary>
    public Audience Audience(string path, IReadOnlyCollection<string> kinds) => new($"select m.id as member_id, m.organisation_id {Reached}", Values(path, kinds));

    /// <summary>Who came since a task was issued, to be counted.</summary>
    public Audience Newcomers(LearningTask task)
    {
        var values = new DynamicParameters(Values(task.Path, task.Kinds));
        values.AddDynamicParams(new { task = task.Id });
        return new Audience($"select m.id as member_id, m.organisation_id {Reached} {NotAsked}", values);
    }

    public async Task<TaskPreview> Of(string path, IReadOnlyCollection<string> kinds, CancellationToken cancel)
    {
        var rows = await fence.Rows<KindRow>($"select m.category, count(*)::int as People, count(distinct m.organisation_id)::int as Branches {Reached} group by grouping sets ((m.category), ())", Values(path, kinds), cancel);
        var whole = rows.Find(r => r.Category is null);
        return new TaskPreview(whole?.People ?? 0, whole?.Branches ?? 0, [.. rows.Where(r => r.Category is not null).Select(r => (Enum.Parse<MemberCategory>(r.Category!), r.People)).OrderBy(r => r.Item1)]);
    }

    internal object Values(string path, IReadOnlyCollection<string> kinds) => new { path, everybody = kinds.Count == 0, categories = TaskReach.Categories(kinds), posts = TaskReach.Posts(kinds), today = time.Today };

    private sealed class KindRow
    {
        public string? Category { get; set; }

        public int People { get; set; }

        public int Branches { get; set; }
    }
}

/// <summary>Whom a task would reach.</summary>
internal sealed record TaskPreview(int People, int Branches, IReadOnlyList<(MemberCategory Category, int People)> ByCategory);
