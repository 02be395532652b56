using System.Globalization;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Files;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Records;

/// <summary>
/// Writes the record as the ordered fields that reviewers read and that are filed. It is a document of the institution:
/// its lines are Chinese whatever the language of whoever hands it in, its labels follow the reader.
/// </summary>
internal static class RecordContents
{
    public static RecordContent Of(Meeting meeting, RecordNames names, IReadOnlyList<StoredFile> files, RulesInForce rules, InstitutionTime time)
    {
        var activity = meeting.Activity;
        List<ReviewField> fields =
        [
            ReviewField.Text("number", "record.field.number", meeting.Record?.Number),
            ReviewField.Text("organisation", "record.field.organisation", names.Organisation),
            ReviewField.Text("kind", "record.field.kind", Say($"activity-kind.{Words.Kebab(activity.Kind.ToString())}")),
            ReviewField.Text("title", "record.field.title", activity.Title) with { SourceKey = "record.source.plan" },
            ReviewField.Text("time", "record.field.time", Span(activity, time)) with { SourceKey = "record.source.plan" },
            ReviewField.Text("place", "record.field.place", activity.Place ?? Say("record.online")) with { SourceKey = "record.source.plan" },
            ReviewField.Text("host", "record.field.host", names.Host) with { SourceKey = "record.source.plan" },
        ];
        Add(fields, ReviewField.Text("recorder", "record.field.recorder", names.Recorder ?? meeting.Record?.MinutesBy));
        Add(fields, ReviewField.List("partners", "record.field.partners", names.Partners));
        Add(fields, ReviewField.Text("serves", "record.field.serves", activity.ServesTitle) with { SourceKey = "record.source.plan" });
        fields.AddRange(Attendance(meeting));
        var quorum = meeting.Quorum(rules);
        fields.Add(ReviewField.Text("quorum", "record.field.quorum", Say(quorum.ReasonKey, [.. quorum.ReasonValues])) with { SourceKey = "record.source.rule" });
        foreach (var item in meeting.Items)
        {
            fields.AddRange(Item(item, meeting, rules));
        }
        Add(fields, ReviewField.List("attachments", "record.field.attachments", files.Select(f => Say("record-line.file", f.Name, Size(f.Size), Convert.ToHexStringLower(f.Sha256)[..12]))));
        Add(fields, ReviewField.Text("late-reason", "record.field.late-reason", meeting.Record is { IsLate: true } late ? late.LateReason ?? Say("record.no-reason") : null));
        return new RecordContent(fields);
    }

    /// <summary>The filed content with a correction behind it: the reviewer's comparison then shows the correction alone.</summary>
    public static RecordContent WithAddendum(RecordContent filed, ActivityRecord addendum)
    {
        var corrected = addendum.AddendumFields is { Length: > 0 } keys
            ? filed.Fields.Where(f => keys.Contains(f.Key)).Select(f => Say(f.LabelKey))
            : [];
        return new RecordContent(
        [
            .. filed.Fields,
            ReviewField.List(AddendumKey(addendum), "record.field.addendum", [addendum.Number, .. corrected.Any() ? [Say("record-line.corrects", string.Join('、', corrected))] : Array.Empty<string>(), .. Meeting.Lines(addendum.AddendumText)]),
        ]);
    }

    public static string AddendumKey(ActivityRecord addendum) => $"addendum.{addendum.Id:N}";

