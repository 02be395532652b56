using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Figures;

/// <summary>
/// Opens what organisations owe, from the rule packs in force at the end of each month. Opening again changes nothing but what the rules now say differently
/// about a period that still runs (a branch that got a committee or a group).
/// </summary>
public sealed class ObligationBook(Fence fence, Rulebook rulebook, Platform.Texts.InstitutionTime institution)
{
    private const int RowsAtOnce = 5000;

    /// <summary>Opens the obligations of the month, of the rest of its quarter and of its year for every organisation; answers how many were opened.</summary>
    public Task<int> Open(DateOnly month, CancellationToken cancel) => Open(month, month, null, cancel);

    /// <summary>The same for all months from the first to the end of the last one's quarter, and for one organisation only where it is named (at its founding).</summary>
    public async Task<int> Open(DateOnly first, DateOnly last, Guid? organisationId, CancellationToken cancel)
    {
        fence.Patience ??= FigureRebuild.AllRowsMayTake;
        using (fence.As(SystemActors.Figures))
        {
            var opened = 0;
            var end = ReportingPeriod.Containing(last, PeriodKind.Quarter).Last;
            for (var month = TreePath.MonthOf(first); month <= end; month = month.AddMonths(1))
            {
                opened += await OpenMonth(month, month == TreePath.MonthOf(first), organisationId, cancel);
            }
            opened += await fence.Run(Ended, new { organisationId }, cancel);
            if (opened > 0)
            {
                await Count(new DateOnly(first.Year, 1, 1), new DateOnly(last.Year, 12, 1), organisationId, cancel);
            }
            await SumOverviews(cancel);
            return opened;
        }
    }

