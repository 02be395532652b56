namespace Zhijian.Bench;

/// <summary>The value below which a part of all values lies.</summary>
internal static class Quantile
{
    public static double Middle(IReadOnlyCollection<double> values) => Of(values, 0.5);

    /// <param name="part">From 0 up to, but not, 1.</param>
    public static double Of(IReadOnlyCollection<double> values, double part) => values.Order().ElementAt((int)(values.Count * part));
}
