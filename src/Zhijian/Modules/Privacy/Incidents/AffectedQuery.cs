using System.Text.Json;
using Zhijian.Modules.Access;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Incidents;

/// <summary>What is known of an incident: when, and through which account or of which table; every table where a whole backup got away.</summary>
/// <param name="Account">The sign-in name that was misused; null for everybody's acts.</param>
internal sealed record IncidentScope(DateTimeOffset Since, DateTimeOffset Until, string? Account = null, string? Table = null, bool EveryTable = false);

/// <summary>
/// Whom an incident affects, worked out from the trace, sessions and the register (PIPL Art. 57). <b>Seen</b> is what the trace proves: a sealed value shown, data taken along, a field changed.
/// <b>Reachable</b> is what could have been seen and leaves no trace: what a misused account's posts show in the clear, or what lay in a table that got away. Rather one too many than one too few.
/// </summary>
internal sealed class AffectedQuery(Fence fence, AccessTable access, InstitutionTime time)
{
    /// <summary>What pages show of members in the clear; sealed fields are masked there.</summary>
    private static readonly Dictionary<Sight, string[]> InTheClear = new()
    {
        [Sight.Tree] = ["name", "institution_number", "category", "state", "join_date", "full_member_date", "work_post_code", "grade", "class_name", "expected_graduation_date", "lost_contact_since", "floating_since"],
        [Sight.Branch] = ["name", "institution_number", "category", "state", "join_date", "full_member_date", "work_post_code", "grade", "class_name", "expected_graduation_date", "lost_contact_since", "floating_since", "sex_code", "education_code", "fixed_phone"],
    };

    /// <summary>The list; empty where the account named does not exist.</summary>
    public async Task<AffectedList> Run(IncidentScope of, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Incidents);
        var found = new Dictionary<Guid, AffectedFields>();
        AffectedFields Fields(Guid member) => found.TryGetValue(member, out var known) ? known : found[member] = new AffectedFields();
        var misused = of.Account is null ? null : await fence.Row<Misused>(
            "select id, member_id as MemberId from account where normalized_user_name = upper(@Account)", new { of.Account }, cancel);
        if (of.Account is null ? of is { Table: null, EveryTable: false } : misused is not null)
        {
            await Traced(of, misused, Fields, cancel);
        }
        if (misused is not null && await WasOpen(misused.Id, of, cancel))
        {
            await WithinReach(misused, of, Fields, cancel);
        }
        foreach (var table in DataRegister.OfPersons.Where(t => of.EveryTable || t.Name == of.Table))
        {
            await Held(table, Fields, cancel);
        }
        return await Named(found, cancel);
    }

    /// <summary>What the trace proves of these acts: it names the person and the field, never the value.</summary>
    private async Task Traced(IncidentScope of, Misused? by, Func<Guid, AffectedFields> fields, CancellationToken cancel)
    {
        if (by is { MemberId: null })
        {
            return;
        }
        var entries = await fence.Rows<Entry>(
            "select fact, subject_id as SubjectId, body::text as Body from journal where at >= @Since and at <= @Until and (@member::uuid is null or member_id = @member) order by id",
            new { of.Since, of.Until, member = by?.MemberId }, cancel);
        var members = (await fence.Rows<Guid>("select id from member", null, cancel)).ToHashSet();
        foreach (var entry in entries)
        {
            foreach (var (person, field) in TracedFields.Of(entry.Fact, entry.SubjectId, entry.Body).Where(f => members.Contains(f.Person)))
            {
                fields(person).Seen.UnionWith(field);
            }
        }
    }

    /// <summary>Whether somebody could have acted through the account at all: a session or a token that was open then.</summary>
    private Task<bool> WasOpen(Guid account, IncidentScope of, CancellationToken cancel) => fence.Row<bool>(
        """
        select exists(select 1 from account_session where account_id = @account and opened_at <= @Until and used_at >= @Since - interval '1 minute' and (ended_at is null or ended_at >= @Since))
          or exists(select 1 from account_token where account_id = @account and created_at <= @Until and (revoked_at is null or revoked_at >= @Since))
        """, new { account, of.Since, of.Until }, cancel);

    /// <summary>All about the account's own person, and of others what its posts show in the clear.</summary>
    private async Task WithinReach(Misused account, IncidentScope of, Func<Guid, AffectedFields> fields, CancellationToken cancel)
    {
        if (account.MemberId is not { } own)
        {
            return;
        }
        foreach (var table in DataRegister.OfPersons)
        {
            fields(own).Reachable.UnionWith(AffectedFields.Of(table, sealedToo: false));
        }
        var posts = await fence.Rows<Held1>(
            """
            select h.post, o.kind, o.path from post_holding h join organisation o on o.id = h.organisation_id
            where h.member_id = @own and h."from" <= @last and (h.until is null or h.until > @first)
            """, new { own, first = time.DayOf(of.Since), last = time.DayOf(of.Until) }, cancel);
        foreach (var post in posts)
        {
            var grants = access.Of(Enum.Parse<PostKind>(post.Post), Organisation.LevelOf(Enum.Parse<OrganisationKind>(post.Kind))).Where(g => g.Act == PeopleActs.See).ToList();
            if (grants.Count == 0)
            {
                continue;
            }
            var people = await fence.Rows<(Guid Id, string Path)>("select id, path from member where path >= @Path and path < @Path || '~'", new { post.Path }, cancel);
            foreach (var (id, path) in people.Where(p => grants.Exists(g => g.Reaches(post.Path, p.Path))))
            {
                fields(id).Reachable.UnionWith(InTheClear[path == post.Path ? Sight.Branch : Sight.Tree].Select(c => "member." + c));
            }
        }
    }

    /// <summary>Everybody with a row in a table that got away.</summary>
    private async Task Held(DataTable table, Func<Guid, AffectedFields> fields, CancellationToken cancel)
    {
        var columns = AffectedFields.Of(table, sealedToo: true).ToList();
        var sources = table.Via is null
            ? table.About.Select(c => $"select distinct \"{c}\" from \"{table.Name}\" where \"{c}\" is not null")
            : [$"select distinct a.member_id from account a join \"{table.Name}\" t on t.account_id = a.id where a.member_id is not null"];
        foreach (var source in sources)
        {
            foreach (var person in await fence.Rows<Guid>(source, null, cancel))
            {
                fields(person).Reachable.UnionWith(columns);
            }
        }
    }

    private async Task<AffectedList> Named(Dictionary<Guid, AffectedFields> found, CancellationToken cancel)
    {
        var people = await fence.Rows<Person>(
            """
            select m.id, m.path, m.name, o.name as Organisation, a.language from member m left join organisation o on o.id = m.organisation_id left join account a on a.member_id = m.id
            where m.id = any(@ids) order by m.path, m.name, m.id
            """, new { ids = found.Keys.ToArray() }, cancel);
        return new AffectedList([.. people.Select(p => new AffectedPerson(p.Id, p.Path, p.Name, p.Organisation ?? "", p.Language ?? TextFiles.Chinese, found[p.Id]))]);
    }

    private sealed class Misused
    {
        public Guid Id { get; set; }

        public Guid? MemberId { get; set; }
    }

    private sealed class Entry
    {
        public string Fact { get; set; } = "";

        public Guid SubjectId { get; set; }

        public string Body { get; set; } = "";
    }

    private sealed class Held1
    {
        public string Post { get; set; } = "";

        public string Kind { get; set; } = "";

        public string Path { get; set; } = "";
    }

    private sealed class Person
    {
        public Guid Id { get; set; }

        public string Path { get; set; } = "";

        public string Name { get; set; } = "";

        public string? Organisation { get; set; }

        public string? Language { get; set; }
    }
}

