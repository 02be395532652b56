namespace Zhijian.Modules.Rules.Reading;

/// <summary>Turns the YAML values of all packs into typed rules, one set for every span of days between two changes.</summary>
internal static class PackBinder
{
    private static readonly string[] Needed = ["organisation", "organisational-life", "votes", "review-chains", "attendance", "calendar", "sensitivity", "people-rights", "reminders", "learning", "open-affairs", "points", "indicators", "conversation", "yearly", "costs"];

    public static RulesInForce[] Spans(IReadOnlyList<PackDocument> documents, List<RulePackProblem> problems)
    {
        foreach (var missing in Needed.Where(id => documents.All(document => document.Pack.Id != id)))
        {
            problems.Add(new RulePackProblem("rules", null, 0, $"pack '{missing}' is missing"));
        }

        foreach (var unknown in documents.Where(document => !Needed.Contains(document.Pack.Id)))
        {
            problems.Add(new RulePackProblem(unknown.Pack.File, null, 1, $"no module reads a pack '{unknown.Pack.Id}'"));
        }

        if (problems.Count > 0) { return []; }
        var found = new List<RulePackProblem>();
        var changes = documents.Select(document => document.Pack.InForceFrom).Append(DateOnly.MinValue).Distinct().Order();
        var spans = changes.Select(from => Bind(from, Choose(documents, from), found)).ToArray();
        problems.AddRange(found.Distinct());
        return spans;
    }

    /// <summary>The documents in force on the day; the first version of a pack stands in for the days before it.</summary>
    public static IReadOnlyList<PackDocument> Choose(IReadOnlyList<PackDocument> documents, DateOnly date) =>
    [
        .. from document in documents
           group document by document.Pack.Id into versions
           select versions.FirstOrDefault(version => version.Pack.IsInForce(date)) ?? versions.MinBy(version => version.Pack.InForceFrom)!,
    ];

    public static RulesInForce Bind(DateOnly from, IReadOnlyList<PackDocument> documents, List<RulePackProblem> problems)
    {
        var packs = documents.ToDictionary(document => document.Pack.Id);
        var bound = Needed.ToDictionary(id => id, id => packs[id].Rules.Select(rule => new BoundRule(packs[id].Pack.File, rule, problems)).ToList());
        var votes = VoteBinder.Bind(bound["votes"]);
        var organisations = OrganisationBinder.Bind(bound["organisation"]);
        var life = bound["organisational-life"];
        var rules = new RulesInForce(
            from,
            documents.ToDictionary(document => document.Pack.Id, document => document.Pack),
            [.. documents.Where(document => document.Pack.InForceFrom > from).Select(document => document.Pack.Id)],
            organisations,
            ActivityBinder.BindActivities(life, votes),
            ActivityBinder.BindObligations(life),
            votes,
            ReviewBinder.Bind(bound["review-chains"], organisations),
            AttendanceBinder.Bind(bound["attendance"]),
            CalendarBinder.Bind(bound["calendar"]),
            SensitivityBinder.Bind(bound["sensitivity"]),
            PeopleRightsBinder.Bind(bound["people-rights"]),
            ReminderBinder.Bind(bound["reminders"]),
            LearningBinder.Bind(bound["learning"]),
            OpenAffairsBinder.Bind(bound["open-affairs"]),
            PointsBinder.Bind(bound["points"]),
            IndicatorBinder.Bind(bound["indicators"]),
            ConversationBinder.Bind(bound["conversation"]),
            YearlyBinder.Bind(bound["yearly"]),
            CostBinder.Bind(bound["costs"]));
        foreach (var rule in bound.Values.SelectMany(list => list)) { rule.Finish(); }
        return rules;
    }
}

/// <summary>A rule whose values are being read; a shape nobody asked for is a problem.</summary>
internal sealed class BoundRule(string file, RuleDocument document, List<RulePackProblem> problems)
{
    private bool taken;

    public Rule Rule => document.Rule;

    public RuleReference Reference => document.Rule.Reference;

    public NodeReader Values { get; } = new(document.Values, file, document.Rule.Id, problems);

    public NodeReader Whole { get; } = new(document.Whole, file, document.Rule.Id, problems);

    public bool Is(string shape)
    {
        var same = Rule.Shape == shape;
        taken |= same;
        return same;
    }

    /// <summary>A text in both languages.</summary>
    public PackTitle Both(string key)
    {
        if (Values.Map(key) is not { } text)
        {
            Whole.Complain($"'{key}' is missing");
            return new PackTitle("", "");
        }
        var both = new PackTitle(text.Text("zh"), text.Text("en"));
        text.Finish();
        return both;
    }

    public void Finish()
    {
        if (taken) { Values.Finish(); }
        else { Whole.Complain($"this pack knows no shape '{Rule.Shape}'"); }
    }
}

/// <summary>Small words the binders share.</summary>
internal static class BoundRules
{
    public static IEnumerable<BoundRule> Of(this IEnumerable<BoundRule> rules, string shape) => rules.Where(rule => rule.Is(shape));

    /// <summary>The one rule of a shape; a stand-in with empty values, and a complaint, where it is missing or stands twice.</summary>
    public static BoundRule Single(this IReadOnlyList<BoundRule> rules, string shape)
    {
        var found = rules.Of(shape).ToList();
        if (found.Count == 1) { return found[0]; }
        var blamed = found.Count > 1 ? found[1] : rules[0];
        blamed.Whole.Complain(found.Count == 0 ? $"the pack has no rule of shape '{shape}'" : $"the pack has more than one rule of shape '{shape}'");
        return found.Count > 1 ? found[0] : new BoundRule("", new RuleDocument(blamed.Rule, [], []), []);
    }

    /// <summary>Rules by a name that must be there exactly once for every value of the enum.</summary>
    public static IReadOnlyDictionary<TKey, TRule> ByName<TKey, TRule>(this IReadOnlyList<BoundRule> rules, string shape, Func<BoundRule, (TKey Key, TRule Rule)> read)
        where TKey : struct, Enum
    {
        var byName = new Dictionary<TKey, TRule>();
        foreach (var bound in rules.Of(shape))
        {
            var (key, rule) = read(bound);
            if (!byName.TryAdd(key, rule)) { bound.Whole.Complain($"{key} stands twice"); }
        }

        foreach (var missing in Enum.GetValues<TKey>().Where(key => !byName.ContainsKey(key)))
        {
            rules[0].Whole.Complain($"the pack says nothing about {typeof(TKey).Name} {missing} (shape '{shape}')");
        }

        return byName;
    }
}
