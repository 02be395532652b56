using Zhijian.Platform.Web;

namespace Zhijian.Modules.Points.Posting;

/// <summary>
/// One way to work out what the ledger should say, for one filed record as for all: the deeds come from their sources, each finds the rule of its day, each person's deeds of a kind and a year stand in the
/// order in which they were filed, and the year's cap goes by that order. What stands otherwise is taken back, what is missing is posted.
/// </summary>
internal static class PostingSql
{
    /// <summary>Whoever works out something for one person keeps others from doing so meanwhile, by one of so many locks; whoever works out everything keeps out all.</summary>
    private const int Stripes = 64;

    public const string LockAll = "select pg_advisory_xact_lock(hashtextextended('points', 190))";

    private const string Columns =
        "id, kind, member_id, debit, credit, points, deed, rule, rule_version, clause, per_deed, yearly_cap, about, edition, title, done_on, filed_at, organisation_id, valid_until, closes, cause, reason, decided_by, posted_by_name, posted_at";

    /// <summary>What both sides must say alike.</summary>
    private static string Said(string row) => $"({row}.points, {row}.per_deed, {row}.yearly_cap, {row}.rule, {row}.rule_version, {row}.done_on, {row}.filed_at, {row}.valid_until)";

    /// <summary>What was not taken back; for all rows at once.</summary>
    private const string NotReversed = "not exists (select 1 from points_posting x where x.closes = p.id and x.kind = 'Reversed')";

    /// <summary>The same for some rows, one look by key for each: a join would go by what the planner believes of reversals, which are few until many come at once.</summary>
    private const string StillStands = "(select x.id from points_posting x where x.closes = p.id and x.kind = 'Reversed' limit 1) is null";

    private const string Rules =
        """
        rule as (select * from unnest(@deeds::text[], @froms::date[], @untils::date[], @rules::text[], @versions::text[], @clauses::text[], @points::int[], @caps::int[], @years::int[])
          as r(deed, valid_from, valid_until, rule, rule_version, clause, per_deed, yearly_cap, valid_years))
        """;

    /// <summary>Whom some records concern: by what they say now and by what was posted for them; a lock for each, in an order that all keep.</summary>
    public static string LockPeople(IEnumerable<IDeedSource> sources, bool some) =>
        $"""
        select pg_advisory_xact_lock_shared(hashtextextended('points', 190));
        select pg_advisory_xact_lock(190, s.stripe) from (
          select distinct abs(hashtext(c.member_id::text) % {Stripes}) as stripe from (
            select member_id from ({Union(sources, "= any(@abouts)")}) d union select member_id from points_posting where about = any(@abouts)) c
          {(some ? "where c.member_id = any(@members)" : "")} order by 1) s
        """;

    /// <summary>Posts what follows from some records. Costs what the people concerned did in the years concerned, whatever else there is.</summary>
    public static string Settle(IEnumerable<IDeedSource> sources, bool some) =>
        $"""
        with {Rules}, {Came(sources, "= any(@abouts)", some)},
        touched as (
          select distinct t.member_id, t.deed, extract(year from t.done_on)::int as year from (
            select member_id, deed, done_on from came
            union all select member_id, deed, done_on from points_posting where about = any(@abouts) and deed = any(@concerned) and kind = 'Earned'{(some ? " and member_id = any(@members)" : "")}) t),
        live as materialized (
          select p.* from touched t join points_posting p on p.member_id = t.member_id and p.deed = t.deed and p.done_on between make_date(t.year, 1, 1) and make_date(t.year, 12, 31)
          where p.kind = 'Earned' and {StillStands}),
        base as (
          select member_id, deed, about, organisation_id, title, done_on, filed_at, rule, rule_version, clause, per_deed, yearly_cap, valid_until from came
          union all
          select member_id, deed, about, organisation_id, title, done_on, filed_at, rule, rule_version, clause, per_deed, yearly_cap, valid_until from live where about <> all(@abouts)),
        {Differing} {Post}
        """;

    /// <summary>The same for all records there are.</summary>
    public static string SettleAll(IEnumerable<IDeedSource> sources) => $"with {All(sources)} {Post}";

    /// <summary>
    /// How many postings stand, and what the hashes of all they say come to, which no order needs. Where <see cref="GlanceAtRecords"/> answers alike, as nearly always, both sides say the same:
    /// two that differ come to the same in one of 2^64 cases. Two statements, because PostgreSQL looks through the ledger with all its hands only where that is all it is asked.
    /// </summary>
    public static readonly string GlanceAtLedger =
        $"select {Hashed} from (select {Hash("p", "p.points", "p.valid_until", RuleHash("p"))} as hash from points_posting p where p.kind = 'Earned' and {NotReversed}) p";

