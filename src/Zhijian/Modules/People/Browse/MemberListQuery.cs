using System.Globalization;
using System.Text;
using Dapper;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.People.Browse;

/// <summary>
/// Lists the members a person may see by name, in one round trip. Each page costs the same however long the list is:
/// every order and every kind of search has an index that row level security may use. What is typed in Latin letters is looked for in the names' pinyin,
/// and what is found so stands in the order of its pinyin.
/// </summary>
internal sealed class MemberListQuery(Fence fence)
{
    public const int PageSize = 50;

    /// <summary>How many organisations the filter offers at once; the rest is found through the tree.</summary>
    private const int MostChoices = 80;

    /// <summary>Fewer letters begin too many given names to be of help, and to be put in order quickly.</summary>
    private const int ShortestGivenName = 3;

    public async Task<MemberList> Run(MemberFilter filter, string? after, int size, bool withChoices, Actor actor, CancellationToken cancel)
    {
        var values = new NamedValues();
        var sql = Sql(filter, after, size, actor, values);
        if (!withChoices)
        {
            // Letters may begin every second name of an institution or none: there the way depends on what was typed.
            var plans = filter.Search is not { Length: > 0 } ? Plans.Usual : filter.Needle is null ? Plans.Kept : Plans.KeptBelowInstitution;
            return new MemberList(Cut(await fence.Ask<MemberRow>(sql, values, plans, cancel), filter, size), []);
        }
        if (filter.Under is null)
        {
            return await BelowSpace(sql, values, filter, size, actor, cancel);
        }
        values.Add("parent", filter.Under);
        using var sets = await fence.Sets(
            $"""
            {sql};
            select o.name, o.path from organisation o join organisation p on p.id = o.parent_id
            where p.path = @parent and o.dissolved_on is null order by o.path limit {MostChoices};
            select name from organisation where path = @parent;
            """, values.ForDapper(), cancel);
        var rows = (await sets.ReadAsync<MemberRow>()).AsList();
        var choices = (await sets.ReadAsync<OrganisationChoice>()).AsList();
        return new MemberList(Cut(rows, filter, size), choices) { UnderName = await sets.ReadFirstOrDefaultAsync<string>() };
    }

