using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Bank;

/// <summary>Finds questions for those who write, review and use them.</summary>
internal sealed class BankQuery(ZhijianDb db, Fence fence)
{
    public const int PageSize = 30;

    private const string Narrowed =
        """
        (@kind::text is null or q.kind = @kind) and (@difficulty::text is null or q.difficulty = @difficulty) and (@state::text is null or q.state = @state)
        and (@category::text is null or q.category = @category or starts_with(q.category, @category || '/')) and (@like::text is null or q.words ilike @like)
        """;

    /// <summary>A question of one's own scope; null where there is none.</summary>
    public async Task<BankQuestion?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<BankQuestion>().FirstOrDefaultAsync(q => q.Id == id, cancel) is { } question && actor.May(QuestionActs.See, question.Path) ? question : null;

    public static bool MayWrite(BankQuestion question, Actor actor) => actor.May(QuestionActs.Write, question.Path);

    /// <summary>The edition in use, also of an organisation above; null where there is none for this person.</summary>
    public async Task<QuestionEdition?> InUse(Guid id, CancellationToken cancel) => await db.Set<QuestionEdition>().AsNoTracking().FirstOrDefaultAsync(e => e.QuestionId == id && e.State == EditionUse.Current, cancel);

    /// <summary>All editions of a question, newest first.</summary>
    public Task<List<QuestionEdition>> Editions(Guid id, CancellationToken cancel) =>
        db.Set<QuestionEdition>().AsNoTracking().Where(e => e.QuestionId == id).OrderByDescending(e => e.Number).Take(PageSize).ToListAsync(cancel);

    /// <summary>The questions of one's scope, last begun first.</summary>
    public async Task<Listing<BankRow>> List(BankFilter filter, string? after, int size, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : (Guid?)null;
        var rows = await fence.Rows<BankRow>(
            $"""
            select q.id, q.kind, q.name, q.category, q.difficulty, q.organisation_name as OrganisationName, q.state, q.edition, q.source, array_to_string(q.tags, ', ') as Tags from bank_question q
            where {Narrowed} and (@from::uuid is null or q.id < @from) order by q.id desc limit {size + 1}
            """, filter.Values(from), cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Id));
    }

    /// <summary>The categories of one's scope with how many stand in each, by name.</summary>
    public Task<List<CategoryCount>> Categories(CancellationToken cancel) =>
        fence.Rows<CategoryCount>("select category as Name, count(*)::int as Count, (count(*) filter (where state = 'Draft'))::int as Drafts from bank_question where category <> '' group by category order by category limit 300", null, cancel);

    /// <summary>Whole questions of one's scope, in the order in which files are written: by category and name.</summary>
    public Task<List<BankQuestion>> Whole(BankFilter filter, int most, CancellationToken cancel)
    {
        var (kind, difficulty, state, category, like) = (filter.Kind, filter.Difficulty, filter.State, filter.Category, filter.Like);
        return db.Set<BankQuestion>().AsNoTracking()
            .Where(q => (kind == null || q.Kind == kind) && (difficulty == null || q.Difficulty == difficulty) && (state == null || q.State == state)
                && (category == null || q.Category == category || q.Category.StartsWith(category + "/")) && (like == null || EF.Functions.ILike(q.Words, like)))
            .OrderBy(q => q.Category).ThenBy(q => q.Id).Take(most).ToListAsync(cancel);
    }

    /// <summary>Drafts of the own organisation, of one category where it is named.</summary>
    public Task<List<BankQuestion>> Drafts(Guid organisation, string? category, int most, CancellationToken cancel) =>
        db.Set<BankQuestion>().Where(q => q.OrganisationId == organisation && q.State == QuestionState.Draft && (category == null || q.Category == category || q.Category.StartsWith(category + "/")))
            .OrderBy(q => q.Category).ThenBy(q => q.Id).Take(most).ToListAsync(cancel);
}

/// <summary>What narrows the bank; what can't be read narrows nothing.</summary>
internal sealed record BankFilter(string? Search, QuestionKind? Kind, Difficulty? Difficulty, QuestionState? State, string? Category)
{
    public const int LongestSearch = 50;

    public string? Like => Search is null ? null : LikePattern.Holding(Search);

    public static BankFilter Read(string? search, string? kind, string? difficulty, string? state, string? category) =>
        new(Text(search, LongestSearch), One<QuestionKind>(kind), One<Difficulty>(difficulty), One<QuestionState>(state), Text(category, BankQuestion.LongestCategory));

    public object Values(Guid? from) => new { kind = Kind?.ToString(), difficulty = Difficulty?.ToString(), state = State?.ToString(), category = Category, like = Like, from };

    /// <summary>The same as the query of an address.</summary>
    public string Query(params IEnumerable<(string Name, string? Value)> more) => string.Join('&', new (string Name, string? Value)[]
    {
        ("search", Search), ("kind", Kind?.ToString()), ("difficulty", Difficulty?.ToString()), ("state", State?.ToString()), ("category", Category),
    }.Concat(more).Where(p => !string.IsNullOrEmpty(p.Value)).GroupBy(p => p.Name).Select(g => $"{g.Key}={Uri.EscapeDataString(g.Last().Value!)}"));

    private static T? One<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : null;

    private static string? Text(string? typed, int most) => typed?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, most)] : null;
}

/// <summary>A question in the list.</summary>
internal sealed class BankRow
{
    public Guid Id { get; set; }

    public QuestionKind Kind { get; set; }

    public string Name { get; set; } = "";

    public string Category { get; set; } = "";

    public Difficulty? Difficulty { get; set; }

    public string OrganisationName { get; set; } = "";

    public QuestionState State { get; set; }

    public int Edition { get; set; }

    public string Source { get; set; } = "";

    public string Tags { get; set; } = "";
}

/// <summary>A category and how many questions stand in it.</summary>
internal sealed class CategoryCount
{
    public string Name { get; set; } = "";

    public int Count { get; set; }

    public int Drafts { get; set; }

    /// <summary>How far in it stands.</summary>
    public int Depth => Name.Split('/').Length;
}
