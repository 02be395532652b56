using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People;

/// <summary>Asks the ledger how a person's consents stand today. Whatever rests on consent asks here first.</summary>
internal sealed class ConsentsQuery(Fence fence, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>The newest line of each purpose of <c>@id</c>; for pages that read more in the same round trip.</summary>
    public const string Newest = "select distinct on (purpose) id, path, member_id as MemberId, purpose, wording, given, at, page from consent_entry where member_id = @id order by purpose, id desc";

    public async Task<Consents> Of(Guid member, CancellationToken cancel) => Of(await fence.Rows<ConsentRow>(Newest, new { id = member }, cancel));

    public Consents Of(IEnumerable<ConsentRow> newest) => new(rulebook.On(time.Today).PeopleRights.Consents, newest.Select(r => r.ToEntry()));
}

/// <summary>A line of the ledger as read.</summary>
internal sealed class ConsentRow
{
    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    public Guid MemberId { get; set; }

    public string Purpose { get; set; } = "";

    public int Wording { get; set; }

    public bool Given { get; set; }

    public DateTimeOffset At { get; set; }

    public string Page { get; set; } = "";

    public ConsentEntry ToEntry() => new() { Id = Id, Path = Path, MemberId = MemberId, Purpose = Enum.Parse<ConsentPurpose>(Purpose), Wording = Wording, Given = Given, At = At, Page = Page };
}
