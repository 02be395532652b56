namespace Zhijian.Platform.Web;

/// <summary>The institution that runs this installation: its name, and whether it still waits for set-up. Read at start, changed by set-up.</summary>
public sealed class Institution
{
    public string Name { get; set; } = "";

    /// <summary>True until a root organisation exists.</summary>
    public bool NeedsSetUp { get; set; }

    public bool IsDemonstration { get; set; }
}
