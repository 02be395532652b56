using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People.Enter;

/// <summary>What is typed about a person. Restricted values are never put into the form: an empty field keeps them.</summary>
public sealed class MemberForm
{
    [Element("person.branch")]
    public string? Organisation { get; set; }

    [Element("person.member-since")]
    public string? Since { get; set; }

    [Element("person.full-name")]
    public string? Name { get; set; }

    [Element("person.category")]
    public string? Category { get; set; }

    [Element("person.institution-number")]
    public string? InstitutionNumber { get; set; }

    [Element("person.join-date")]
    public string? JoinDate { get; set; }

    [Element("person.full-member-date")]
    public string? FullMemberDate { get; set; }

    [Element("person.sex")]
    public string? SexCode { get; set; }

    [Element("person.education")]
    public string? EducationCode { get; set; }

    [Element("person.work-post")]
    public string? WorkPostCode { get; set; }

    [Element("person.grade")]
    public string? Grade { get; set; }

    [Element("person.class-name")]
    public string? ClassName { get; set; }

    [Element("person.expected-graduation")]
    public string? ExpectedGraduationDate { get; set; }

    [Element("person.fixed-phone")]
    public string? FixedPhone { get; set; }

    [Element("person.ethnic-group")]
    public string? EthnicCode { get; set; }

    [Element("person.birth-date")]
    public string? BirthDate { get; set; }

    [Element("person.identity-number")]
    public string? IdentityNumber { get; set; }

    [Element("person.mobile-number")]
    public string? MobileNumber { get; set; }

    [Element("person.home-address")]
    public string? HomeAddress { get; set; }

    public int Version { get; set; }

    internal static MemberForm Of(Member member) => new()
    {
        Name = member.Name, Category = member.Category.ToString(), InstitutionNumber = member.InstitutionNumber, JoinDate = TypedText.InForm(member.JoinDate), FullMemberDate = TypedText.InForm(member.FullMemberDate),
        SexCode = member.SexCode, EducationCode = member.EducationCode, WorkPostCode = member.WorkPostCode, Grade = member.Grade, ClassName = member.ClassName,
        ExpectedGraduationDate = TypedText.InForm(member.ExpectedGraduationDate), FixedPhone = member.FixedPhone, Version = member.Version,
    };

    /// <summary>The typed values as data, or the first that can't be read.</summary>
    internal Refusal? Read(out MemberData? data)
    {
        data = null;
        if (!Enum.TryParse<MemberCategory>(Category, out var category) || !Enum.IsDefined(category))
        {
            return PlatformRefusals.Required.At("Form.Category");
        }
        if (Unreadable() is { } field)
        {
            return PlatformRefusals.NotReadable.At(field);
        }
        data = new MemberData
        {
            Name = Name, Category = category, InstitutionNumber = InstitutionNumber, JoinDate = TypedText.Day(JoinDate), FullMemberDate = TypedText.Day(FullMemberDate), SexCode = SexCode, EducationCode = EducationCode,
            WorkPostCode = WorkPostCode, Grade = Grade, ClassName = ClassName, ExpectedGraduationDate = TypedText.Day(ExpectedGraduationDate), FixedPhone = FixedPhone, EthnicCode = EthnicCode,
            BirthDate = TypedText.Day(BirthDate), IdentityNumber = IdentityNumber, MobileNumber = MobileNumber, HomeAddress = HomeAddress,
        };
        return null;
    }

    private string? Unreadable()
    {
        (string Field, string? Typed)[] days =
            [("Form.JoinDate", JoinDate), ("Form.FullMemberDate", FullMemberDate), ("Form.ExpectedGraduationDate", ExpectedGraduationDate), ("Form.BirthDate", BirthDate), ("Form.Since", Since)];
        return days.FirstOrDefault(d => !string.IsNullOrWhiteSpace(d.Typed) && TypedText.Day(d.Typed) is null).Field;
    }
}
