using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Standards;

namespace Zhijian.Modules.Importing.Trees;

/// <summary>What columns of a list of organisations can hold.</summary>
internal static class OrganisationColumns
{
    public const string Name = "Name";
    public const string Number = "Number";
    public const string Parent = "Parent";
    public const string Kind = "Kind";
    public const string On = "On";
    public const string Population = "Population";
    public const string Reason = "Reason";
    public const string People = "Members";

    public static ColumnSet Set { get; } = new(
    [
        Of(Name, "organisation.name", FieldForm.Text) with { IsRequired = true },
        Of(Number, "organisation.number", FieldForm.Number),
        Of(Parent, "organisation.parent", FieldForm.Text),
        Of(Kind, "organisation.kind", FieldForm.Code),
        Of(On, "organisation.founded-on", FieldForm.Day),
        Of(Population, "organisation.population", FieldForm.Code),
        Of(Reason, "organisation.change-reason", FieldForm.Text),
        Of(People, "organisation.founding-members", FieldForm.Text),
    ]);

    private static ImportField Of(string id, string element, FieldForm form) => new(id, "import.field.organisation-" + Platform.Texts.Words.Kebab(id), form, DataStandard.Find(element)!);
}
