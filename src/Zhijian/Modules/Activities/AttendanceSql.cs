namespace Zhijian.Modules.Activities;

/// <summary>What several questions say of a row of the roll, <c>attendance t</c>.</summary>
internal static class AttendanceSql
{
    /// <summary>The person took part: on the spot, online or by making it up.</summary>
    public const string TookPart = "t.status in ('Present', 'PresentOnline', 'MadeUp')";
}
