using System.Globalization;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Importing.History;

/// <summary>A row that is something held before this platform.</summary>
internal sealed class ActivityRow : CleanedRow
{
    private ActivityRow(StagedRow staged)
        : base(staged)
    {
    }

    public Organisation? Where { get; private set; }

    public ActivityKind? Kind => Enum.TryParse<ActivityKind>(Values.GetValueOrDefault(ActivityColumns.Kind), out var kind) ? kind : null;

    public DateOnly? HeldOn => Day(Values.GetValueOrDefault(ActivityColumns.HeldOn));

    public string Title => Values.GetValueOrDefault(ActivityColumns.Title) ?? "";

    /// <summary>Where and when, of which kind; null as long as a part of it is not known.</summary>
    public (Guid OrganisationId, ActivityKind Kind, DateOnly On)? Occasion => this is { Where: { } where, Kind: { } kind, HeldOn: { } day } ? (where.Id, kind, day) : null;

    public static ActivityRow Read(StagedRow staged, IReadOnlyList<string> mapping, OrganisationNames organisations, DateOnly today)
    {
        var row = new ActivityRow(staged);
        row.CleanCells(ActivityColumns.Set, mapping, today);
        row.CheckValues(ActivityColumns.Set, today);
        row.Require(ActivityColumns.Kind, ActivityColumns.HeldOn, ActivityColumns.Title);
        (row.Where, var refusal) = organisations.Find(row.Values.GetValueOrDefault(ActivityColumns.Organisation));
        if (refusal is not null)
        {
            row.Fault(ActivityColumns.Organisation, refusal);
        }
        return row;
    }

    /// <summary>What would be filed of it.</summary>
    /// <param name="from">Which list, for the record itself.</param>
    public HistoryToFile ToFile(string from) => new(
        Where!.Id, Where.Name, Where.Path, Kind!.Value, HeldOn!.Value, Title, Values.GetValueOrDefault(ActivityColumns.Place), Values.GetValueOrDefault(ActivityColumns.HostName), Count(ActivityColumns.Expected), Count(ActivityColumns.Present),
        from);

    private int? Count(string element) => int.TryParse(Values.GetValueOrDefault(element), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
