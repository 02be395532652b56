using Zhijian.Modules.Standards;
using Zhijian.Platform.Sealing;

namespace Zhijian.Modules.People;

/// <summary>How a field of a person is entered.</summary>
public enum MemberFieldKind
{
    Text,
    Day,
    Code,
}

/// <summary>One field of a person that can be put right alone: how it is entered, read and written, as text.</summary>
public sealed class MemberField
{
    private readonly Func<Member, string?> _value;
    private readonly Func<MemberData, string?, MemberData> _over;
    private readonly Func<MemberData, string?> _typed;
    private readonly Action<Member, string?> _set;

    private MemberField(
        string name, MemberFieldKind kind, Func<Member, string?> value, Func<MemberData, string?, MemberData> over, Func<MemberData, string?> typed, Action<Member, string?> set, bool isSealed = false, CodeSet? codes = null) =>
        (Name, Kind, _value, _over, _typed, _set, IsSealed, Codes) = (name, kind, value, over, typed, set, isSealed, codes);

    /// <summary>The field's name; its label is the text <c>people.field.NAME</c> in kebab case.</summary>
    public string Name { get; }

    public MemberFieldKind Kind { get; }

    /// <summary>Kept sealed, so never shown without being asked for.</summary>
    public bool IsSealed { get; }

    public CodeSet? Codes { get; }

    /// <summary>All fields a person may ask to have put right. What category and state somebody has, organisations decide.</summary>
    public static IReadOnlyList<MemberField> All { get; } =
    [
        new(nameof(Member.Name), MemberFieldKind.Text, m => m.Name, (d, v) => d with { Name = v }, d => d.Name, (m, v) => m.Name = v!),
        new(nameof(Member.InstitutionNumber), MemberFieldKind.Text, m => m.InstitutionNumber, (d, v) => d with { InstitutionNumber = v }, d => d.InstitutionNumber, (m, v) => m.InstitutionNumber = v),
        new(nameof(Member.SexCode), MemberFieldKind.Code, m => m.SexCode, (d, v) => d with { SexCode = v }, d => d.SexCode, (m, v) => m.SexCode = v, codes: CodeSet.Sex),
        new(nameof(Member.BirthDate), MemberFieldKind.Day, m => m.BirthDate?.Plain, (d, v) => d with { BirthDate = TypedText.Day(v) }, d => TypedText.InForm(d.BirthDate), (m, v) => m.BirthDate = Of(v), isSealed: true),
        new(nameof(Member.EthnicCode), MemberFieldKind.Code, m => m.EthnicCode?.Plain, (d, v) => d with { EthnicCode = v }, d => d.EthnicCode, (m, v) => m.EthnicCode = Of(v), isSealed: true, codes: CodeSet.EthnicGroups),
        new(nameof(Member.IdentityNumber), MemberFieldKind.Text, m => m.IdentityNumber?.Plain, (d, v) => d with { IdentityNumber = v }, d => d.IdentityNumber, (m, v) => m.IdentityNumber = Of(v), isSealed: true),
        new(nameof(Member.JoinDate), MemberFieldKind.Day, m => TypedText.InForm(m.JoinDate), (d, v) => d with { JoinDate = TypedText.Day(v) }, d => TypedText.InForm(d.JoinDate), (m, v) => m.JoinDate = TypedText.Day(v)),
        new(nameof(Member.FullMemberDate), MemberFieldKind.Day, m => TypedText.InForm(m.FullMemberDate), (d, v) => d with { FullMemberDate = TypedText.Day(v) }, d => TypedText.InForm(d.FullMemberDate), (m, v) => m.FullMemberDate = TypedText.Day(v)),
        new(nameof(Member.EducationCode), MemberFieldKind.Code, m => m.EducationCode, (d, v) => d with { EducationCode = v }, d => d.EducationCode, (m, v) => m.EducationCode = v, codes: CodeSet.Education),
        new(nameof(Member.WorkPostCode), MemberFieldKind.Code, m => m.WorkPostCode, (d, v) => d with { WorkPostCode = v }, d => d.WorkPostCode, (m, v) => m.WorkPostCode = v, codes: CodeSet.WorkPosts),
        new(nameof(Member.Grade), MemberFieldKind.Text, m => m.Grade, (d, v) => d with { Grade = v }, d => d.Grade, (m, v) => m.Grade = v),
        new(nameof(Member.ClassName), MemberFieldKind.Text, m => m.ClassName, (d, v) => d with { ClassName = v }, d => d.ClassName, (m, v) => m.ClassName = v),
        new(nameof(Member.ExpectedGraduationDate), MemberFieldKind.Day, m => TypedText.InForm(m.ExpectedGraduationDate), (d, v) => d with { ExpectedGraduationDate = TypedText.Day(v) }, d => TypedText.InForm(d.ExpectedGraduationDate), (m, v) => m.ExpectedGraduationDate = TypedText.Day(v)),
        new(nameof(Member.MobileNumber), MemberFieldKind.Text, m => m.MobileNumber?.Plain, (d, v) => d with { MobileNumber = v }, d => d.MobileNumber, (m, v) => m.MobileNumber = Of(v), isSealed: true),
        new(nameof(Member.FixedPhone), MemberFieldKind.Text, m => m.FixedPhone, (d, v) => d with { FixedPhone = v }, d => d.FixedPhone, (m, v) => m.FixedPhone = v),
        new(nameof(Member.HomeAddress), MemberFieldKind.Text, m => m.HomeAddress?.Plain, (d, v) => d with { HomeAddress = v }, d => d.HomeAddress, (m, v) => m.HomeAddress = Of(v), isSealed: true),
    ];

