using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Records;

/// <summary>Names that a record needs and that may lie outside the reader's scope: host, recorder, organisations.</summary>
internal sealed record RecordNames(string Host, string? Recorder, string Organisation, IReadOnlyList<string> Partners);

/// <summary>Looks the names up once for a record.</summary>
internal sealed class RecordNamesQuery(Fence fence)
{
    public async Task<RecordNames> Of(Meeting meeting, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Directory);
        var activity = meeting.Activity;
        using var sets = await fence.Sets(
            """
            select id, name from member where id in (@host, @recorder);
            select id, name from organisation where id = any(@organisations);
            """,
            new { host = activity.HostMemberId, recorder = activity.RecorderMemberId ?? activity.HostMemberId, organisations = meeting.Parties.Select(p => p.OrganisationId).Append(activity.OrganisationId).Distinct().ToArray() }, cancel);
        var people = (await sets.ReadAsync<(Guid Id, string Name)>()).ToDictionary(p => p.Id, p => p.Name);
        var organisations = (await sets.ReadAsync<(Guid Id, string Name)>()).ToDictionary(o => o.Id, o => o.Name);
        return new RecordNames(
            people.GetValueOrDefault(activity.HostMemberId, ""),
            activity.RecorderMemberId is { } recorder ? people.GetValueOrDefault(recorder) : null,
            organisations.GetValueOrDefault(activity.OrganisationId, ""),
            [.. meeting.Parties.Where(p => p.OrganisationId != activity.OrganisationId).Select(p => organisations.GetValueOrDefault(p.OrganisationId, "")).Append(activity.OutsidePartners ?? "").Where(n => n.Length > 0)]);
    }
}