/// <summary>Which fields of which persons one entry of the trace is about. Pure: from the entry alone.</summary>
internal static class TracedFields
{
    public static IEnumerable<(Guid Person, IEnumerable<string> Fields)> Of(string fact, Guid subject, string body)
    {
        using var read = JsonDocument.Parse(body);
        var root = read.RootElement;
        var about = fact switch
        {
            nameof(ValueRevealed) or nameof(RequestValuesShown) => [Column(root.GetProperty("field").GetString()!)],
            nameof(MemberCorrected) => root.GetProperty("fields").EnumerateArray().Select(f => Column(f.GetString()!)).ToList(),
            nameof(OwnDataTaken) => [.. DataRegister.OfPersons.SelectMany(t => AffectedFields.Of(t, sealedToo: true))],
            _ => [AffectedFields.Trace + fact],
        };
        List<(Guid, IEnumerable<string>)> all = [(subject, about)];
        all.AddRange(Members(root).Where(m => m != subject).Select(m => (m, (IEnumerable<string>)[AffectedFields.Trace + fact])));
        return all;
    }

    private static string Column(string field) => "member." + ZhijianDb.SnakeCase(field);

    /// <summary>Every id in the body, however deep: whichever of them are members is for the caller to know.</summary>
    private static IEnumerable<Guid> Members(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Members(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Members),
        JsonValueKind.String when element.TryGetGuid(out var id) => [id],
        _ => [],
    };
}

/// <summary>The fields of one person that an incident affects, as <c>table.column</c>; an act that names no field as <c>trace.FACT</c>.</summary>
internal sealed class AffectedFields
{
    public const string Trace = "trace.";

    public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Reachable { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> All => Seen.Union(Reachable, StringComparer.Ordinal);

    /// <summary>The personal columns of a table.</summary>
    public static IEnumerable<string> Of(DataTable table, bool sealedToo) => table.Columns.Where(c => c.Class != DataClass.S0 && (sealedToo || !c.IsSealed)).Select(c => $"{table.Name}.{c.Name}");

    /// <summary>The class of such a field; an act that names no field is internal.</summary>
    public static DataClass ClassOf(string field) =>
        field.Split('.') is [var table, var column] && DataRegister.Tables.TryGetValue(table, out var known) && known.Columns.FirstOrDefault(c => c.Name == column) is { } found ? found.Class : DataClass.S1;

    /// <summary>Whether it is kept sealed, and so can't be read without the person's key.</summary>
    public static bool IsSealed(string field) =>
        field.Split('.') is [var table, var column] && DataRegister.Tables.TryGetValue(table, out var known) && known.Columns.FirstOrDefault(c => c.Name == column) is { IsSealed: true };
}

/// <summary>One person whom an incident affects.</summary>
internal sealed record AffectedPerson(Guid MemberId, string Path, string Name, string Organisation, string Language, AffectedFields Fields);

/// <summary>Everybody whom an incident affects.</summary>
internal sealed record AffectedList(IReadOnlyList<AffectedPerson> People)
{
    /// <summary>How many people have at least one field of this class among what was seen.</summary>
    public int Seen(DataClass of) => People.Count(p => p.Fields.Seen.Any(f => AffectedFields.ClassOf(f) == of));

    /// <summary>The same among what could be reached.</summary>
    public int Reachable(DataClass of) => People.Count(p => p.Fields.Reachable.Any(f => AffectedFields.ClassOf(f) == of));
}
