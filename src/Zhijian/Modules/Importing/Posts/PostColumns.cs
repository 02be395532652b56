using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Standards;

namespace Zhijian.Modules.Importing.Posts;

/// <summary>What columns of a list of posts can hold.</summary>
internal static class PostColumns
{
    public const string Person = "Person";
    public const string Identity = "Identity";
    public const string Organisation = "Organisation";
    public const string Post = "Post";
    public const string From = "From";
    public const string PlannedEnd = "PlannedEnd";
    public const string Reason = "Reason";

    public static ColumnSet Set { get; } = new(
    [
        Of(Person, "post.person", FieldForm.Number),
        Of(Identity, "person.identity-number", FieldForm.Number) with { IsSealed = true },
        Of(Organisation, "post.organisation", FieldForm.Text),
        Of(Post, "post.kind", FieldForm.Code) with { IsRequired = true },
        Of(From, "post.from", FieldForm.Day) with { IsRequired = true },
        Of(PlannedEnd, "post.planned-end", FieldForm.Day),
        Of(Reason, "post.reason", FieldForm.Text),
    ]);

    private static ImportField Of(string id, string element, FieldForm form) => new(id, "import.field.post-" + Platform.Texts.Words.Kebab(id), form, DataStandard.Find(element)!);
}
