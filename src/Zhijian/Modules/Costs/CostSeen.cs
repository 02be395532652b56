namespace Zhijian.Modules.Costs;

/// <summary>The line by which a sender says that they have seen what it costs.</summary>
public static class CostSeen
{
    /// <summary>Its name in a button's form, and of programs in the address.</summary>
    public const string Field = "costSeen";

    /// <summary>Name of the button that only shows what it would cost now.</summary>
    public const string Look = "_look";

    /// <summary>Whether what came says so.</summary>
    public static bool Of(string? value) => value == "true";
}
