using System.Text.RegularExpressions;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Library;

/// <summary>The chapters of a course, read from its plan: a line <c># title</c> begins a chapter, every other line holds the address of an item (<c>/library/…</c>), with or without words around it.</summary>
public sealed partial record CoursePlan(IReadOnlyList<CourseChapter> Chapters)
{
    public const int MostItems = 100;

    /// <summary>All items in their order; an item may stand in several chapters.</summary>
    public IReadOnlyList<Guid> Items => [.. Chapters.SelectMany(c => c.Items)];

    /// <summary>The plan, or the refusal that names the first line which is neither a chapter nor an item.</summary>
    public static Refusal? Read(string text, out CoursePlan plan)
    {
        List<(string Title, List<Guid> Items)> chapters = [];
        foreach (var (index, raw) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            var line = raw.Trim();
            if (line.StartsWith('#'))
            {
                chapters.Add((line.TrimStart('#').Trim(), []));
            }
            else if (line.Length > 0)
            {
                if (!(Address().Match(line) is { Success: true } match && Guid.TryParse(match.Groups[1].Value, out var item)) || chapters.Sum(c => c.Items.Count) == MostItems)
                {
                    plan = new CoursePlan([]);
                    return LibraryRefusals.UnreadablePlan.With(index + 1);
                }
                if (chapters.Count == 0)
                {
                    chapters.Add(("", []));
                }
                chapters[^1].Items.Add(item);
            }
        }
        plan = new CoursePlan([.. chapters.Select(c => new CourseChapter(c.Title, c.Items))]);
        return null;
    }

    /// <summary>The plan of a course that was read before.</summary>
    public static CoursePlan Of(string text)
    {
        Read(text, out var plan);
        return plan;
    }

    [GeneratedRegex("/library/([0-9a-fA-F-]{36})")]
    private static partial Regex Address();
}

/// <summary>A chapter and its items.</summary>
public sealed record CourseChapter(string Title, IReadOnlyList<Guid> Items);
