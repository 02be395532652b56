namespace Zhijian.Modules.Rules;

/// <summary>What follows when a rule is not kept.</summary>
public enum Severity
{
    /// <summary>Cannot proceed.</summary>
    Block,

    /// <summary>May proceed with a written reason.</summary>
    Warn,

    /// <summary>Is only shown.</summary>
    Info,
}
