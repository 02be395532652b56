namespace Zhijian.Modules.Rules;

/// <summary>How the roll records one expected person.</summary>
public enum AttendanceStatus
{
    Present,
    PresentOnline,
    OnLeave,
    Absent,

    /// <summary>Freed from the duty by the branch (old and frail, seriously ill, disabled).</summary>
    Exempt,

    /// <summary>Was not there and studied the content afterwards.</summary>
    MadeUp,
}
