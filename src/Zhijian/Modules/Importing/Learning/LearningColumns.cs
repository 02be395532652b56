using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Learning;

/// <summary>What columns of a list of learning records can hold.</summary>
internal static class LearningColumns
{
    public const string Person = "Person";
    public const string Identity = "Identity";
    public const string Course = "Course";
    public const string Provider = "Provider";
    public const string ClassHours = "ClassHours";
    public const string CompletedOn = "CompletedOn";

    public static ColumnSet Set { get; } = new(
    [
        Of(Person, FieldForm.Number),
        Of(Identity, FieldForm.Number, "person.identity-number") with { IsSealed = true },
        Of(Course, FieldForm.Text) with { IsRequired = true },
        Of(CompletedOn, FieldForm.Day) with { IsRequired = true },
        Of(ClassHours, FieldForm.Number),
        Of(Provider, FieldForm.Text),
    ]);

    private static ImportField Of(string id, FieldForm form, string? element = null) =>
        new(id, "import.field.learning-" + Words.Kebab(id), form, DataStandard.Find(element ?? "learning." + Words.Kebab(id))!);
}
