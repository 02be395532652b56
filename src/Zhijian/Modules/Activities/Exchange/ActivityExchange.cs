using Zhijian.Platform.Exchange;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Exchange;

/// <summary>Activities as connected systems follow them.</summary>
internal sealed class ActivityChanges(Fence fence) : IExchangedKind
{
    public string Kind => "activity";

    public IReadOnlyList<string> Elements { get; } = ["title", "kind", "state", "startsAt", "endsAt", "place", "organisationId"];

    public IReadOnlyList<ChangingFact> Facts { get; } =
        [new(typeof(ActivityPlanned)), new(typeof(ActivityChanged)), new(typeof(ActivityAnnounced)), new(typeof(ActivityCancelled)), new(typeof(RollOpened)), new(typeof(RollClosed))];

    public async Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, object?>>> Read(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var rows = await fence.Rows<Row>("select id, title, kind, state, starts_at as StartsAt, ends_at as EndsAt, place, organisation_id as OrganisationId from activity where id = any(@ids)", new { ids = ids.ToArray() }, cancel);
        return rows.ToDictionary(r => r.Id, r => (IReadOnlyDictionary<string, object?>)new Dictionary<string, object?>
        {
            ["title"] = r.Title, ["kind"] = r.Kind, ["state"] = r.State, ["startsAt"] = r.StartsAt, ["endsAt"] = r.EndsAt, ["place"] = r.Place, ["organisationId"] = r.OrganisationId,
        });
    }

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public string Kind { get; set; } = "";

        public string State { get; set; } = "";

        public DateTimeOffset StartsAt { get; set; }

        public DateTimeOffset EndsAt { get; set; }

        public string? Place { get; set; }

        public Guid OrganisationId { get; set; }
    }
}

/// <summary>Records as connected systems follow them: that they are there and how far they are, never what is written in them.</summary>
internal sealed class RecordChanges(Fence fence) : IExchangedKind
{
    public string Kind => "record";

    public IReadOnlyList<string> Elements { get; } = ["number", "title", "kind", "state", "heldOn", "filedAt", "organisationId", "activityId"];

    public IReadOnlyList<ChangingFact> Facts { get; } =
    [
        new(typeof(RecordSubmitted), "recordId"), new(typeof(RecordReturned), "recordId"), new(typeof(RecordWithdrawn), "recordId"), new(typeof(RecordResumed), "recordId"), new(typeof(RecordFiled), "recordId"),
        new(typeof(RecordUnfiled), "recordId"), new(typeof(AddendumWritten), "recordId"), new(typeof(HistoryFiled), "recordId"), new(typeof(HistoryTakenOut), "recordId"),
    ];

    public async Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, object?>>> Read(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var rows = await fence.Rows<Row>(
            "select id, number, title, kind, state, held_on as HeldOn, filed_at as FiledAt, organisation_id as OrganisationId, activity_id as ActivityId from activity_record where id = any(@ids)", new { ids = ids.ToArray() }, cancel);
        return rows.ToDictionary(r => r.Id, r => (IReadOnlyDictionary<string, object?>)new Dictionary<string, object?>
        {
            ["number"] = r.Number, ["title"] = r.Title, ["kind"] = r.Kind, ["state"] = r.State, ["heldOn"] = r.HeldOn, ["filedAt"] = r.FiledAt, ["organisationId"] = r.OrganisationId, ["activityId"] = r.ActivityId,
        });
    }

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Number { get; set; } = "";

        public string Title { get; set; } = "";

        public string Kind { get; set; } = "";

        public string State { get; set; } = "";

        public DateOnly HeldOn { get; set; }

        public DateTimeOffset? FiledAt { get; set; }

        public Guid OrganisationId { get; set; }

        public Guid ActivityId { get; set; }
    }
}
