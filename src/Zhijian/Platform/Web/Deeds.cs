namespace Zhijian.Platform.Web;

/// <summary>
/// Tells what people did that is filed, as rows: a module that follows filed deeds asks all sources alike and learns nothing else of the modules they come from.
/// Only what is filed or recorded; never how often or how long somebody used the platform.
/// </summary>
public interface IDeedSource
{
    /// <summary>Of which deeds it tells, by name.</summary>
    IReadOnlyList<string> Deeds { get; }

    /// <summary>
    /// A question without a closing semicolon that answers <c>member_id, deed, about (uuid), organisation_id, title, done_on (date), filed_at (timestamptz)</c>; each person once for a deed and what it is about.
    /// </summary>
    /// <param name="about">A condition on what it is about, such as <c>= any(@abouts)</c>; null: all there are.</param>
    string Sql(string? about);

    /// <summary>A question that answers the ids of those who decided that what <c>@about</c> names is filed as it is, <c>@member</c>'s own word among them.</summary>
    string FirstDecided { get; }

    /// <summary>The page of what it is about.</summary>
    string? Page(Guid about);
}