    /// <summary>
    /// The same for many months into a book that is still empty, for the demonstration and for imports: only rows are written. Call <see cref="FigureRebuild"/> afterwards,
    /// in the same transaction.
    /// </summary>
    public async Task OpenInBulk(DateOnly first, DateOnly last, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Figures))
        {
            var end = ReportingPeriod.Containing(last, PeriodKind.Quarter).Last;
            for (var month = TreePath.MonthOf(first); month <= end; month = month.AddMonths(1))
            {
                await OpenMonth(month, month == TreePath.MonthOf(first), null, cancel, InsertIntoEmpty);
            }
            await fence.Run(Ended, new { organisationId = (Guid?)null }, cancel);
        }
    }

    private async Task Count(DateOnly from, DateOnly to, Guid? organisationId, CancellationToken cancel)
    {
        if (organisationId is not null)
        {
            await fence.Run(RebuildSql.Recount, new { from, to, organisationId }, cancel);
            await SumUpwards(await fence.Rows<string>("select path from organisation where id = @organisationId", new { organisationId }, cancel), cancel);
            return;
        }
        await fence.Run(RebuildSql.AllRows, null, cancel);
        await fence.Run(RebuildSql.Recount, new { from, to, organisationId }, cancel);
        await fence.Run(RebuildSql.SumObligations, new { from, to }, cancel);
        await fence.Run(RebuildSql.SomeRows, null, cancel);
    }

    /// <summary>Sums the obligations of these places and of all above them anew, from below upwards; what stands elsewhere is not looked at.</summary>
    internal async Task SumUpwards(IEnumerable<string> paths, CancellationToken cancel)
    {
        foreach (var place in paths.SelectMany(TreePath.AndAbove).Distinct().OrderByDescending(p => p.Length).ThenBy(p => p, StringComparer.Ordinal))
        {
            await fence.Run(RebuildSql.SumPlace, new { place }, cancel);
        }
    }

    /// <summary>What stands below each organisation, and how many of those are late.</summary>
    internal Task SumOverviews(CancellationToken cancel)
    {
        var span = new FigureSpan(institution.Today, FigurePeriod.Year);
        return fence.Run(RebuildSql.PutOverview, new { lateFrom = span.From, lateMonth = span.Month }, cancel);
    }

    /// <summary>The organisation owes nothing of its present kind any more in periods that end on the day or later: it ended or became another kind.</summary>
    public async Task End(Guid organisationId, DateOnly on, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Figures))
        {
            await fence.Run("update obligation b " + NothingOwed + " from organisation o where o.id = b.organisation_id and o.id = @organisationId and b.period_end >= @on and b.expected > 0", new { organisationId, on, ended = on.ToString("O", CultureInfo.InvariantCulture) }, cancel);
        }
    }

    private async Task<int> OpenMonth(DateOnly month, bool isFirst, Guid? organisationId, CancellationToken cancel, string insert = Insert)
    {
        var end = month.AddMonths(1).AddDays(-1);
        var rules = rulebook.On(end).Obligations;
        var organisations = await fence.Rows<OrganisationThen>(Profiles, new { end, organisationId }, cancel);
        // A quarter or year that began in an earlier month of this run is open already.
        var owed = organisations.SelectMany(o => rules.Expected(o.Profile(), ReportingPeriod.Month(month.Year, month.Month))
            .Where(obligation => isFirst || obligation.Period.First >= month || o.FoundedOn >= month)
            .Select(obligation => (Organisation: o, Obligation: obligation)));
        var opened = 0;
        foreach (var some in owed.Chunk(RowsAtOnce))
        {
            opened += await fence.Row<int>(insert, new
            {
                ids = some.Select(_ => Guid.CreateVersion7()).ToArray(),
                organisations = some.Select(o => o.Organisation.Id).ToArray(),
                paths = some.Select(o => o.Organisation.Path).ToArray(),
                kinds = some.Select(o => o.Obligation.Activity.ToString()).ToArray(),
                periodKinds = some.Select(o => o.Obligation.Period.Kind.ToString()).ToArray(),
                starts = some.Select(o => o.Obligation.Period.First).ToArray(),
                ends = some.Select(o => o.Obligation.Period.Last).ToArray(),
                dues = some.Select(o => o.Obligation.DueOn).ToArray(),
                expected = some.Select(o => o.Obligation.Count).ToArray(),
                severities = some.Select(o => o.Obligation.Severity.ToString()).ToArray(),
                reasons = some.Select(o => o.Obligation.ReasonKey).ToArray(),
                values = some.Select(o => string.Join('|', o.Obligation.ReasonValues.Select(Text))).ToArray(),
                packs = some.Select(o => o.Obligation.Rule.PackId).ToArray(),
                versions = some.Select(o => o.Obligation.Rule.Version).ToArray(),
                rules = some.Select(o => o.Obligation.Rule.RuleId).ToArray(),
                clauses = some.Select(o => o.Obligation.Rule.Clause).ToArray(),
                end,
            }, cancel);
        }
        return opened;
    }

    internal static string Text(object value) => value is IFormattable formattable ? formattable.ToString(value is DateOnly ? "O" : null, CultureInfo.InvariantCulture) : value.ToString() ?? "";

    /// <summary>Who sits in an organisation's committee.</summary>
    internal const string CommitteePosts = "('OrganizationCommissioner', 'PublicityCommissioner', 'DisciplineCommissioner', 'YouthCommissioner', 'UnitedFrontCommissioner', 'ConfidentialityCommissioner', 'CommitteeMember')";

    /// <summary>Every organisation that existed up to the end of the month, as the rules need to know it. A kind taken on later counts from that day.</summary>
    private const string Profiles =
        $"""
        select o.id, o.path, o.kind, o.dissolved_on as DissolvedOn,
          coalesce((select max(v.valid_until) from organisation_version v where v.organisation_id = o.id and v.kind <> o.kind), o.founded_on) as FoundedOn,
          coalesce(g.groups, 0)::int as Groups, coalesce(c.holders, 0) > 0 as HasCommittee
        from organisation o
        left join (select parent_id, count(*) as groups from organisation where kind = 'PartyGroup' and founded_on <= @end and (dissolved_on is null or dissolved_on > @end) group by parent_id) g on g.parent_id = o.id
        left join (select organisation_id, count(*) as holders from post_holding where post in {CommitteePosts}
                   and "from" <= @end and (until is null or until > @end) group by organisation_id) c on c.organisation_id = o.id
        where o.kind <> 'PartyGroup' and o.founded_on <= @end and (@organisationId::uuid is null or o.id = @organisationId)
        """;

    private const string Rows =
        """
        insert into obligation as o (id, organisation_id, path, kind, period_kind, period_start, period_end, due_on, month, expected, state, severity, reason_key, reason_values, pack, pack_version, rule, clause)
        select id, organisation_id, path, kind, period_kind, period_start, period_end, due_on, date_trunc('month', due_on)::date, expected, case when expected = 0 then 'NotApplicable' else 'Open' end,
          severity, reason, string_to_array(given, '|'), pack, pack_version, rule, clause
        from unnest(@ids, @organisations, @paths, @kinds, @periodKinds, @starts, @ends, @dues, @expected, @severities, @reasons, @values, @packs, @versions, @rules, @clauses)
          as r(id, organisation_id, path, kind, period_kind, period_start, period_end, due_on, expected, severity, reason, given, pack, pack_version, rule, clause)
        """;

    private const string Insert =
        $"""
        with opened as (
          {Rows}
          on conflict (organisation_id, rule, period_start) do update set expected = excluded.expected, reason_key = excluded.reason_key, reason_values = excluded.reason_values, state = excluded.state,
            met = 0, in_review = 0, excused = 0
          where o.expected <> excluded.expected and o.period_end >= @end
          returning 1)
        select count(*)::int from opened
        """;

    /// <summary>The same where nothing stands yet and the keys stand aside.</summary>
    private const string InsertIntoEmpty = $"with opened as ({Rows} returning 1) select count(*)::int from opened";

    private const string NothingOwed = "set expected = 0, met = 0, in_review = 0, excused = 0, state = 'NotApplicable', reason_key = 'rules.reason.dissolved-in-period', reason_values = array[@ended::text]";

    /// <summary>An organisation that ended owes nothing of the period in which it ended nor of later ones.</summary>
    private const string Ended =
        """
        update obligation b set expected = 0, met = 0, in_review = 0, excused = 0, state = 'NotApplicable', reason_key = 'rules.reason.dissolved-in-period', reason_values = array[o.dissolved_on::text]
        from organisation o where o.id = b.organisation_id and o.dissolved_on <= b.period_end and b.expected > 0 and (@organisationId::uuid is null or o.id = @organisationId)
        """;

    private sealed class OrganisationThen
    {
        public Guid Id { get; set; }

        public string Path { get; set; } = "";

        public string Kind { get; set; } = "";

        public DateOnly FoundedOn { get; set; }

        public DateOnly? DissolvedOn { get; set; }

        public int Groups { get; set; }

        public bool HasCommittee { get; set; }

        public OrganisationProfile Profile() => new(Enum.Parse<OrganisationKind>(Kind), FoundedOn, DissolvedOn, HasCommittee: HasCommittee, Groups: Groups);
    }
}
