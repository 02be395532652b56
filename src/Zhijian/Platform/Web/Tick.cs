namespace Zhijian.Platform.Web;

/// <summary>A box to tick as forms send it: nothing at all, or that it is on. A typed flag would take anything else for "off" without a word.</summary>
public static class Tick
{
    public const string On = "true";

    /// <summary>What was ticked; null where something else was sent, which no page of ours does.</summary>
    public static bool? Read(string? sent) => sent switch { null or "" => false, On => true, _ => null };

    /// <summary>As a form shows it.</summary>
    public static string? Of(bool isOn) => isOn ? On : null;
}