    /// <summary>The usual case, kept lean: the open space's organisations come from its id; a branch has none to choose from.</summary>
    private async Task<MemberList> BelowSpace(string sql, NamedValues values, MemberFilter filter, int size, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || space.Level == nameof(Rules.SpaceLevel.Branch))
        {
            return new MemberList(Cut(await fence.Ask<MemberRow>(sql, values, Plans.Usual, cancel), filter, size), []);
        }
        values.Add("space", space.OrganisationId);
        using var sets = await fence.Sets($"{sql};\nselect name, path from organisation where parent_id = @space and dissolved_on is null order by path limit {MostChoices}", values.ForDapper(), cancel);
        var rows = (await sets.ReadAsync<MemberRow>()).AsList();
        return new MemberList(Cut(rows, filter, size), [.. await sets.ReadAsync<OrganisationChoice>()]);
    }

    private static Listing<MemberRow> Cut(List<MemberRow> rows, MemberFilter filter, int size) => Listing.Of(rows, size, row => filter.Order switch
    {
        MemberOrder.Branch => Cursor.Of(row.Path, row.Id),
        MemberOrder.Joined => Cursor.Of(row.JoinDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-infinity", row.Id),
        _ => Cursor.Of(filter.Needle is not null ? row.Whole : row.Name, row.Id),
    });

    private static string Sql(MemberFilter filter, string? after, int size, Actor actor, NamedValues values)
    {
        var needle = filter.Needle;
        var where = Where(filter, after, actor, values);
        // What is spelled so may also be written so; a name written in Latin letters is found in both ways, and stands once.
        return needle is null
            ? Found([.. Matches(filter.Search, values)], where, Order(filter.Order, ""), Order(filter.Order, "m."), "union all", size)
            : Found([.. Spelled(needle, values), .. Matches(filter.Search, values).Select(m => $"spelled is not null and {m}")], where, Order(filter.Order, "", true), Order(filter.Order, "m.", true), "union", size);
    }

    private static string Found(List<string> matches, string where, string order, string orderOutside, string union, int size)
    {
        var parts = matches.ConvertAll(match =>
            $"(select id, path, organisation_id, name, spelled, spelled_also, spelled_whole, institution_number, category, state, join_date, restricted_since from member where {match}{where} order by {order} limit {size + 1})");
        var found = parts.Count == 1 ? parts[0] : $"(select * from ({string.Join($" {union} ", parts)}) u order by {order} limit {size + 1})";
        return $"""
            select m.id, m.path, m.organisation_id as OrganisationId, o.name as OrganisationName, m.name, m.spelled, m.spelled_also as SpelledAlso,
              case when m.restricted_since is null then m.institution_number end as InstitutionNumber, m.category, m.state, m.join_date as JoinDate, m.restricted_since is not null as IsRestricted
            from {found} m join organisation o on o.id = m.organisation_id
            order by {orderOutside}
            """;
    }

    private static string Order(MemberOrder order, string of, bool bySpelling = false) => order switch
    {
        MemberOrder.Branch => $"{of}path, {of}id",
        MemberOrder.Joined => $"coalesce({of}join_date, '-infinity') desc, {of}id desc",
        _ => bySpelling ? $"{of}spelled_whole, {of}id" : $"{of}name, {of}id",
    };

    /// <summary>
    /// People whose name is nearly what was typed: in Latin letters, one slip of the finger away from their pinyin; in Chinese, a name that sounds the same and is written otherwise.
    /// Asked of the same index as exact names, behind the same fence.
    /// </summary>
    public async Task<IReadOnlyList<MemberRow>> Near(string typed, int most, Actor actor, CancellationToken cancel)
    {
        var values = new NamedValues();
        List<string> matches;
        if (SpelledNeedle.Read(typed) is { } needle)
        {
            values.Add("near", needle.OneSlipAway().ToArray());
            values.Add("letters", needle.Letters);
            values.Add("lettersEnd", needle.Letters + "~");
            const string Otherwise = "not (spelled_whole >= @letters and spelled_whole < @lettersEnd)";
            matches = [$"spelled_whole = any(@near) and {Otherwise}", $"also_whole = any(@near) and {Otherwise}"];
        }
        else if (typed.Length is >= 2 and <= 5 && typed.All(c => c > '\u2FFF') && Spelling.OfPerson(typed) is { Syllables.Length: > 0 } spelled)
        {
            values.Add("sound", spelled.Syllables.Replace(" ", "", StringComparison.Ordinal));
            values.Add("like", LikePattern.Holding(typed));
            matches = ["spelled_whole = @sound and name not like @like", "also_whole = @sound and name not like @like"];
        }
        else
        {
            return [];
        }
        var where = Where(new MemberFilter(), null, actor, values);
        return await fence.Ask<MemberRow>(Found(matches, where, Order(MemberOrder.Name, "", true), Order(MemberOrder.Name, "m.", true), "union", most - 1), values, Plans.Kept, cancel);
    }

    private static string Where(MemberFilter filter, string? after, Actor actor, NamedValues values)
    {
        var where = new StringBuilder(filter.Departed ? " and left_on is not null" : " and left_on is null");
        if (filter.Under is { } under)
        {
            where.Append(" and path >= @under and path < @underEnd");
            values.Add("under", under);
            values.Add("underEnd", under + "~");
        }
        where.Append(filter.Lost ? " and lost_contact_since is not null" : filter.Floating ? " and floating_since is not null" : "");
        if (filter.Category is { } category)
        {
            where.Append(" and category = @category");
            values.Add("category", category.ToString());
        }
        if (filter.State is { } state)
        {
            where.Append(" and state = @state");
            values.Add("state", state.ToString());
        }
        where.Append(Granted(actor, values));
        var keys = Cursor.Read(after, 2);
        if (keys is null || !Guid.TryParse(keys[1], out var id))
        {
            return where.ToString();
        }
        where.Append(filter.Order switch
        {
            MemberOrder.Branch => " and (path, id) > (@key, @id)",
            MemberOrder.Joined => " and (coalesce(join_date, '-infinity'), id) < (@key::date, @id)",
            _ => filter.Needle is not null ? " and (spelled_whole, id) > (@key, @id)" : " and (name, id) > (@key, @id)",
        });
        values.Add("key", filter.Order == MemberOrder.Joined && !DateOnly.TryParse(keys[0], CultureInfo.InvariantCulture, out _) ? "-infinity" : keys[0]);
        values.Add("id", id);
        return where.ToString();
    }

    /// <summary>The fence lets through whatever any post reaches; a post without the act of seeing people must not widen the list.</summary>
    private static string Granted(Actor actor, NamedValues values)
    {
        if (actor.IsSystem || actor.Posts.All(p => p.Covers(PeopleActs.See, p.Path)))
        {
            return actor.HomePath.Length > 0 && !actor.Posts.Any(p => actor.HomePath.StartsWith(p.Path, StringComparison.Ordinal)) ? NotOnlyOwn(actor, values) : "";
        }
        return NotOnlyOwn(actor, values);
    }

    private static string NotOnlyOwn(Actor actor, NamedValues values)
    {
        var seen = actor.Posts.Where(p => p.Covers(PeopleActs.See, p.Path)).Select(p => p.Path).Distinct().ToList();
        for (var i = 0; i < seen.Count; i++)
        {
            values.Add($"from{i}", seen[i]);
            values.Add($"to{i}", seen[i] + "~");
        }
        return seen.Count == 0 ? " and false" : $" and ({string.Join(" or ", seen.Select((_, i) => $"path >= @from{i} and path < @to{i}"))})";
    }

    /// <summary>
    /// The conditions whose union finds names by their pinyin: by its beginning, by that of the given name, by the first letters of the syllables, and by beginnings of neighbouring syllables;
    /// read in another way too, where a character has several.
    /// </summary>
    private static List<string> Spelled(SpelledNeedle needle, NamedValues values)
    {
        values.Add("letters", needle.Letters);
        values.Add("lettersEnd", needle.Letters + "~");
        List<string> all = ["spelled_whole >= @letters and spelled_whole < @lettersEnd", "also_whole >= @letters and also_whole < @lettersEnd"];
        if (needle.Letters.Length >= ShortestGivenName)
        {
            all.Add("spelled_given >= @letters and spelled_given < @lettersEnd");
        }
        if (needle.Initials is not null)
        {
            all.AddRange(["spelled_initials >= @letters and spelled_initials < @lettersEnd", "also_initials >= @letters and also_initials < @lettersEnd"]);
        }
        for (var i = 0; i < needle.Splits.Count; i++)
        {
            all.Add($"spelled_initials >= @first{i} and spelled_initials < @firstEnd{i} and spelled ~ @split{i}");
            values.Add($"first{i}", needle.Splits[i].Initials);
            values.Add($"firstEnd{i}", needle.Splits[i].Initials + "~");
            values.Add($"split{i}", needle.Splits[i].FromBeginning);
        }
        return all;
    }

    /// <summary>
    /// The conditions whose union finds a needle anywhere in a name, no row twice: at the first, second, third or fourth character,
    /// and for the few names longer than four characters anywhere behind.
    /// </summary>
    private static IEnumerable<string> Matches(string? search, NamedValues values)
    {
        if (search is null)
        {
            return ["true"];
        }
        if (search.Length >= 3 && search.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && search.Any(char.IsAsciiDigit))
        {
            values.Add("number", search);
            values.Add("numberEnd", search + "~");
            return ["institution_number >= @number and institution_number < @numberEnd"];
        }
        values.Add("like", LikePattern.Holding(search));
        if (search.Length == 1)
        {
            values.Add("one", search);
            return
            [
                "c1 = @one", "c2 = @one and c1 <> @one", "c3 = @one and c1 <> @one and c2 <> @one", "c4 = @one and c4 <> '' and c1 <> @one and c2 <> @one and c3 <> @one",
                "long_name and c1 <> @one and c2 <> @one and c3 <> @one and c4 <> @one and name like @like",
            ];
        }
        values.Add("two", search[..2]);
        var rest = search.Length > 2 ? " and name like @like" : "";
        return
        [
            $"p1 = @two{rest}", $"p2 = @two and p1 <> @two{rest}", $"p3 = @two and p3 <> '' and p1 <> @two and p2 <> @two{rest}",
            "long_name and p1 <> @two and p2 <> @two and p3 <> @two and name like @like",
        ];
    }
}

