namespace Zhijian.Modules.Conversation;

/// <summary>Words typed into a form about something that was seen in a version.</summary>
public sealed class WordsInput
{
    public string? Text { get; set; }

    public int Version { get; set; } = -1;
}
