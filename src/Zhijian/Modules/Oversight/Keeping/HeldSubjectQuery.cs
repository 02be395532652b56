using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Oversight.Keeping;

/// <summary>Finds the person or body that is to be held, inside the scope of who asks.</summary>
internal sealed class HeldSubjectQuery(Fence fence)
{
    /// <summary>Those with this number or name; at most two, for two are too many.</summary>
    public Task<List<HeldSubject>> Find(string who, CancellationToken cancel) => fence.Rows<HeldSubject>(
        """
        select id as MemberId, null::uuid as OrganisationId, name, path from member where institution_number = @who or name = @who
        union all select null::uuid, id, name, path from organisation where name = @who and dissolved_on is null limit 2
        """, new { who }, cancel);
}

/// <summary>A person or a body.</summary>
internal sealed class HeldSubject
{
    public Guid? MemberId { get; set; }

    public Guid? OrganisationId { get; set; }

    public string Name { get; set; } = "";

    public string Path { get; set; } = "";
}
