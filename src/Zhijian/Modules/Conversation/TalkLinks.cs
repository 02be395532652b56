namespace Zhijian.Modules.Conversation;

/// <summary>Where things of a conversation stand.</summary>
internal static class TalkLinks
{
    /// <summary>A comment below its article, on the page of comments that begins with it.</summary>
    public static string Comment(Guid article, Guid comment) => $"/news/{article}?comments={comment}#c-{comment}";
}
