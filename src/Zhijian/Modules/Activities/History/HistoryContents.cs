using System.Globalization;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.History;

/// <summary>What is filed of something that was held before this platform: what the list said and nothing else. Pure.</summary>
internal static class HistoryContents
{
    public static Activity ActivityOf(HistoryToFile it, Actor actor, DateTimeOffset now, InstitutionTime time) => new()
    {
        Path = it.Path, OrganisationId = it.OrganisationId, Kind = it.Kind, State = ActivityState.Filed, Title = it.Title,
        StartsAt = time.At(it.HeldOn, TimeOnly.MinValue), EndsAt = time.At(it.HeldOn.AddDays(1), TimeOnly.MinValue), Place = it.Place,
        HostMemberId = Guid.Empty, CodeSecret = [], CreatedBy = actor.MemberId, CreatedAt = now, IsHistory = true,
    };

    public static ActivityRecord RecordOf(HistoryToFile it, Activity activity, string number, Guid? reviewCase, DateTimeOffset now) => new()
    {
        ActivityId = activity.Id, Path = it.Path, OrganisationId = it.OrganisationId, Kind = it.Kind, Number = number, Title = it.Title, State = RecordState.Filed, HeldOn = it.HeldOn,
        FiledAt = now, ReviewCaseId = reviewCase, IsHistory = true,
    };

    public static FiledRecord FiledOf(HistoryToFile it, ActivityRecord record, Actor actor, DateTimeOffset now)
    {
        var content = Of(it, record.Number).ToJson();
        return new FiledRecord { RecordId = record.Id, Edition = 1, ActivityId = record.ActivityId, Path = it.Path, Content = content, Fingerprint = RecordContent.FingerprintOf(content), FiledAt = now, FiledBy = actor.Name };
    }

    /// <summary>A document of the institution: its lines are Chinese, its labels follow the reader. A field of which the list said nothing is left out.</summary>
    public static RecordContent Of(HistoryToFile it, string number) => new(
    [
        .. new[]
        {
            ReviewField.Text("number", "record.field.number", number),
            ReviewField.Text("organisation", "record.field.organisation", it.OrganisationName),
            ReviewField.Text("kind", "record.field.kind", Say($"activity-kind.{Words.Kebab(it.Kind.ToString())}")),
            ReviewField.Text("title", "record.field.title", it.Title),
            ReviewField.Text("time", "record.held-on", it.HeldOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ReviewField.Text("place", "record.field.place", it.Place),
            ReviewField.Text("host", "record.field.host", it.Host),
            ReviewField.Text("expected", "record.field.expected", it.Expected is { } expected ? Say("record-line.people", expected) : null),
            ReviewField.Text("present", "record.field.present", it.Present is { } present ? Say("record-line.people", present) : null),
            ReviewField.Text("history", "record.history", it.From),
        }.Where(f => f.Lines.Count > 0),
    ]);

    private static string Say(string key, params object[] values) => string.Format(CultureInfo.InvariantCulture, TextFiles.Find(TextFiles.Chinese, key), values);
}
