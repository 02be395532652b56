namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>conversation</c>.</summary>
internal static class ConversationBinder
{
    public static ConversationRules Bind(IReadOnlyList<BoundRule> rules) => new(Writing(rules.Single("writing")), Appeal(rules.Single("appeal")), rules.ByName("misuse", Misuse));

    private static WritingRule Writing(BoundRule bound) =>
        new(AtLeastOne(bound, "longestText"), AtLeastOne(bound, "editMinutes"), AtLeastOne(bound, "mostWritten"), AtLeastOne(bound, "withinMinutes"), bound.Reference);

    private static AppealRule Appeal(BoundRule bound) => new(AtLeastOne(bound, "withinDays"), bound.Reference);

    private static (MisuseReason, MisuseRule) Misuse(BoundRule bound)
    {
        var reason = bound.Values.Name<MisuseReason>("reason");
        return (reason, new MisuseRule(reason, bound.Values.Flag("hidesAtOnce"), bound.Reference));
    }

    private static int AtLeastOne(BoundRule bound, string key)
    {
        var number = bound.Values.Int(key);
        if (number >= 1) { return number; }
        bound.Whole.Complain($"'{key}' must be at least 1");
        return 1;
    }
}
