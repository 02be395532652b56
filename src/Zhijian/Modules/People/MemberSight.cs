using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
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
/// Who sees which field of a person. Above the branch: what reviews and lists need. In the branch and oneself: the rest. Sealed values are masked for everybody;
/// who may see one in the clear asks for it (<see cref="Reveal.RevealValueAction"/>). A home address is for its owner and the branch's organisation commissioner.
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

    /// <summary>The sealed fields that can be asked for one by one, in the order of the page.</summary>
    public static IReadOnlyList<string> Sealed { get; } =
        [nameof(Member.BirthDate), nameof(Member.EthnicCode), nameof(Member.MobileNumber), nameof(Member.IdentityNumber), nameof(Member.FloatingTo), nameof(Member.HomeAddress)];

    /// <summary>The sealed value of this name.</summary>
    public static Restricted? ValueOf(Member of, string field) => field switch
    {
        nameof(Member.BirthDate) => of.BirthDate,
        nameof(Member.EthnicCode) => of.EthnicCode,
        nameof(Member.MobileNumber) => of.MobileNumber,
        nameof(Member.IdentityNumber) => of.IdentityNumber,
        nameof(Member.FloatingTo) => of.FloatingTo,
        nameof(Member.HomeAddress) => of.HomeAddress,
        _ => null,
    };

    /// <summary>The value in words, in the clear.</summary>
    public static string Words(Restricted value, string field, bool chinese) => field == nameof(Member.EthnicCode) ? CodeSet.EthnicGroups.NameOf(value.Plain, chinese) : value.Plain;

    /// <summary>Whether this actor may see this sealed field of this person in the clear. What rests on consent asks the ledger; of restricted data nothing is shown.</summary>
    public static bool MayReveal(Actor actor, Member of, Sight sight, string field, Consents consents) => sight == Sight.Self || (of.RestrictedSince is null && consents.Allow(field) && field switch
    {
        nameof(Member.HomeAddress) => SeesAddresses(actor, of.Path),
        nameof(Member.MobileNumber) or nameof(Member.IdentityNumber) => actor.May(PeopleActs.Reveal, of.Path),
        _ => sight == Sight.Branch && actor.May(PeopleActs.Reveal, of.Path),
    });

    private static bool SeesAddresses(Actor actor, string branchPath) =>
        actor.Posts.Any(p => p.Path == branchPath && p.Post == nameof(Rules.PostKind.OrganizationCommissioner) && p.Covers(PeopleActs.Reveal, branchPath));

    /// <summary>The fields in their order, as this sight shows them; fields without a value are left out, except those that are worth asking for.</summary>
    public static IEnumerable<ShownField> Fields(Member of, Sight sight, Actor actor, Consents consents, bool chinese) =>
        AllFields(of, sight, actor, consents, chinese).Where(f => sight == Sight.Self || of.RestrictedSince is null || NeededByDuty.Contains(f.Name))
            .Select(f => sight == Sight.Self || consents.Allow(f.Name) ? f : f with { Value = Hidden, IsMasked = true, MayReveal = false, LacksConsent = true });

    /// <summary>What the organisation can't do without even where a person's data are restricted: party age and voting rights follow from these.</summary>
    private static readonly HashSet<string> NeededByDuty = [nameof(Member.JoinDate), nameof(Member.FullMemberDate)];

    private static IEnumerable<ShownField> AllFields(Member of, Sight sight, Actor actor, Consents consents, bool chinese)
    {
        var near = sight is Sight.Branch or Sight.Self;
        string? Code(string? code, CodeSet set) => code is null ? null : set.NameOf(code, chinese);
        ShownField? Field(bool shown, string name, string? value) => shown && value is { Length: > 0 } ? new ShownField(name, value, IsMasked: false, MayReveal: false) : null;
        ShownField? Masked(bool shown, string name, Restricted? value, Func<Restricted, string> mask) => shown && value is not null && of.DataKey is not null ? new ShownField(name, mask(value), IsMasked: true, MayReveal(actor, of, sight, name, consents)) : null;
        ShownField?[] fields =
        [
            Field(true, nameof(of.InstitutionNumber), of.InstitutionNumber),
            Field(near, nameof(of.SexCode), Code(of.SexCode, CodeSet.Sex)),
            Masked(near, nameof(of.BirthDate), of.BirthDate, v => v.Plain[..4]),
            Masked(near, nameof(of.EthnicCode), of.EthnicCode, _ => Hidden),
            Field(near, nameof(of.EducationCode), Code(of.EducationCode, CodeSet.Education)),
            Field(true, nameof(of.WorkPostCode), Code(of.WorkPostCode, CodeSet.WorkPosts)),
            Field(true, nameof(of.Grade), of.Grade),
            Field(true, nameof(of.ClassName), of.ClassName),
            Field(true, nameof(of.ExpectedGraduationDate), TypedText.InForm(of.ExpectedGraduationDate)),
            Field(true, nameof(of.JoinDate), TypedText.InForm(of.JoinDate)),
            Field(true, nameof(of.FullMemberDate), TypedText.InForm(of.FullMemberDate)),
            Masked(true, nameof(of.MobileNumber), of.MobileNumber, v => v.Masked),
            Field(near, nameof(of.FixedPhone), of.FixedPhone),
            Masked(true, nameof(of.IdentityNumber), of.IdentityNumber, v => v.Masked),
            Field(true, nameof(of.LostContactSince), TypedText.InForm(of.LostContactSince)),
            Field(true, nameof(of.FloatingSince), TypedText.InForm(of.FloatingSince)),
            Masked(near, nameof(of.FloatingTo), of.FloatingTo, _ => Hidden),
            Masked(sight == Sight.Self || SeesAddresses(actor, of.Path), nameof(of.HomeAddress), of.HomeAddress, _ => Hidden),
        ];
        return fields.OfType<ShownField>();
    }

    /// <summary>Where even a part or the length would tell too much.</summary>
    private const string Hidden = "****";
}

/// <summary>One field of a person as it is shown.</summary>
/// <param name="Name">The field's name; its label is the text <c>people.field.NAME</c> in kebab case.</param>
/// <param name="IsMasked">Part of the value is hidden.</param>
/// <param name="MayReveal">The viewer may ask for the whole value.</param>
public sealed record ShownField(string Name, string Value, bool IsMasked, bool MayReveal)
{
    /// <summary>Hidden because the person has not consented to its use.</summary>
    public bool LacksConsent { get; init; }
}