/// <summary>A page of members and the organisations to narrow it to.</summary>
internal sealed record MemberList(Listing<MemberRow> Page, IReadOnlyList<OrganisationChoice> Choices)
{
    /// <summary>The organisation the list is narrowed to, or that of the open space.</summary>
    public string? UnderName { get; init; }
}

/// <summary>One member in a list.</summary>
internal sealed class MemberRow
{
    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    public Guid OrganisationId { get; set; }

    public string OrganisationName { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>The name in pinyin; null where it was not spelled yet.</summary>
    public string? Spelled { get; set; }

    /// <summary>Another way to read it.</summary>
    public string? SpelledAlso { get; set; }

    /// <summary>The pinyin without gaps.</summary>
    public string Whole => Spelled?.Replace(" ", "", StringComparison.Ordinal) ?? "";

    public string? InstitutionNumber { get; set; }

    public string Category { get; set; } = "";

    public string State { get; set; } = "";

    public DateOnly? JoinDate { get; set; }

    /// <summary>No more of the person is shown than duty asks.</summary>
    public bool IsRestricted { get; set; }
}

/// <summary>An organisation that the list can be narrowed to.</summary>
internal sealed class OrganisationChoice
{
    public string Name { get; set; } = "";

    public string Path { get; set; } = "";
}
