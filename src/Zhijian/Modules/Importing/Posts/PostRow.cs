using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Posts;

/// <summary>A row that is a post to give: whom, where, which, from when.</summary>
internal sealed class PostRow : CleanedRow
{
    private PostRow(StagedRow staged)
        : base(staged)
    {
    }

    public Organisation? Where { get; private set; }

    public PostKind? Post => Enum.TryParse<PostKind>(Values.GetValueOrDefault(PostColumns.Post), out var post) ? post : null;

    public DateOnly? From => Day(Values.GetValueOrDefault(PostColumns.From));

    public DateOnly? PlannedEnd => Day(Values.GetValueOrDefault(PostColumns.PlannedEnd));

    /// <summary>Who is meant; set once their number was found.</summary>
    public Member? Holder { get; set; }

    public static PostRow Read(StagedRow staged, IReadOnlyList<string> mapping, OrganisationNames organisations, DateOnly today)
    {
        var row = new PostRow(staged);
        row.CleanCells(PostColumns.Set, mapping, today);
        foreach (var needed in new[] { PostColumns.Post, PostColumns.From }.Where(n => !row.Values.ContainsKey(n)))
        {
            row.Fault(needed, PlatformRefusals.Required);
        }
        if (!row.Values.ContainsKey(PostColumns.Person) && !row.Values.ContainsKey(PostColumns.Identity))
        {
            row.Fault(PostColumns.Person, PlatformRefusals.Required);
        }
        (row.Where, var refusal) = organisations.Find(row.Values.GetValueOrDefault(PostColumns.Organisation));
        if (refusal is not null)
        {
            row.Fault(PostColumns.Organisation, refusal);
        }
        return row;
    }
}
