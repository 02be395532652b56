using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

/// <summary>How many people of each kind belong to some organisations and those below them, today.</summary>
public sealed class KindsOfMembersQuery(Fence fence)
{
    /// <summary>For each place by its path; kinds of whom there are none are left out.</summary>
    public Task<List<KindCount>> Of(IReadOnlyList<string> paths, CancellationToken cancel) => fence.Rows<KindCount>(
        """
        select place.path, m.category, count(*)::int as Count from unnest(@paths::text[]) as place(path)
        join member m on m.path >= (place.path collate "C") and m.path < (place.path || '~') collate "C" and m.left_on is null
        group by place.path, m.category
        """, new { paths = paths.ToArray() }, cancel);
}

/// <summary>So many people of one kind at and below a place.</summary>
public sealed class KindCount
{
    public string Path { get; set; } = "";

    public MemberCategory Category { get; set; }

    public int Count { get; set; }
}
