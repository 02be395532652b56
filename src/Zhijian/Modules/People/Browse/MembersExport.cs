using Zhijian.Platform.Exports;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.People.Browse;

/// <summary>The list of members as a file: what the page shows and no more. Sealed values are shown one at a time and never stand in a list.</summary>
internal sealed class MembersExport(MemberListQuery query) : IListExport
{
    public string Name => "members";

    public string Page => "/people";

    public IReadOnlyList<string> Acts => [PeopleActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("name", "people.field.name"), new("organisation", "people.organisation"), new("category", "people.category"), new("state", "people.state"),
        new("institutionNumber", "people.field.institution-number"), new("joinDate", "people.field.join-date"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var filter = MemberFilter.Read(question.Text("search"), question.Text("under"), question.Text("category"), question.Text("state"), question.Text("order"));
        var page = (await query.Run(filter, after, size, withChoices: false, question.Actor, cancel)).Page;
        return new ExportChunk([.. page.Items.Select(Cells)], page.Next);
    }

    private static IReadOnlyList<object?> Cells(MemberRow row) =>
        [row.Name, row.OrganisationName, Enum.Parse<MemberCategory>(row.Category), Enum.Parse<MembershipState>(row.State), row.InstitutionNumber, row.JoinDate];
}
