using Zhijian.Modules.Rules;
using Zhijian.Platform.Exports;

namespace Zhijian.Modules.People.Posts;

/// <summary>Who holds which post today, as a file.</summary>
internal sealed class PostsExport(PostsQuery query) : IListExport
{
    public string Name => "posts";

    public string Page => "/people/posts/vacant";

    public IReadOnlyList<string> Acts => [PeopleActs.See, PeopleActs.Appoint];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("organisation", "people.organisation"), new("post", "people.post"), new("name", "people.field.name"), new("from", "people.from"), new("plannedEnd", "people.planned-end"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await query.Held(null, null, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(r => (IReadOnlyList<object?>)[r.OrganisationName, Enum.Parse<PostKind>(r.Post), r.MemberName, r.From, r.PlannedEnd])], page.Next);
    }
}

/// <summary>Which posts nobody holds, as a file.</summary>
internal sealed class VacantPostsExport(PostsQuery query) : IListExport
{
    public string Name => "vacant-posts";

    public string Page => "/people/posts/vacant";

    public IReadOnlyList<string> Acts => [PeopleActs.See, PeopleActs.Appoint];

    public IReadOnlyList<ExportColumn> Columns { get; } = [new("organisation", "people.organisation"), new("kind", "organisation.kind"), new("post", "people.post")];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await query.Vacant(question.Actor, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(p => (IReadOnlyList<object?>)[p.Name, p.OfKind, p.Leading])], page.Next);
    }
}
