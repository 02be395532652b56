namespace Zhijian.Platform.Web;

/// <summary>
/// Puts what one person did into that person's own work record. Only what is filed or released, only what they did in the organisation, never how often or how long
/// they used the platform; nobody else's page asks it.
/// </summary>
public interface IWorkRecordSource
{
    /// <summary>Its name in addresses.</summary>
    string Name { get; }

    /// <summary>
    /// A question without a closing semicolon that answers <c>part, about (uuid), done_on (date), title, detail</c> for <c>@member</c> alone, between <c>@first</c> and <c>@last</c>.
    /// A part is a <see cref="WorkPart"/> by name.
    /// </summary>
    string Sql { get; }

    /// <summary>What stands under the title, and the page it opens.</summary>
    (HomeText? Detail, string? Href) Say(WorkLine line);
}

/// <summary>Which part of a work record.</summary>
public enum WorkPart
{
    /// <summary>Posts held.</summary>
    Posts,

    /// <summary>Organisational life taken part in.</summary>
    Life,

    /// <summary>Lectures and learning.</summary>
    Study,

    /// <summary>Service for others.</summary>
    Service,

    /// <summary>Hosted, recorded, written.</summary>
    Work,
}

/// <summary>One line of a work record.</summary>
public sealed class WorkLine
{
    public string Source { get; set; } = "";

    public WorkPart Part { get; set; }

    public Guid About { get; set; }

    public DateOnly DoneOn { get; set; }

    public string Title { get; set; } = "";

    /// <summary>What its source needs to say more.</summary>
    public string Detail { get; set; } = "";
}
