using Zhijian.Modules.Costs;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Afterwards;

/// <summary>How many handed a paper in and passed it, by branch, within the viewer's scope; and who has not handed in, where the paper is required. No points, no order of persons but their names.</summary>
internal sealed class TurnoutQuery(Fence fence)
{
    private const int PageSize = 50;

    private const string Meant = "m.left_on is null and m.path >= @path and m.path < @path || '~' and (@kinds = array[]::text[] or m.category = any(@kinds))";

    /// <summary>Everybody a paper is for, to be counted.</summary>
    public static Audience Audience(Paper paper) => new($"select m.id as member_id, m.organisation_id from member m where {Meant}", new { path = paper.Path, kinds = paper.Kinds.ToArray() });

    public async Task<Listing<TurnoutRow>> Of(Paper paper, string? after, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var text] && int.TryParse(text, out var number) ? number : (int?)null;
        var rows = await fence.Rows<TurnoutRow>(
            $"""
            select o.id, o.number, o.name, count(*)::int as Meant, count(r.member_id)::int as HandedIn, (count(*) filter (where r.is_passed))::int as Passed
            from organisation o join member m on m.organisation_id = o.id left join paper_result r on r.member_id = m.id and r.paper_id = @paper
            where {Meant} and (@from::int is null or o.number > @from) group by o.id, o.number, o.name order by o.number limit {PageSize + 1}
            """, new { paper = paper.Id, path = paper.Path, kinds = paper.Kinds.ToArray(), from }, cancel);
        return Listing.Of(rows, PageSize, r => Cursor.Of(r.Number));
    }

    /// <summary>Who of a branch has not handed in, by name.</summary>
    public async Task<Listing<MissingRow>> Missing(Paper paper, Guid branch, string? after, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var name, var text] && Guid.TryParse(text, out var id) ? (name, id) : ((string, Guid)?)null;
        var rows = await fence.Rows<MissingRow>(
            $"""
            select m.id, m.name from member m where m.organisation_id = @branch and {Meant}
            and not exists (select 1 from paper_result r where r.member_id = m.id and r.paper_id = @paper) and (@lastId::uuid is null or (m.name, m.id) > (@lastName, @lastId)) order by m.name, m.id limit {PageSize + 1}
            """, new { paper = paper.Id, path = paper.Path, kinds = paper.Kinds.ToArray(), branch, lastName = last?.Item1, lastId = last?.Item2 }, cancel);
        return Listing.Of(rows, PageSize, r => Cursor.Of(r.Name, r.Id));
    }

    /// <summary>The name and place of a branch, for who may see it.</summary>
    public Task<BranchRow?> Branch(Guid id, CancellationToken cancel) => fence.Row<BranchRow>("select name, path from organisation where id = @id", new { id }, cancel);
}

/// <summary>A branch, and how many of those a paper is for have handed in and passed.</summary>
internal sealed class TurnoutRow
{
    public Guid Id { get; set; }

    public int Number { get; set; }

    public string Name { get; set; } = "";

    public int Meant { get; set; }

    public int HandedIn { get; set; }

    public int Passed { get; set; }
}

/// <summary>Somebody who has not handed in.</summary>
internal sealed class MissingRow
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";
}

/// <summary>A branch by name.</summary>
internal sealed class BranchRow
{
    public string Name { get; set; } = "";

    public string Path { get; set; } = "";
}
