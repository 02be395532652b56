namespace Zhijian.Modules.Rules;

/// <summary>How carefully a field about a person is kept.</summary>
public enum Sensitivity
{
    /// <summary>Public.</summary>
    S0,

    /// <summary>Internal.</summary>
    S1,

    /// <summary>Restricted.</summary>
    S2,

    /// <summary>Sensitive: needs a purpose each time it is opened.</summary>
    S3,
}

/// <summary>What a class of sensitivity asks for.</summary>
public sealed record SensitivityClass(Sensitivity Class, bool Masked, bool Encrypted, bool PurposeRequired, bool ReadAudited, bool BulkApprovalAllowed, RuleReference Rule);

/// <summary>Classes and the fields that belong to them.</summary>
public sealed record SensitivityRules(IReadOnlyDictionary<Sensitivity, SensitivityClass> Classes, IReadOnlyDictionary<string, Sensitivity> Fields, RuleReference FieldsRule)
{
    /// <summary>The class of a field; an unknown field is treated as sensitive.</summary>
    public SensitivityClass Of(string field) => Classes[Fields.TryGetValue(field, out var sensitivity) ? sensitivity : Sensitivity.S3];
}
