using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Members;

/// <summary>What columns of a list of members can hold, and what such columns are called.</summary>
internal static class MemberColumns
{
    public const string Branch = "Branch";
    public const string Since = "Since";
    public const string Category = nameof(Member.Category);

    private static readonly Dictionary<string, string> Sexes = new() { ["男性"] = "1", ["女性"] = "2", ["m"] = "1", ["f"] = "2", ["男士"] = "1", ["女士"] = "2" };

    private static readonly Dictionary<string, string> Education = new()
    {
        ["博士"] = "11", ["博士研究生"] = "11", ["硕士"] = "14", ["硕士研究生"] = "14", ["研究生"] = "10", ["本科"] = "21", ["大学本科"] = "21", ["大学"] = "21", ["大专"] = "31", ["专科"] = "31", ["高中"] = "61", ["初中"] = "71", ["小学"] = "81",
    };

    private static readonly Dictionary<string, string> WorkPosts = new()
    {
        ["教师"] = "T1", ["专任"] = "T1", ["本科学生"] = "U1", ["学生"] = "U1", ["硕士"] = "G1", ["硕士生"] = "G1", ["研究生"] = "G1", ["博士"] = "G2", ["博士生"] = "G2", ["退休"] = "R1", ["离退休"] = "R1", ["行政"] = "S1",
    };

    public static IReadOnlyList<ImportField> All { get; } =
    [
        new(nameof(Member.Name), "people.field.name", FieldForm.Name, "姓名", "党员姓名", "名字", "name", "full name") { IsRequired = true },
        new(Branch, "people.branch", FieldForm.Text, "党支部", "所在党支部", "所在支部", "支部", "支部名称", "党支部名称", "所属党支部", "所属支部", "branch", "organisation"),
        new(Category, "people.category", FieldForm.Code, "人员类别", "党员类别", "类别", "政治面貌", "党员身份", "category") { IsRequired = true, Synonyms = Categories() },
        new(nameof(Member.IdentityNumber), "people.field.identity-number", FieldForm.Number, "身份号码", "身份证号", "身份证号码", "公民身份号码", "证件号码", "身份证", "identity number", "id number") { IsSealed = true },
        new(nameof(Member.InstitutionNumber), "people.field.institution-number", FieldForm.Number, "学号", "工号", "学工号", "学号或工号", "学号/工号", "职工号", "教工号", "student number", "staff number", "institution number"),
        new(nameof(Member.SexCode), "people.field.sex-code", FieldForm.Code, "性别", "性别代码", "sex", "gender") { Codes = CodeSet.Sex, Synonyms = Sexes },
        new(nameof(Member.BirthDate), "people.field.birth-date", FieldForm.Day, "出生日期", "出生年月日", "生日", "birth date", "date of birth") { IsSealed = true },
        new(nameof(Member.EthnicCode), "people.field.ethnic-code", FieldForm.Code, "民族", "民族代码", "ethnic group") { IsSealed = true, Codes = CodeSet.EthnicGroups, Synonyms = Ethnic() },
        new(nameof(Member.EducationCode), "people.field.education-code", FieldForm.Code, "学历", "学历代码", "文化程度", "education") { Codes = CodeSet.Education, Synonyms = Education },
        new(nameof(Member.WorkPostCode), "people.field.work-post-code", FieldForm.Code, "工作岗位", "岗位", "岗位类别", "身份类别", "work post") { Codes = CodeSet.WorkPosts, Synonyms = WorkPosts },
        new(nameof(Member.JoinDate), "people.field.join-date", FieldForm.Day, "加入党组织日期", "入党日期", "入党时间", "入党年月", "加入党组织时间", "date of joining", "join date"),
        new(nameof(Member.FullMemberDate), "people.field.full-member-date", FieldForm.Day, "转为正式党员日期", "转正日期", "转正时间", "full member date"),
        new(nameof(Member.MobileNumber), "people.field.mobile-number", FieldForm.Phone, "手机号码", "手机号", "手机", "联系电话", "移动电话", "mobile", "mobile number") { IsSealed = true },
        new(nameof(Member.FixedPhone), "people.field.fixed-phone", FieldForm.Text, "固定电话", "办公电话", "座机", "fixed phone"),
        new(nameof(Member.HomeAddress), "people.field.home-address", FieldForm.Text, "家庭住址", "家庭地址", "住址", "home address") { IsSealed = true },
        new(nameof(Member.Grade), "people.field.grade", FieldForm.Text, "年级", "入学年份", "grade"),
        new(nameof(Member.ClassName), "people.field.class-name", FieldForm.Text, "班级", "班级名称", "行政班", "class", "class name"),
        new(nameof(Member.ExpectedGraduationDate), "people.field.expected-graduation-date", FieldForm.Day, "预计毕业日期", "预计毕业时间", "毕业日期", "expected graduation date"),
        new(Since, "import.field.since", FieldForm.Day, "到本支部日期", "转入日期", "进入支部日期", "member since"),
    ];

    private static readonly Dictionary<string, ImportField> ByHeading = All.SelectMany(f => f.Headings.Select(h => (Heading: Plain(h), f))).ToDictionary(h => h.Heading, h => h.f);

    public static ImportField? Find(string id) => All.FirstOrDefault(f => f.Id == id);

    /// <summary>What a column of this heading holds, as far as its name tells.</summary>
    public static ImportField? OfHeading(string heading) => ByHeading.GetValueOrDefault(Plain(heading));

    /// <summary>A heading without signs, spaces, brackets and what stands in them: 入党日期（必填）* is 入党日期.</summary>
    private static string Plain(string heading)
    {
        var open = heading.IndexOfAny(['(', '（', '[', '【', '\n']);
        var text = open > 0 ? heading[..open] : heading;
        return new string([.. text.Where(c => char.IsLetterOrDigit(c) || c == '/')]).ToLowerInvariant();
    }

    private static Dictionary<string, string> Categories()
    {
        Dictionary<string, string> names = new()
        {
            ["党员"] = nameof(MemberCategory.FullMember), ["正式"] = nameof(MemberCategory.FullMember), ["中共党员"] = nameof(MemberCategory.FullMember), ["正式党员（含）"] = nameof(MemberCategory.FullMember),
            ["预备"] = nameof(MemberCategory.ProbationaryMember), ["中共预备党员"] = nameof(MemberCategory.ProbationaryMember), ["积极分子"] = nameof(MemberCategory.Activist), ["申请人"] = nameof(MemberCategory.Applicant),
            ["发展对象人选"] = nameof(MemberCategory.DevelopmentObject), ["01"] = nameof(MemberCategory.FullMember), ["02"] = nameof(MemberCategory.ProbationaryMember),
        };
        foreach (var category in Enum.GetValues<MemberCategory>())
        {
            names[category.ToString().ToLowerInvariant()] = category.ToString();
            foreach (var language in TextFiles.Languages)
            {
                names[TextFiles.Find(language, "member-category." + Words.Kebab(category.ToString())).ToLowerInvariant()] = category.ToString();
            }
        }
        return names;
    }

    private static Dictionary<string, string> Ethnic() =>
        CodeSet.EthnicGroups.All.Where(c => c.Zh.EndsWith('族')).ToDictionary(c => c.Zh[..^1], c => c.Code);
}
