using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Minutes;

/// <summary>The minutes as they stand in the form: everything is text, so that what can't be read comes back as it was typed.</summary>
public sealed class MinutesForm
{
    public const string ItemAt = "Form.Items";

    public List<ItemForm> Items { get; } = [];

    /// <summary>What is saved, with one empty item where the agenda is empty.</summary>
    public static MinutesForm Of(Meeting meeting)
    {
        var form = new MinutesForm();
        form.Items.AddRange(meeting.Items.Select(i => ItemForm.Of(i, meeting)));
        if (form.Items.Count == 0)
        {
            form.Items.Add(new ItemForm());
        }
        return form;
    }

    /// <summary>What was posted; gaps in the numbering are closed and rows in which nothing is written are left out.</summary>
    public static MinutesForm Read(IFormCollection posted)
    {
        var form = new MinutesForm();
        form.Items.AddRange(Indexes(posted, ItemAt).Select(i => ItemForm.Read(posted, $"{ItemAt}[{i}]")).Where(i => !i.IsEmpty));
        return form;
    }

    /// <summary>A button that only adds a row was pressed: <c>item</c>, <c>motion:0</c> or <c>task:0</c>. Works without script.</summary>
    public void AddRow(string which)
    {
        var parts = which.Split(':');
        if (parts[0] == "item")
        {
            Items.Add(new ItemForm());
        }
        else if (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < Items.Count)
        {
            // One empty row stands there anyway.
            if (parts[0] == "motion")
            {
                Items[at].Motions.AddRange(Items[at].Motions.Count == 0 ? [new MotionForm(), new MotionForm()] : [new MotionForm()]);
            }
            else
            {
                Items[at].Tasks.AddRange(Items[at].Tasks.Count == 0 ? [new TaskForm(), new TaskForm()] : [new TaskForm()]);
            }
        }
    }

    /// <summary>Reads numbers and dates; the refusal names the first field that can't be read.</summary>
    public (MinutesDraft? Draft, Refusal? Refusal) ToDraft()
    {
        List<MinutesItem> items = [];
        for (var i = 0; i < Items.Count; i++)
        {
            var (item, refusal) = Items[i].ToItem($"{ItemAt}[{i}]");
            if (refusal is not null)
            {
                return (null, refusal);
            }
            items.Add(item!);
        }
        return (new MinutesDraft(items), null);
    }

    /// <summary>A row that is new has no id; anything else that is none must not be taken for a new row.</summary>
    internal static bool Identifies(string? id) => string.IsNullOrEmpty(id) || Guid.TryParse(id, out _);

    internal static IEnumerable<int> Indexes(IFormCollection posted, string at) =>
        posted.Keys.Where(k => k.StartsWith(at + "[", StringComparison.Ordinal))
            .Select(k => k[(at.Length + 1)..].Split(']')[0])
            .Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1)
            .Where(i => i >= 0).Distinct().Order();
}

/// <summary>One agenda item in the form.</summary>
public sealed class ItemForm
{
    public string? Id { get; set; }

    public string? Title { get; set; }

    public string? Discussion { get; set; }

    public string? Resolution { get; set; }

    public List<MotionForm> Motions { get; } = [];

    public List<TaskForm> Tasks { get; } = [];

    public bool IsEmpty => string.IsNullOrWhiteSpace(Title + Discussion + Resolution) && Motions.Count == 0 && Tasks.Count == 0;

    public static ItemForm Of(AgendaItem item, Meeting meeting)
    {
        var form = new ItemForm { Id = item.Id.ToString(), Title = item.Title, Discussion = item.Discussion, Resolution = item.Resolution };
        form.Motions.AddRange(meeting.MotionsOf(item.Id).Select(MotionForm.Of));
        form.Tasks.AddRange(meeting.FollowUpsOf(item.Id).Select(TaskForm.Of));
        return form;
    }

    public static ItemForm Read(IFormCollection posted, string at)
    {
        var form = new ItemForm { Id = posted[at + ".Id"], Title = posted[at + ".Title"], Discussion = posted[at + ".Discussion"], Resolution = posted[at + ".Resolution"] };
        form.Motions.AddRange(MinutesForm.Indexes(posted, at + ".Motions").Select(i => MotionForm.Read(posted, $"{at}.Motions[{i}]")).Where(m => !m.IsEmpty));
        form.Tasks.AddRange(MinutesForm.Indexes(posted, at + ".FollowUps").Select(i => TaskForm.Read(posted, $"{at}.FollowUps[{i}]")).Where(t => !t.IsEmpty));
        return form;
    }