    /// <summary>
    /// The same of what the records say. Only the cap of a year needs the deeds in an order: numbers are sorted, and of a rule's words their hash, because seven million rows of words
    /// took half as long again.
    /// </summary>
    public static string GlanceAtRecords(IEnumerable<IDeedSource> sources) =>
        $"""
        with {Rules}, said as materialized (select r.*, array_position(@deeds::text[], r.deed) * {DeedGap} as deed_number, {RuleHash("r")} as rule_hash from rule r),
        {Came(sources, null, some: false, said: true)},
        capped as (select b.*, sum(b.per_deed) over (partition by b.member_id, b.deed_and_year order by b.filed_at, b.about rows unbounded preceding) - b.per_deed as before from came b)
        select {Hashed} from (select {Hash("d", Capped("d", "d.before"), ValidUntil("d", "d"), "d.rule_hash")} as hash from capped d) d
        """;

    /// <summary>More than there are years, so that a deed and a year are one number.</summary>
    private const string DeedGap = "10000";

    private const string Hashed = "count(*)::int as Postings, bit_xor(hash) as Mixed, sum(hash >> 16) as Added";

    private static string Hash(string row, string points, string validUntil, string ruleHash) =>
        $"hash_record_extended(row({row}.member_id, {row}.about, {points}, {row}.done_on, {row}.filed_at, {validUntil}, {ruleHash}), 0)";

    private static string RuleHash(string row) => $"hash_record_extended(row({row}.deed, {row}.per_deed, {row}.yearly_cap, {row}.rule, {row}.rule_version), 0)";

    /// <summary>What a deed earns where its kind earned so much in the year before it.</summary>
    private static string Capped(string row, string before) => $"greatest(0, least({row}.per_deed, {row}.yearly_cap - {before}))::int";

    private static string ValidUntil(string deed, string rule) => $"make_date(date_part('year', {deed}.done_on)::int + {rule}.valid_years, 12, 31)";

    /// <summary>
    /// Counts what <see cref="SettleAll"/> would do: both sides go by once, with the columns that are compared and no others, where keeping whole rows aside for several looks takes three times as long.
    /// </summary>
    public static string CountAll(IEnumerable<IDeedSource> sources) =>
        $"""
        with {Rules}, {Came(sources, null, some: false, once: true)}, live as (select p.* from points_posting p where p.kind = 'Earned' and {NotReversed}), base as (select * from came), should as ({Should})
        select count(l.member_id)::int as Postings, count(*) filter (where s.member_id is null or l.member_id is null or {Said("l")} is distinct from {Said("s")})::int as Differences
        from should s full join live l on l.member_id = s.member_id and l.deed = s.deed and l.about = s.about
        """;

    /// <summary>Everything the ledger says, and everything it should say, as one fingerprint each.</summary>
    public static string Fingerprints(IEnumerable<IDeedSource> sources)
    {
        static string Of(string table) =>
            $"""
            (select encode(sha256(convert_to(coalesce(string_agg(h.of_one, '' order by h.member_id), ''), 'UTF8')), 'hex') from (
              select member_id, md5(string_agg(concat_ws('|', deed, about, points, per_deed, yearly_cap, rule, rule_version, done_on, filed_at at time zone 'UTC', valid_until), E'\n' order by deed, about)) as of_one from {table} group by member_id) h)
            """;
        return $"with {All(sources)} select {Of("live")} as Ledger, {Of("should")} as Traces";
    }

    /// <summary>What ran out is posted back to the rule's account.</summary>
    public const string Expire =
        $"""
        insert into points_posting({Columns})
        select md5('Expired/' || p.id)::uuid, 'Expired', p.member_id, p.credit, p.debit, p.points, p.deed, p.rule, p.rule_version, p.clause, p.per_deed, p.yearly_cap, p.about, p.edition, p.title, p.done_on, p.filed_at,
          p.organisation_id, p.valid_until, p.id, null, null, null, @by, @now
        from points_posting p where p.kind = 'Earned' and p.points > 0 and p.valid_until < @today and not exists (select 1 from points_posting x where x.closes = p.id)
        on conflict do nothing
        """;

    /// <summary>Takes back one posting, or all of a record, because somebody decided it.</summary>
    public static string Reverse(string which) =>
        $"""
        insert into points_posting({Columns})
        select {Back}, 'Decided', @reason, @decidedBy, @by, @now
        from points_posting p where {which} and p.kind = 'Earned' and {StillStands}
        on conflict do nothing
        """;

