using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Minutes;

/// <summary>What somebody else saved that differs from what stands in the form, so that nobody overwrites a colleague unseen.</summary>
internal static class MinutesChanges
{
    public static IEnumerable<(string Where, string Text)> Between(Meeting saved, MinutesForm form, Words t)
    {
        var theirs = MinutesForm.Of(saved).Items.Where(i => !i.IsEmpty).ToList();
        foreach (var item in theirs)
        {
            var mine = form.Items.FirstOrDefault(i => i.Id == item.Id);
            var title = item.Title ?? "";
            if (mine is null)
            {
                yield return (title, string.Join('\n', new[] { item.Discussion, item.Resolution }.Where(s => !string.IsNullOrEmpty(s))));
                continue;
            }
            foreach (var (label, before, after) in Fields(mine, item))
            {
                if (Plain(before) != Plain(after))
                {
                    yield return ($"{title} · {t[label]}", Plain(after));
                }
            }
        }
        foreach (var gone in form.Items.Where(i => i.Id is { Length: > 0 } && theirs.All(o => o.Id != i.Id)))
        {
            // Their save took it out; saved again, it comes in as a new item.
            yield return (gone.Title ?? "", t["minutes.taken-out"]);
            gone.Id = null;
        }
    }

    private static IEnumerable<(string Label, string? Mine, string? Theirs)> Fields(ItemForm mine, ItemForm theirs) =>
    [
        ("minutes.item-title", mine.Title, theirs.Title),
        ("record.field.discussion", mine.Discussion, theirs.Discussion),
        ("record.field.resolution", mine.Resolution, theirs.Resolution),
        ("minutes.motions", Join(mine.Motions.Select(m => $"{m.Text} {m.Yes}/{m.No}/{m.Abstain}")), Join(theirs.Motions.Select(m => $"{m.Text} {m.Yes}/{m.No}/{m.Abstain}"))),
        ("minutes.tasks", Join(mine.Tasks.Select(f => $"{f.Text} {f.DueOn}")), Join(theirs.Tasks.Select(f => $"{f.Text} {f.DueOn}"))),
    ];

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string Plain(string? text) => string.Join('\n', Meeting.Lines(text));
}
