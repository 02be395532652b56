namespace Zhijian.Modules.Learning;

/// <summary>What a person is credited with in a year beside learning tasks. Counts as studied together.</summary>
public interface ICreditedUnits
{
    /// <summary>One column, units, a row for each credit of <c>@member</c> between the days <c>@first</c> and <c>@last</c>.</summary>
    string Sql { get; }
}
