using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

/// <summary>How many people of each kind belong to an organisation and those below it, today.</summary>
public sealed class KindsOfMembersQuery(Fence fence)
{
    /// <summary>
    /// For the organisation itself (who belongs to none of those directly below) and each of those directly below with all under it, by path; kinds of whom there are none are left out.
    /// Everybody is counted once, from the index alone: branch by branch first, so that few paths have to be cut.
    /// </summary>
    /// <param name="below">False: everybody stands at the organisation itself.</param>
    public Task<List<KindCount>> Of(string path, bool below, CancellationToken cancel) => fence.Rows<KindCount>(
        """
        select case when @below then left(b.path, length(@path) + strpos(substr(b.path, length(@path) + 1), '.')) else @path end as path, b.category, sum(b.count)::int as count from (
          select m.path, m.category, count(*) as count from member m
          where m.path >= @path collate "C" and m.path < (@path || '~') collate "C" and m.left_on is null group by m.path, m.category) b
        group by 1, 2
        """, new { path, below }, cancel);
}

/// <summary>So many people of one kind at a place.</summary>
public sealed class KindCount
{
    public string Path { get; set; } = "";

    public MemberCategory Category { get; set; }

    public int Count { get; set; }
}
