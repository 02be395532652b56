using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

/// <summary>Whether what was entered about a person can be right: codes, dates, numbers, and that they agree with each other.</summary>
internal static class MemberDataRules
{
    private const int AgeToApply = 18;
    private static readonly DateOnly Earliest = new(1900, 1, 1);

    /// <summary>The data with outer spaces gone and numbers in one form; or what is wrong, at its field.</summary>
    public static Refusal? Check(MemberData data, Member before, DateOnly today, bool inventedPeople, out MemberData? clean)
    {
        clean = Trimmed(data);
        return Texts(clean) ?? Codes(clean) ?? Numbers(clean, today, inventedPeople, out clean) ?? Dates(clean, before, today) ?? Agreement(clean, before, today, inventedPeople);
    }

    private static Refusal? Texts(MemberData data)
    {
        if (data.Name is null)
        {
            return PlatformRefusals.Required.At("Form.Name");
        }
        (string Field, string? Text, int Most)[] texts =
        [
            ("Name", data.Name, Member.LongestName), ("InstitutionNumber", data.InstitutionNumber, Member.LongestName), ("Grade", data.Grade, Member.LongestName),
            ("ClassName", data.ClassName, Member.LongestText), ("HomeAddress", data.HomeAddress, Member.LongestText),
        ];
        var tooLong = texts.FirstOrDefault(t => t.Text?.Length > t.Most);
        return tooLong.Field is { } field ? PlatformRefusals.TooLong.With(tooLong.Most).At("Form." + field) : null;
    }

    private static Refusal? Codes(MemberData data)
    {
        (string Field, string? Code, CodeSet Set)[] codes =
        [
            ("SexCode", data.SexCode, CodeSet.Sex), ("EthnicCode", data.EthnicCode, CodeSet.EthnicGroups),
            ("EducationCode", data.EducationCode, CodeSet.Education), ("WorkPostCode", data.WorkPostCode, CodeSet.WorkPosts),
        ];
        var unknown = codes.FirstOrDefault(c => c.Code is not null && !c.Set.Has(c.Code));
        return unknown.Field is { } field ? PeopleRefusals.UnknownCode.With(unknown.Code!).At("Form." + field) : null;
    }

    private static Refusal? Numbers(MemberData data, DateOnly today, bool inventedPeople, out MemberData clean)
    {
        clean = data;
        if (data.InstitutionNumber is { } own && !own.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return PeopleRefusals.BadNumber.At("Form.InstitutionNumber");
        }
        if (data.IdentityNumber is { } typed)
        {
            if (IdentityNumber.Read(typed, today, inventedPeople, out var number) is { } problem)
            {
                return PeopleRefusals.Of(problem).At("Form.IdentityNumber");
            }
            clean = clean with { IdentityNumber = number!.Text };
        }
        if (data.MobileNumber is { } mobile)
        {
            if (Mobile(mobile) is not { } right)
            {
                return PeopleRefusals.BadPhone.At("Form.MobileNumber");
            }
            clean = clean with { MobileNumber = right };
        }
        return data.FixedPhone is { } phone && (phone.Length > 30 || !phone.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or ' ' or '(' or ')'))
            ? PeopleRefusals.BadPhone.At("Form.FixedPhone")
            : null;
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
        data.BirthDate ?? (DateOnly.TryParseExact(before.BirthDate?.Plain, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var kept) ? kept : null);

    /// <summary>Eleven digits of the mainland, or a number with its country code.</summary>
    private static string? Mobile(string typed)
    {
        var digits = new string([.. typed.Where(c => char.IsAsciiDigit(c) || c == '+')]);
        var home = digits.StartsWith("+86", StringComparison.Ordinal) ? digits[3..] : digits;
        if (home is ['1', >= '3' and <= '9', ..] && home.Length == 11 && home.All(char.IsAsciiDigit))
        {
            return home;
        }
        return digits is ['+', ..] && digits.Length is >= 8 and <= 16 && digits[1..].All(char.IsAsciiDigit) && !digits.StartsWith("+86", StringComparison.Ordinal) ? digits : null;
    }

    private static MemberData Trimmed(MemberData data) => data with
    {
        Name = Clean(data.Name), InstitutionNumber = Clean(data.InstitutionNumber), SexCode = Clean(data.SexCode), EducationCode = Clean(data.EducationCode), WorkPostCode = Clean(data.WorkPostCode),
        Grade = Clean(data.Grade), ClassName = Clean(data.ClassName), FixedPhone = Clean(data.FixedPhone), EthnicCode = Clean(data.EthnicCode), IdentityNumber = Clean(data.IdentityNumber),
        MobileNumber = Clean(data.MobileNumber), HomeAddress = Clean(data.HomeAddress),
    };

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
