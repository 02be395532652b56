using System.Globalization;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People;

/// <summary>From where somebody looks at a person.</summary>
public enum Sight
{
    /// <summary>Through a post above the person's branch.</summary>
    Tree,

    /// <summary>Through a post in the person's own branch.</summary>
    Branch,

    /// <summary>The person themselves.</summary>
    Self,
}

/// <summary>
/// Who sees which field of a person. Above the branch: what reviews and lists need. In the branch: the rest, sensitive values masked.
/// Oneself: everything. A home address is for its owner and the branch's organisation commissioner.
/// </summary>
public static class MemberSight
{
    /// <summary>How this actor sees a person of this branch; null where only the fence let the row through, or nothing does.</summary>
    public static Sight? Of(Actor actor, Guid memberId, string branchPath)
    {
        if (actor.MemberId == memberId && memberId != Guid.Empty)
        {
            return Sight.Self;
        }
        if (actor.Posts.Any(p => p.Path == branchPath && p.Covers(PeopleActs.See, branchPath)))
        {
            return Sight.Branch;
        }
        return actor.May(PeopleActs.See, branchPath) ? Sight.Tree : null;
    }

    /// <summary>Whether this actor sees home addresses of the branch in full.</summary>
    public static bool SeesAddresses(Actor actor, string branchPath) =>
        actor.Posts.Any(p => p.Path == branchPath && p.Post == nameof(Rules.PostKind.OrganizationCommissioner));

    /// <summary>The fields in their order, as this sight shows them; fields without a value are left out, except those that are worth asking for.</summary>
    public static IEnumerable<ShownField> Fields(Member of, Sight sight, bool seesAddress, bool chinese)
    {
        var near = sight is Sight.Branch or Sight.Self;
        var self = sight == Sight.Self;
        string? Code(string? code, CodeSet set) => code is null ? null : set.NameOf(code, chinese);
        ShownField? Field(bool shown, string name, string? value, bool masked = false) => shown && value is { Length: > 0 } ? new ShownField(name, value, masked) : null;
        ShownField?[] fields =
        [
            Field(true, nameof(of.InstitutionNumber), of.InstitutionNumber),
            Field(near, nameof(of.SexCode), Code(of.SexCode, CodeSet.Sex)),
            Field(near, nameof(of.BirthDate), self ? of.BirthDate?.Plain : of.BirthDate?.Plain[..4], masked: !self),
            Field(near, nameof(of.EthnicCode), Code(of.EthnicCode?.Plain, CodeSet.EthnicGroups)),
            Field(near, nameof(of.EducationCode), Code(of.EducationCode, CodeSet.Education)),
            Field(true, nameof(of.WorkPostCode), Code(of.WorkPostCode, CodeSet.WorkPosts)),
            Field(true, nameof(of.Grade), of.Grade),
            Field(true, nameof(of.ClassName), of.ClassName),
            Field(true, nameof(of.ExpectedGraduationDate), Day(of.ExpectedGraduationDate)),
            Field(true, nameof(of.JoinDate), Day(of.JoinDate)),
            Field(true, nameof(of.FullMemberDate), Day(of.FullMemberDate)),
            Field(true, nameof(of.MobileNumber), self ? of.MobileNumber?.Plain : of.MobileNumber?.Masked, masked: !self),
            Field(near, nameof(of.FixedPhone), of.FixedPhone),
            Field(true, nameof(of.IdentityNumber), self ? of.IdentityNumber?.Plain : of.IdentityNumber?.Masked, masked: !self),
            Field(true, nameof(of.LostContactSince), Day(of.LostContactSince)),
            Field(true, nameof(of.FloatingSince), Day(of.FloatingSince)),
            Field(near, nameof(of.FloatingTo), of.FloatingTo?.Plain),
            Field(self || seesAddress, nameof(of.HomeAddress), of.HomeAddress?.Plain),
        ];
        return fields.OfType<ShownField>();
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>One field of a person as it is shown.</summary>
/// <param name="Name">The field's name; its label is the text <c>people.field.NAME</c> in kebab case.</param>
/// <param name="IsMasked">Part of the value is hidden.</param>
public sealed record ShownField(string Name, string Value, bool IsMasked);
