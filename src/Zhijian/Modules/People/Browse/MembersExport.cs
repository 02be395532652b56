using Zhijian.Platform.Exports;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.People.Browse;

/// <summary>The list of members as a file: what the page shows and no more. Sealed values are shown one at a time and never stand in a list.</summary>
internal sealed class MembersExport(MemberListQuery query, MemberElementsQuery elements) : IListOfElements
{
    public string Name => "members";

    public string Page => "/people";

    public IReadOnlyList<string> Acts => [PeopleActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("name", "people.field.name"), new("organisation", "people.organisation"), new("category", "people.category"), new("state", "people.state"),
        new("institutionNumber", "people.field.institution-number"), new("joinDate", "people.field.join-date"),
    ];

    public IReadOnlyList<string> Elements => MemberElementsQuery.Elements;

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await Members(question, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(Cells)], page.Next);
    }

    public async Task<ExportChunk> ReadElements(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await Members(question, after, size, cancel);
        return new ExportChunk(await elements.Of([.. page.Items.Select(m => m.Id)], cancel), page.Next);
    }

    private async Task<Listing<MemberRow>> Members(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var filter = MemberFilter.Read(question.Text("search"), question.Text("under"), question.Text("category"), question.Text("state"), question.Text("order"));
        return (await query.Run(filter, after, size, withChoices: false, question.Actor, cancel)).Page;
    }

    private static IReadOnlyList<object?> Cells(MemberRow row) =>
        [row.Name, row.OrganisationName, Enum.Parse<MemberCategory>(row.Category), Enum.Parse<MembershipState>(row.State), row.InstitutionNumber, row.JoinDate];
}
