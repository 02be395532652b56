namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>people-rights</c>.</summary>
internal static class PeopleRightsBinder
{
    public static PeopleRights Bind(IReadOnlyList<BoundRule> rules) => new(rules.ByName("request", Request), rules.ByName("consent", Consent));

    private static (PersonRequestKind, RequestRule) Request(BoundRule bound)
    {
        var kind = bound.Values.Name<PersonRequestKind>("request");
        var days = bound.Values.Int("answerWorkingDays");
        if (days < 1) { bound.Whole.Complain("'answerWorkingDays' must be at least 1"); }
        return (kind, new RequestRule(kind, days, bound.Values.Flag("undoable"), bound.Reference));
    }

    private static (ConsentPurpose, ConsentRule) Consent(BoundRule bound)
    {
        var purpose = bound.Values.Name<ConsentPurpose>("purpose");
        var wording = bound.Values.Int("wording");
        if (wording < 1) { bound.Whole.Complain("'wording' must be at least 1"); }
        return (purpose, new ConsentRule(purpose, wording, bound.Both("covers"), bound.Both("text"), bound.Both("without"), bound.Reference));
    }
}