    public const string HowMany = $"select count(*)::int from points_posting p where p.about = @about and p.kind = 'Earned' and {StillStands}";

    /// <summary>The counter-posting up to why: what had run out already goes back as nothing.</summary>
    private const string Back =
        """
        md5('Reversed/' || p.id)::uuid, 'Reversed', p.member_id, p.credit, p.debit, case when exists (select 1 from points_posting x where x.closes = p.id and x.kind = 'Expired') then 0 else p.points end,
          p.deed, p.rule, p.rule_version, p.clause, p.per_deed, p.yearly_cap, p.about, p.edition, p.title, p.done_on, p.filed_at, p.organisation_id, p.valid_until, p.id
        """;

    /// <summary>What each deed earns, the cap of its year by the order in which deeds were filed.</summary>
    private static readonly string Should =
        $"""
        select c.*, {Capped("c", "c.before")} as points from (
          select b.*, sum(b.per_deed) over (partition by b.member_id, b.deed, extract(year from b.done_on) order by b.filed_at, b.about rows unbounded preceding) - b.per_deed as before from base b) c
        """;

    private static readonly string Differing =
        $"""
        should as materialized ({Should}),
        gone as materialized (
          select l.*, s.member_id is null or (l.filed_at, l.done_on, l.rule, l.rule_version) is distinct from (s.filed_at, s.done_on, s.rule, s.rule_version) as changed
          from live l left join should s on s.member_id = l.member_id and s.deed = l.deed and s.about = l.about where s.member_id is null or {Said("l")} is distinct from {Said("s")}),
        fresh as materialized (
          select s.* from should s left join live l on l.member_id = s.member_id and l.deed = s.deed and l.about = s.about where l.id is null or {Said("l")} is distinct from {Said("s")})
        """;

    private static readonly string Post =
        $"""
        insert into points_posting({Columns})
        select {Back}, case when p.changed then 'RecordChanged' else 'CapMoved' end, null, null::uuid, @by, @now from gone p
        union all
        select md5(concat_ws('/', 'Earned', f.member_id, f.deed, f.about, f.edition))::uuid, 'Earned', f.member_id, md5(f.deed)::uuid, f.member_id, f.points, f.deed, f.rule, f.rule_version, f.clause, f.per_deed, f.yearly_cap,
          f.about, f.edition, f.title, f.done_on, f.filed_at, f.organisation_id, f.valid_until, null::uuid, null, null, @decidedBy::uuid, @by, @now
        from (select n.*, 1 + coalesce(e.edition, 0) as edition from fresh n
              left join (select member_id, deed, about, max(edition) as edition from points_posting where kind = 'Earned' and about in (select about from fresh) group by member_id, deed, about) e
                on e.member_id = n.member_id and e.deed = n.deed and e.about = n.about) f
        """;

    private static string All(IEnumerable<IDeedSource> sources) =>
        $"""
        {Rules}, {Came(sources, null, some: false)}, live as materialized (select p.* from points_posting p where p.kind = 'Earned' and {NotReversed}), base as (select * from came), {Differing}
        """;

    /// <summary>What the records say now. What somebody decided against stays out until the record is filed anew.</summary>
    /// <param name="once">It is looked at once only, so that what nobody asks for need not be read.</param>
    /// <param name="said">Numbers and hashes instead of words: the columns of a glance.</param>
    private static string Came(IEnumerable<IDeedSource> sources, string? about, bool some, bool once = false, bool said = false) =>
        $"""
        came as {(once || said ? "" : "materialized ")}(
          select s.member_id, s.about, s.done_on, s.filed_at, r.per_deed, r.yearly_cap, {(said
            ? "r.valid_years, r.rule_hash, r.deed_number + date_part('year', s.done_on)::int as deed_and_year"
            : $"s.deed, s.organisation_id, s.title, r.rule, r.rule_version, r.clause, {ValidUntil("s", "r")} as valid_until")}
          from ({Union(sources, about)}) s join {(said ? "said" : "rule")} r on r.deed = s.deed and s.done_on between r.valid_from and r.valid_until
          where not exists (select 1 from points_posting d where d.cause = 'Decided' and d.about = s.about and d.member_id = s.member_id and d.deed = s.deed and d.filed_at = s.filed_at){(some ? " and s.member_id = any(@members)" : "")})
        """;

    private static string Union(IEnumerable<IDeedSource> sources, string? about) => string.Join("\nunion all\n", sources.Select(s => s.Sql(about)));
}
