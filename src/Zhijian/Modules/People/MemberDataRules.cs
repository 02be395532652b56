using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

/// <summary>Whether what was entered about a person can be right: codes, dates, numbers, and that they agree with each other.</summary>
internal static class MemberDataRules
{
    private const int AgeToApply = 18;
    private static readonly DateOnly Earliest = new(1900, 1, 1);

    /// <summary>What is typed of a person, with its element; days are judged below, where they meet each other.</summary>
    private static readonly (string Field, DataElement Element, Func<MemberData, string?> Value, Func<MemberData, string?, MemberData> Over)[] Typed =
    [
        Of("Name", "person.full-name", d => d.Name, (d, v) => d with { Name = v }),
        Of("InstitutionNumber", "person.institution-number", d => d.InstitutionNumber, (d, v) => d with { InstitutionNumber = v }),
        Of("Grade", "person.grade", d => d.Grade, (d, v) => d with { Grade = v }),
        Of("ClassName", "person.class-name", d => d.ClassName, (d, v) => d with { ClassName = v }),
        Of("HomeAddress", "person.home-address", d => d.HomeAddress, (d, v) => d with { HomeAddress = v }),
        Of("SexCode", "person.sex", d => d.SexCode, (d, v) => d with { SexCode = v }),
        Of("EthnicCode", "person.ethnic-group", d => d.EthnicCode, (d, v) => d with { EthnicCode = v }),
        Of("EducationCode", "person.education", d => d.EducationCode, (d, v) => d with { EducationCode = v }),
        Of("WorkPostCode", "person.work-post", d => d.WorkPostCode, (d, v) => d with { WorkPostCode = v }),
        Of("IdentityNumber", "person.identity-number", d => d.IdentityNumber, (d, v) => d with { IdentityNumber = v }),
        Of("MobileNumber", "person.mobile-number", d => d.MobileNumber, (d, v) => d with { MobileNumber = v }),
        Of("FixedPhone", "person.fixed-phone", d => d.FixedPhone, (d, v) => d with { FixedPhone = v }),
    ];

    /// <summary>The data in their one form; or what is wrong, at its field.</summary>
    public static Refusal? Check(MemberData data, Member before, DateOnly today, bool inventedPeople, out MemberData? clean)
    {
        clean = data;
        foreach (var (field, element, value, over) in Typed)
        {
            var read = ElementCheck.Read(element, value(clean) ?? "", today, inventedPeople);
            if (read.Problem is { } problem)
            {
                return PeopleRefusals.Of(problem, element, value(clean)!).At("Form." + field);
            }
            clean = over(clean, read.Value);
        }
        return clean.Name is null ? PlatformRefusals.Required.At("Form.Name") : Dates(clean, before, today) ?? Agreement(clean, before, today, inventedPeople);
    }

    private static Refusal? Dates(MemberData data, Member before, DateOnly today)
    {
        (string Field, DateOnly? Day)[] past = [("BirthDate", data.BirthDate), ("JoinDate", data.JoinDate), ("FullMemberDate", data.FullMemberDate)];
        var future = past.FirstOrDefault(d => d.Day > today);
        if (future.Field is { } field)
        {
            return PeopleRefusals.InFuture.At("Form." + field);
        }
        var early = past.FirstOrDefault(d => d.Day < Earliest);
        if (early.Field is { } tooEarly)
        {
            return PlatformRefusals.NotReadable.At("Form." + tooEarly);
        }
        if (data.FullMemberDate is not null && data.Category != MemberCategory.FullMember)
        {
            return PeopleRefusals.NotYetFull.At("Form.FullMemberDate");
        }
        if (data.JoinDate is not null && data.Category is not (MemberCategory.FullMember or MemberCategory.ProbationaryMember))
        {
            return PeopleRefusals.NotYetFull.At("Form.JoinDate");
        }
        if (data.FullMemberDate < data.JoinDate)
        {
            return PeopleRefusals.DatesDisagree.At("Form.FullMemberDate");
        }
        return Birth(data, before) is { } birth && data.JoinDate < birth.AddYears(AgeToApply) ? PeopleRefusals.TooYoung.With(AgeToApply).At("Form.JoinDate") : null;
    }

    private static Refusal? Agreement(MemberData data, Member before, DateOnly today, bool inventedPeople)
    {
        if ((data.IdentityNumber ?? before.IdentityNumber?.Plain) is not { } text || IdentityNumber.Read(text, today, inventedPeople, out var number) is not null)
        {
            return null;
        }
        if (data.SexCode is "1" or "2" && data.SexCode != number!.SexCode)
        {
            return PeopleRefusals.SexMismatch.At("Form.SexCode");
        }
        return Birth(data, before) is { } birth && birth != number!.Birth ? PeopleRefusals.BirthMismatch.At("Form.BirthDate") : null;
    }

    private static DateOnly? Birth(MemberData data, Member before) =>
        data.BirthDate ?? TypedText.Day(before.BirthDate?.Plain);

    private static (string Field, DataElement Element, Func<MemberData, string?> Value, Func<MemberData, string?, MemberData> Over) Of(string field, string element, Func<MemberData, string?> value, Func<MemberData, string?, MemberData> over) =>
        (field, DataStandard.Find(element)!, value, over);
}
