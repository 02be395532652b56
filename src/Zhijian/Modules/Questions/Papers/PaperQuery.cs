using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Questions.Bank;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Papers;

/// <summary>Finds papers for those who set them and for those who look after their branches, and the questions that a paper may take.</summary>
internal sealed class PaperQuery(ZhijianDb db, Fence fence)
{
    public const int PageSize = 30;

    /// <summary>A paper that this person set or looks after; null where there is none.</summary>
    public async Task<Paper?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<Paper>().FirstOrDefaultAsync(p => p.Id == id, cancel) is { } paper && (actor.May(PaperActs.See, paper.Path) || (paper.State != PaperState.Draft && actor.May(PaperActs.See))) ? paper : null;

    public static bool MaySet(Paper paper, Actor actor) => actor.May(PaperActs.Set, paper.Path);

    /// <summary>Papers at and below the places of one's posts, and those set above that are for them; last begun first.</summary>
    public async Task<Listing<PaperRow>> List(PaperState? state, Actor actor, string? after, int size, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : (Guid?)null;
        var own = actor.Posts.Where(p => p.Grants.Any(g => g.Act == PaperActs.See)).Select(p => p.Path).ToArray();
        var rows = await fence.Rows<PaperRow>(
            $"""
            select p.id, p.title, p.organisation_name as OrganisationName, p.state, p.questions, p.points, p.pass_mark as PassMark, p.is_required as IsRequired, p.opens_at as OpensAt, p.closes_at as ClosesAt from paper p
            where (p.state <> 'Draft' or exists (select 1 from unnest(@own) o(path) where starts_with(p.path, o.path)))
            and (@state::text is null or p.state = @state) and (@from::uuid is null or p.id < @from) order by p.id desc limit {size + 1}
            """, new { own, state = state?.ToString(), from }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Id));
    }

    /// <summary>Released questions of the organisation at this path and of those above it, by category and name.</summary>
    public async Task<Listing<OfferedRow>> Offered(string path, BankFilter filter, string? after, int size, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var category, var text] && Guid.TryParse(text, out var id) ? (category, id) : ((string, Guid)?)null;
        var rows = await fence.Rows<OfferedRow>(
            $"""
            select q.question_id as Id, q.number, q.kind, q.name, q.category, q.difficulty, q.organisation_name as OrganisationName from question_edition q
            where q.state = 'Current' and q.kind <> 'Essay' and starts_with(@path, q.path)
            and (@kind::text is null or q.kind = @kind) and (@difficulty::text is null or q.difficulty = @difficulty)
            and (@category::text is null or q.category = @category or starts_with(q.category, @category || '/')) and (@like::text is null or q.name ilike @like)
            and (@lastId::uuid is null or (q.category, q.question_id) > (@lastCategory, @lastId)) order by q.category, q.question_id limit {size + 1}
            """,
            new { path, kind = filter.Kind?.ToString(), difficulty = filter.Difficulty?.ToString(), category = filter.Category, like = filter.Like, lastCategory = last?.Item1, lastId = last?.Item2 }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Category, r.Id));
    }

    /// <summary>How many questions each category offers to this place.</summary>
    public Task<List<CategoryCount>> Categories(string path, CancellationToken cancel) =>
        fence.Rows<CategoryCount>("select category as Name, count(*)::int as Count from question_edition where state = 'Current' and kind not in ('Essay', 'Description') and starts_with(@path, path) and category <> '' group by category order by category limit 300", new { path }, cancel);

    /// <summary>Names of the questions of a plan, those that are still offered.</summary>
    public async Task<IReadOnlyDictionary<Guid, OfferedRow>> Named(string path, IEnumerable<Guid> questions, CancellationToken cancel) =>
        (await fence.Rows<OfferedRow>(
            "select question_id as Id, number, kind, name, category, difficulty, organisation_name as OrganisationName from question_edition where state = 'Current' and kind <> 'Essay' and starts_with(@path, path) and question_id = any(@ids)",
            new { path, ids = questions.ToArray() }, cancel)).ToDictionary(r => r.Id);

    /// <summary>The editions that a plan stands for now: one round trip whatever the number of rules.</summary>
    public async Task<PaperPool> Pool(PaperPlan plan, string path, CancellationToken cancel)
    {
        var offered = await fence.Rows<OfferedRow>(
            """
            select question_id as Id, number, kind, category, difficulty from question_edition where state = 'Current' and kind <> 'Essay' and starts_with(@path, path) order by question_id
            """, new { path }, cancel);
        var byId = offered.ToDictionary(o => o.Id);
        return new PaperPool(
            [.. plan.Fixed.Where(f => byId.ContainsKey(f.QuestionId)).Select(f => new EditionOf(f.QuestionId, byId[f.QuestionId].Number))],
            [.. plan.Draws.Select(d => (IReadOnlyList<EditionOf>)[.. offered.Where(o => Fits(d, o)).Select(o => new EditionOf(o.Id, o.Number))])]);
    }

    private static bool Fits(DrawRule rule, OfferedRow offered) =>
        offered.Kind != QuestionKind.Description && (rule.Category.Length == 0 || offered.Category == rule.Category || offered.Category.StartsWith(rule.Category + "/", StringComparison.Ordinal))
        && (rule.Difficulty is null || rule.Difficulty == offered.Difficulty) && (rule.Kind is null || rule.Kind == offered.Kind);
}

/// <summary>A paper in the list.</summary>
internal sealed class PaperRow
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public PaperState State { get; set; }

    public int Questions { get; set; }

    public decimal Points { get; set; }

    public decimal PassMark { get; set; }

    public bool IsRequired { get; set; }

    public DateTimeOffset? OpensAt { get; set; }

    public DateTimeOffset? ClosesAt { get; set; }
}

/// <summary>A question that papers may take.</summary>
internal sealed class OfferedRow
{
    public Guid Id { get; set; }

    public int Number { get; set; }

    public QuestionKind Kind { get; set; }

    public string Name { get; set; } = "";

    public string Category { get; set; } = "";

    public Difficulty? Difficulty { get; set; }

    public string OrganisationName { get; set; } = "";
}
