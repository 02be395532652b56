using Zhijian.Modules.Standards;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People.Measuring;

/// <summary>
/// How complete and right the members' data are. What rests on consent (fixed phone, home address) is missed of nobody, and of whom data are restricted no more is asked than duty asks (PIPL Art. 47).
/// </summary>
internal sealed class MeasureMembersQuery(Fence fence, InstitutionTime time) : TalliedElementsQuery(nameof(Member), Tally, fence, time)
{
    private const string Students = "t.work_post_code in ('U1', 'G1', 'G2')";

    private static readonly ElementTally Tally = new(
        "member t join organisation o on o.id = t.organisation_id", "t.left_on is null and t.restricted_since is null",
        [
            new("person.full-name", nameof(Member.Name), "t.name"),
            new("person.institution-number", nameof(Member.InstitutionNumber), "t.institution_number"),
            new("person.category", nameof(Member.Category), "t.category"),
            new("person.sex", nameof(Member.SexCode), "t.sex_code"),
            new("person.birth-date", nameof(Member.BirthDate), "t.birth_date", IsSealed: true),
            new("person.ethnic-group", nameof(Member.EthnicCode), "t.ethnic_code", IsSealed: true),
            new("person.identity-number", nameof(Member.IdentityNumber), "t.identity_number", IsSealed: true),
            new("person.education", nameof(Member.EducationCode), "t.education_code"),
            new("person.work-post", nameof(Member.WorkPostCode), "t.work_post_code"),
            new("person.grade", nameof(Member.Grade), "t.grade", Students),
            new("person.class-name", nameof(Member.ClassName), "t.class_name", Students),
            new("person.expected-graduation", nameof(Member.ExpectedGraduationDate), "t.expected_graduation_date", Students),
            new("person.join-date", nameof(Member.JoinDate), "t.join_date", "t.category in ('FullMember', 'ProbationaryMember')"),
            new("person.full-member-date", nameof(Member.FullMemberDate), "t.full_member_date", "t.category = 'FullMember'"),
            new("person.mobile-number", nameof(Member.MobileNumber), "t.mobile_number", IsSealed: true),
        ]);
}
