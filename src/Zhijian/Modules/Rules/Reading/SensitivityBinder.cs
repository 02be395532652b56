namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>sensitivity</c>.</summary>
internal static class SensitivityBinder
{
    public static SensitivityRules Bind(IReadOnlyList<BoundRule> rules)
    {
        var fields = rules.Single("fields");
        return new SensitivityRules(
            rules.ByName("class", Class),
            fields.Values.Map("fields")?.NamedValues<Sensitivity>() ?? new Dictionary<string, Sensitivity>(),
            fields.Reference);
    }

    private static (Sensitivity, SensitivityClass) Class(BoundRule bound)
    {
        var values = bound.Values;
        var name = values.Name<Sensitivity>("class");
        return (name, new SensitivityClass(
            name,
            values.Flag("masked"),
            values.Flag("encrypted"),
            values.Flag("purposeRequired"),
            values.Flag("readAudited"),
            values.Flag("bulkApprovalAllowed"),
            bound.Reference));
    }
}
