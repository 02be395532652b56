namespace Zhijian.Testing;

/// <summary>How the tests were asked for.</summary>
internal static class TestRun
{
    /// <summary>With <c>./test --long</c>: whole what is otherwise a fixed sample.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("ZHIJIAN_TEST_LONG") == "1";
}
