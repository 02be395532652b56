using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.People;
using Zhijian.Modules.Standards;

namespace Zhijian.Modules.Importing.Members;

/// <summary>What columns of a list of members can hold, and what such columns are called: all of it from the data standard.</summary>
internal static class MemberColumns
{
    public const string Branch = "Branch";
    public const string Since = "Since";
    public const string Category = nameof(Member.Category);

    public static ColumnSet Set { get; } = new(
    [
        Of(nameof(Member.Name), "person.full-name", FieldForm.Name) with { IsRequired = true },
        Of(Branch, "person.branch", FieldForm.Text) with { LabelKey = "people.branch" },
        Of(Category, "person.category", FieldForm.Code) with { LabelKey = "people.category", IsRequired = true },
        Of(nameof(Member.IdentityNumber), "person.identity-number", FieldForm.Number),
        Of(nameof(Member.InstitutionNumber), "person.institution-number", FieldForm.Number),
        Of(nameof(Member.SexCode), "person.sex", FieldForm.Code),
        Of(nameof(Member.BirthDate), "person.birth-date", FieldForm.Day),
        Of(nameof(Member.EthnicCode), "person.ethnic-group", FieldForm.Code),
        Of(nameof(Member.EducationCode), "person.education", FieldForm.Code),
        Of(nameof(Member.WorkPostCode), "person.work-post", FieldForm.Code),
        Of(nameof(Member.JoinDate), "person.join-date", FieldForm.Day),
        Of(nameof(Member.FullMemberDate), "person.full-member-date", FieldForm.Day),
        Of(nameof(Member.MobileNumber), "person.mobile-number", FieldForm.Phone),
        Of(nameof(Member.FixedPhone), "person.fixed-phone", FieldForm.Text),
        Of(nameof(Member.HomeAddress), "person.home-address", FieldForm.Text),
        Of(nameof(Member.Grade), "person.grade", FieldForm.Text),
        Of(nameof(Member.ClassName), "person.class-name", FieldForm.Text),
        Of(nameof(Member.ExpectedGraduationDate), "person.expected-graduation", FieldForm.Day),
        Of(Since, "person.member-since", FieldForm.Day) with { LabelKey = "import.field.since" },
    ]);

    private static ImportField Of(string id, string element, FieldForm form) => new(id, "people.field." + Platform.Texts.Words.Kebab(id), form, DataStandard.Find(element)!) { IsSealed = MemberField.Find(id)?.IsSealed == true };
}
