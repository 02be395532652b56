using System.Text;

namespace Zhijian.Modules.Experiences;

/// <summary>Reports as the text of an article: each under its heading, with its writer's name only where they agreed to that.</summary>
internal static class ExperienceText
{
    /// <param name="unnamed">What stands in place of a name.</param>
    public static string Of(IEnumerable<ExperienceReport> reports, string unnamed)
    {
        var text = new StringBuilder();
        foreach (var report in reports)
        {
            text.Append(Heading(report.Title)).Append("\n\n").Append(report.Text).Append("\n\n— ").Append(report.Consent == ExperienceConsent.Named ? report.MemberName : unnamed).Append("\n\n");
        }
        return text.ToString().TrimEnd();
    }

    /// <summary>Whether a text still has a report under its heading.</summary>
    public static bool Holds(string? text, string title) => text is not null && text.Split('\n').Any(line => line.Trim() == Heading(title));

    private static string Heading(string title) => $"## {title}";
}