    private static IEnumerable<ReviewField> Attendance(Meeting meeting)
    {
        var expected = meeting.Roll.Where(a => !a.IsObserver && a.Status != AttendanceStatus.Exempt).ToList();
        yield return People("expected", expected);
        yield return People("present", [.. expected.Where(a => a.IsPresent)], a => a.Status == AttendanceStatus.PresentOnline ? Say("record-line.online", a.Name) : a.Name);
        yield return People("leave", [.. expected.Where(a => a.Status == AttendanceStatus.OnLeave)], a => a.HasLeave ? a.Name : Say("record-line.leave-not-granted", a.Name));
        if (expected.Where(a => a.Status == AttendanceStatus.OnLeave && (a.LeaveKind is not null || a.LeaveReason is not null)).ToList() is { Count: > 0 } told)
        {
            yield return ReviewField.List(RecordFields.LeaveReasons, "record.field.leave-reasons", told.Select(Reason)) with { SourceKey = "record.source.roll" };
        }
        yield return People("absent", [.. expected.Where(a => a.Status is AttendanceStatus.Absent or AttendanceStatus.MadeUp)], a => a.Status == AttendanceStatus.MadeUp ? Say("record-line.made-up", a.Name) : a.Name);
        var observers = meeting.Roll.Where(a => a.IsObserver && a.IsPresent).ToList();
        if (observers.Count > 0)
        {
            yield return People("observers", observers);
        }
    }

    private static string Reason(Attendance a) =>
        Say("record-line.leave-reason", a.Name, string.Join('，', new[] { a.LeaveKind is { } kind ? Say($"leave-kind.{Words.Kebab(kind.ToString())}") : null, a.LeaveReason }.Where(w => w is not null)));

    private static ReviewField People(string key, List<Attendance> who, Func<Attendance, string>? name = null) =>
        ReviewField.List(key, $"record.field.{key}", who.Count == 0 ? [Say("record-line.people", 0)] : [Say("record-line.people", who.Count), string.Join('、', who.Select(name ?? (a => a.Name)))]) with { SourceKey = "record.source.roll" };

    private static IEnumerable<ReviewField> Item(AgendaItem item, Meeting meeting, RulesInForce rules)
    {
        ReviewField Field(string field, IEnumerable<string> lines) => ReviewField.List(RecordFields.Item(item.Id, field), RecordFields.LabelKey(field == "title" ? "item" : field, item.Ordinal, meeting.Agenda.Count), lines);
        yield return Field("title", [item.Title]);
        yield return Field("discussion", Meeting.Lines(item.Discussion));
        if (meeting.MotionsOf(item.Id).ToList() is { Count: > 0 } motions)
        {
            yield return Field("motions", motions.Select(m => Vote(m, meeting, rules)));
        }
        if (Meeting.Lines(item.Resolution) is { Count: > 0 } resolution)
        {
            yield return Field("resolution", resolution);
        }
        if (meeting.FollowUpsOf(item.Id).ToList() is { Count: > 0 } tasks)
        {
            yield return Field("tasks", tasks.Select(t => Say("record-line.task", t.Text, meeting.Roll.FirstOrDefault(a => a.MemberId == t.OwnerMemberId)?.Name ?? "", t.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))));
        }
    }

    private static string Vote(Motion motion, Meeting meeting, RulesInForce rules)
    {
        var result = meeting.ResultOf(motion, rules);
        return Say("record-line.motion", motion.Text, motion.Yes, motion.No, motion.Abstain) + Say("record-line.motion-result", Say(result.ReasonKey, [.. result.ReasonValues]), result.Rule.Clause);
    }

    private static string Span(Activity activity, InstitutionTime time)
    {
        var (start, end) = (time.Local(activity.StartsAt), time.Local(activity.EndsAt));
        return start.Date == end.Date
            ? string.Create(CultureInfo.InvariantCulture, $"{start:yyyy-MM-dd HH:mm}–{end:HH:mm}")
            : string.Create(CultureInfo.InvariantCulture, $"{start:yyyy-MM-dd HH:mm}–{end:yyyy-MM-dd HH:mm}");
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024)} KB");

    private static void Add(List<ReviewField> fields, ReviewField field)
    {
        if (field.Lines.Count > 0)
        {
            fields.Add(field);
        }
    }

    private static string Say(string key, params object[] values) => string.Format(CultureInfo.InvariantCulture, TextFiles.Find(TextFiles.Chinese, key), values);
}