    public (MinutesItem? Item, Refusal? Refusal) ToItem(string at)
    {
        List<MotionDraft> motions = [];
        List<FollowUpDraft> tasks = [];
        if (!MinutesForm.Identifies(Id))
        {
            return (null, PlatformRefusals.NotReadable.At(at + ".Title"));
        }
        for (var i = 0; i < Motions.Count; i++)
        {
            if (Motions[i].ToDraft($"{at}.Motions[{i}]", motions) is { } refusal)
            {
                return (null, refusal);
            }
        }
        for (var i = 0; i < Tasks.Count; i++)
        {
            if (Tasks[i].ToDraft($"{at}.FollowUps[{i}]", tasks) is { } refusal)
            {
                return (null, refusal);
            }
        }
        return (new MinutesItem(Guid.TryParse(Id, out var id) ? id : null, Title ?? "", Discussion, Resolution, motions, tasks), null);
    }
}

/// <summary>One motion in the form.</summary>
public sealed class MotionForm
{
    public string? Id { get; set; }

    public string? Text { get; set; }

    public string? Policy { get; set; }

    public string? Yes { get; set; }

    public string? No { get; set; }

    public string? Abstain { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Text + Yes + No + Abstain);

    public static MotionForm Of(Motion motion) => new()
    {
        Id = motion.Id.ToString(),
        Text = motion.Text,
        Policy = motion.Policy,
        Yes = motion.Yes.ToString(CultureInfo.InvariantCulture),
        No = motion.No.ToString(CultureInfo.InvariantCulture),
        Abstain = motion.Abstain.ToString(CultureInfo.InvariantCulture),
    };

    public static MotionForm Read(IFormCollection posted, string at) => new()
    {
        Id = posted[at + ".Id"], Text = posted[at + ".Text"], Policy = posted[at + ".Policy"], Yes = posted[at + ".Yes"], No = posted[at + ".No"], Abstain = posted[at + ".Abstain"],
    };

    public Refusal? ToDraft(string at, List<MotionDraft> into)
    {
        int[] votes = new int[3];
        if (!MinutesForm.Identifies(Id))
        {
            return PlatformRefusals.NotReadable.At(at + ".Text");
        }
        (string Name, string? Text)[] typed = [("Yes", Yes), ("No", No), ("Abstain", Abstain)];
        for (var i = 0; i < typed.Length; i++)
        {
            // Nobody against, nobody abstaining: left empty means none.
            if (!string.IsNullOrWhiteSpace(typed[i].Text) && !int.TryParse(typed[i].Text!.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out votes[i]))
            {
                return PlatformRefusals.NotReadable.At($"{at}.{typed[i].Name}");
            }
        }
        into.Add(new MotionDraft(Guid.TryParse(Id, out var id) ? id : null, Text ?? "", Policy, votes[0], votes[1], votes[2]));
        return null;
    }
}

/// <summary>One task in the form.</summary>
public sealed class TaskForm
{
    public string? Id { get; set; }

    public string? Text { get; set; }

    public string? OwnerId { get; set; }

    public string? DueOn { get; set; }

    /// <summary>An owner is always chosen in the list, so only words and a date make a row.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(Text + DueOn);

    public static TaskForm Of(FollowUp task) => new()
    {
        Id = task.Id.ToString(), Text = task.Text, OwnerId = task.OwnerMemberId.ToString(), DueOn = task.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    public static TaskForm Read(IFormCollection posted, string at) => new()
    {
        Id = posted[at + ".Id"], Text = posted[at + ".Text"], OwnerId = posted[at + ".OwnerId"], DueOn = posted[at + ".DueOn"],
    };

    public Refusal? ToDraft(string at, List<FollowUpDraft> into)
    {
        if (!MinutesForm.Identifies(Id))
        {
            return PlatformRefusals.NotReadable.At(at + ".Text");
        }
        if (!Guid.TryParse(OwnerId, out var owner))
        {
            return PlatformRefusals.Required.At(at + ".OwnerId");
        }
        if (!DateOnly.TryParseExact(DueOn?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var due))
        {
            return (string.IsNullOrWhiteSpace(DueOn) ? PlatformRefusals.Required : PlatformRefusals.NotReadable).At(at + ".DueOn");
        }
        into.Add(new FollowUpDraft(Guid.TryParse(Id, out var id) ? id : null, Text ?? "", owner, due));
        return null;
    }
}
