using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People.Enter;

/// <summary>What is typed about a person. Restricted values are never put into the form: an empty field keeps them.</summary>
public sealed class MemberForm
{
    public string? Organisation { get; set; }

    public string? Since { get; set; }

    public string? Name { get; set; }

    public string? Category { get; set; }

    public string? InstitutionNumber { get; set; }

    public string? JoinDate { get; set; }

    public string? FullMemberDate { get; set; }

    public string? SexCode { get; set; }

    public string? EducationCode { get; set; }

    public string? WorkPostCode { get; set; }

    public string? Grade { get; set; }

    public string? ClassName { get; set; }

    public string? ExpectedGraduationDate { get; set; }

    public string? FixedPhone { get; set; }

    public string? EthnicCode { get; set; }

    public string? BirthDate { get; set; }

    public string? IdentityNumber { get; set; }

    public string? MobileNumber { get; set; }

    public string? HomeAddress { get; set; }

    public int Version { get; set; }

    internal static MemberForm Of(Member member) => new()
    {
        Name = member.Name, Category = member.Category.ToString(), InstitutionNumber = member.InstitutionNumber, JoinDate = Day(member.JoinDate), FullMemberDate = Day(member.FullMemberDate),
        SexCode = member.SexCode, EducationCode = member.EducationCode, WorkPostCode = member.WorkPostCode, Grade = member.Grade, ClassName = member.ClassName,
        ExpectedGraduationDate = Day(member.ExpectedGraduationDate), FixedPhone = member.FixedPhone, Version = member.Version,
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
            Name = Name, Category = category, InstitutionNumber = InstitutionNumber, JoinDate = Day(JoinDate), FullMemberDate = Day(FullMemberDate), SexCode = SexCode, EducationCode = EducationCode,
            WorkPostCode = WorkPostCode, Grade = Grade, ClassName = ClassName, ExpectedGraduationDate = Day(ExpectedGraduationDate), FixedPhone = FixedPhone, EthnicCode = EthnicCode,
            BirthDate = Day(BirthDate), IdentityNumber = IdentityNumber, MobileNumber = MobileNumber, HomeAddress = HomeAddress,
        };
        return null;
    }

    /// <summary>A day as typed (2026-11-21 or 20261121); null where empty or unreadable.</summary>
    internal static DateOnly? Day(string? typed) =>
        DateOnly.TryParseExact(typed?.Trim(), ["yyyy-MM-dd", "yyyyMMdd", "yyyy-M-d", "yyyy/M/d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string? Unreadable()
    {
        (string Field, string? Typed)[] days =
            [("Form.JoinDate", JoinDate), ("Form.FullMemberDate", FullMemberDate), ("Form.ExpectedGraduationDate", ExpectedGraduationDate), ("Form.BirthDate", BirthDate), ("Form.Since", Since)];
        return days.FirstOrDefault(d => !string.IsNullOrWhiteSpace(d.Typed) && Day(d.Typed) is null).Field;
    }
}
