using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.History;

/// <summary>What columns of a list of past activities can hold.</summary>
internal static class ActivityColumns
{
    public const string Organisation = "Organisation";
    public const string Kind = "Kind";
    public const string HeldOn = "HeldOn";
    public const string Title = "Title";
    public const string Place = "Place";
    public const string HostName = "HostName";
    public const string Expected = "Expected";
    public const string Present = "Present";

    public static ColumnSet Set { get; } = new(
    [
        Of(Organisation, FieldForm.Text),
        Of(Kind, FieldForm.Code) with { IsRequired = true },
        Of(HeldOn, FieldForm.Day) with { IsRequired = true },
        Of(Title, FieldForm.Text) with { IsRequired = true },
        Of(Place, FieldForm.Text),
        Of(HostName, FieldForm.Name),
        Of(Expected, FieldForm.Number),
        Of(Present, FieldForm.Number),
    ]);

    private static ImportField Of(string id, FieldForm form) => new(id, "import.field.activity-" + Words.Kebab(id), form, DataStandard.Find("activity." + Words.Kebab(id))!);
}
