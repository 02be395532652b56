using System.Text.Json;
using Npgsql;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Records;

/// <summary>
/// One filed record inside the viewer's own scope, in one round trip, or of an activity with which their organisation took part, in three: what programs ask for most.
/// A filed record is what its approved version says, so nothing has to be put together. Whatever is not filed, corrects another record or is opened otherwise is left to <see cref="RecordQuery"/>.
/// </summary>
internal sealed class FiledRecordQuery(Fence fence)
{
    private const string Sql =
        """
        select r.id, r.number, r.kind, r.title, r.organisation_id, o.name, r.activity_id, r.held_on, r.is_late, r.submitted_at, r.filed_at, r.version, r.late_reason, f.content, f.fingerprint,
          (select jsonb_agg(jsonb_build_object('id', a.id, 'number', a.number, 'state', a.state, 'text', a.addendum_text) order by a.number) from activity_record a where a.addendum_to = r.id)
        from activity_record r
        join activity c on c.id = r.activity_id
        join filed_record f on f.record_id = r.id
        left join organisation o on o.id = r.organisation_id
        where r.id = $1 and r.state = 'Filed' and r.addendum_to is null
        order by f.edition desc limit 1
        """;

    /// <summary>Whose activity it is and who took part, looked up for everybody; whether the person may see that is decided here, as <see cref="ActivityRelation.Partner"/> says.</summary>
    private const string Partners =
        """
        select p.activity_id, p.path, o.name from activity_record r join activity_party p on p.activity_id = r.activity_id join organisation o on o.id = r.organisation_id
        where r.id = $1 and r.state = 'Filed' and r.addendum_to is null
        """;

    /// <summary>Null where there is no such record, or not for these short ways.</summary>
    public async Task<(RecordDetailView View, int Version)?> Find(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await Filed(id, cancel) is { } found)
        {
            return found;
        }
        if (await SharedWith(id, actor, cancel) is not var (activity, host))
        {
            return null;
        }
        fence.Admit(activity);
        return await Filed(id, cancel) is var (view, version) ? (view with { Record = view.Record with { OrganisationName = host } }, version) : null;
    }

    private Task<(RecordDetailView, int)?> Filed(Guid id, CancellationToken cancel) => fence.Once<(RecordDetailView, int)?>(
        Sql, values => values.Add(new NpgsqlParameter<Guid> { TypedValue = id }), async (row, stop) => await row.ReadAsync(stop) ? Read(row) : null, cancel);

    private async Task<(Guid Activity, string Host)?> SharedWith(Guid id, Actor actor, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Directory);
        return await fence.Once<(Guid, string)?>(Partners, values => values.Add(new NpgsqlParameter<Guid> { TypedValue = id }), async (row, stop) =>
        {
            while (await row.ReadAsync(stop))
            {
                if (actor.May(ActivityActs.See, row.GetString(1)))
                {
                    return (row.GetGuid(0), row.GetString(2));
                }
            }
            return null;
        }, cancel);
    }

    private static (RecordDetailView, int) Read(NpgsqlDataReader row)
    {
        var version = row.GetInt32(11);
        var record = new RecordView(
            row.GetGuid(0), row.GetString(1), Enum.Parse<ActivityKind>(row.GetString(2)), row.GetString(3), row.GetGuid(4), Text(row, 5), row.GetGuid(6), RecordState.Filed,
            row.GetFieldValue<DateOnly>(7), row.GetBoolean(8), Moment(row, 9), Moment(row, 10), null, version);
        var addenda = row.IsDBNull(15) ? [] : JsonSerializer.Deserialize<AddendumView[]>(row.GetString(15), KeptJson.Form)!;
        return (new RecordDetailView(record, Text(row, 12), null, row.GetString(14), RecordFieldView.Of(RecordContent.FromJson(row.GetString(13))), addenda), version);
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Moment(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
