namespace Zhijian.Testing;

/// <summary>Says every breach in full, one a line.</summary>
public static class Breaches
{
    public static void None(IEnumerable<string> breaches)
    {
        var found = breaches.Distinct().ToList();
        if (found.Count > 0)
        {
            Assert.Fail($"{found.Count}:\n{string.Join('\n', found.Take(200))}");
        }
    }
}