    public static MemberField? Find(string? name) => All.FirstOrDefault(f => f.Name == name);

    /// <summary>What is kept, in the clear; null where there is nothing.</summary>
    public string? ValueOf(Member member) => _value(member);

    /// <summary>The same with a code as its name.</summary>
    public string? Words(string? value, bool chinese) => value is not null && Codes is not null ? Codes.NameOf(value, chinese) : value;

    /// <summary>What can be shown to a reviewer who has not asked for the whole: a sealed value masked, anything else as it is.</summary>
    public string? Shown(string? value, bool chinese) => value is null || !IsSealed ? Words(value, chinese) : Kind == MemberFieldKind.Text && Name != nameof(Member.HomeAddress) ? new Restricted(value).Masked : "****";

    /// <summary>All that is kept about the person with this field as asked for. Sealed fields that are left out stay as they are.</summary>
    internal MemberData Over(Member before, string? value) => _over(new MemberData
    {
        Name = before.Name, Category = before.Category, InstitutionNumber = before.InstitutionNumber, JoinDate = before.JoinDate, FullMemberDate = before.FullMemberDate, SexCode = before.SexCode,
        EducationCode = before.EducationCode, WorkPostCode = before.WorkPostCode, Grade = before.Grade, ClassName = before.ClassName, ExpectedGraduationDate = before.ExpectedGraduationDate, FixedPhone = before.FixedPhone,
    }, value);

    /// <summary>The data with this field as given; for those who read many fields of a person at once.</summary>
    internal MemberData Apply(MemberData data, string? value) => _over(data, value);

    /// <summary>What was typed; null for nothing.</summary>
    internal string? TypedIn(MemberData data) => _typed(data);

    /// <summary>The fields in which data in their one form differ from what is kept. A sealed field that is left out stays as it is, and so differs in nothing.</summary>
    internal static IEnumerable<MemberField> Differing(Member kept, MemberData data) =>
        All.Where(f => (f.TypedIn(data) is not null || !f.IsSealed) && f.TypedIn(data) != f.ValueOf(kept));

    /// <summary>The data with this field as it is kept.</summary>
    internal MemberData Keep(MemberData data, Member kept) => _over(data, IsSealed ? null : ValueOf(kept));

    internal void Set(Member member, string? value) => _set(member, value);

    private static Restricted? Of(string? value) => value is null ? null : new Restricted(value);
}
