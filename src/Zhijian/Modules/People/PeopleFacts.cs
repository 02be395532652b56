using Zhijian.Modules.People.Erase;
using Zhijian.Modules.People.Reveal;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

/// <summary>A person was taken into a branch's list.</summary>
public sealed record MemberAdded(Guid SubjectId, string OrganisationPath, Guid OrganisationId, MemberCategory Category, DateOnly Since) : IFact;

/// <summary>A person whom an import had taken in was taken out again, because the whole batch was undone and nothing had been built on it.</summary>
public sealed record MemberTakenOut(Guid SubjectId, string OrganisationPath, Guid OrganisationId) : IFact;

/// <summary>What is kept about a person was corrected; names the fields, never the values.</summary>
public sealed record MemberCorrected(Guid SubjectId, string OrganisationPath, IReadOnlyList<string> Fields) : IFact;

/// <summary>Whether a person is out of reach or away was noted; the trace keeps neither day nor place.</summary>
public sealed record WhereaboutsNoted(Guid SubjectId, string OrganisationPath, bool IsLost, bool IsFloating) : IFact;

/// <summary>A sealed value of a person was shown in the clear, once; the trace keeps who, why and which field, never the value. The person sees it.</summary>
[CountsAs(OverviewLine.Reveals)]
public sealed record ValueRevealed(Guid SubjectId, string OrganisationPath, string Field, RevealReason Reason, string? Note) : IFact;

/// <summary>The sealed values of somebody who has left were erased with their key.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record MemberErased(Guid SubjectId, string OrganisationPath, ErasureGround Ground) : IFact;

/// <summary>No more is done with a person's data than duty asks; where erasure was asked for, what rests on consent was erased.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record MemberRestricted(Guid SubjectId, string OrganisationPath, bool ErasedOptional, string? Rule) : IFact, IDecidedByRule;

/// <summary>The restriction of a person's data ended.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record RestrictionLifted(Guid SubjectId, string OrganisationPath, string? Rule) : IFact, IDecidedByRule;

/// <summary>A person moved to another branch.</summary>
public sealed record MemberMoved(Guid SubjectId, string OrganisationPath, Guid From, Guid To, DateOnly On, string Reason) : IFact;

/// <summary>A person brought along a past that another institution states; the trace keeps how many lines, never what they say.</summary>
public sealed record PastRecordKept(Guid SubjectId, string OrganisationPath, Guid BatchId, int Lines) : IFact;

/// <summary>What a person had brought along was taken out again, because the batch is undone.</summary>
public sealed record PastRecordTakenOut(Guid SubjectId, string OrganisationPath, Guid BatchId, int Lines) : IFact;

/// <summary>A person left the institution's organisations.</summary>
public sealed record MemberDeparted(Guid SubjectId, string OrganisationPath, DateOnly On, LeaveReason Reason) : IFact;

/// <summary>A person was appointed to a post. The subject is the member.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record PostTaken(Guid SubjectId, string OrganisationPath, Guid HoldingId, Guid OrganisationId, PostKind Post, DateOnly From, string? Reason, string? Rule) : IFact, IDecidedByRule;

/// <summary>A post was taken out again, because the list that gave it is undone. The subject is the member.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record PostTakenOut(Guid SubjectId, string OrganisationPath, Guid HoldingId, Guid OrganisationId, PostKind Post) : IFact;

/// <summary>A person's post ended. The subject is the member.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record PostEnded(Guid SubjectId, string OrganisationPath, Guid HoldingId, Guid OrganisationId, PostKind Post, DateOnly Until, string Reason) : IFact;

/// <summary>Why something about people can't be done.</summary>
public static class PeopleRefusals
{
    public static readonly Refusal NoMembersHere = new("people.no-members-here");
    public static readonly Refusal InFuture = new("people.in-future", RefusalKind.BadInput);
    public static readonly Refusal HasLeft = new("people.has-left");
    public static readonly Refusal StillHere = new("people.still-here");
    public static readonly Refusal NothingSealed = new("people.nothing-sealed");
    public static readonly Refusal RestrictedAlready = new("people.restricted-already");
    public static readonly Refusal NotRestricted = new("people.not-restricted");

    /// <summary>A consent already stands as asked.</summary>
    public static readonly Refusal ConsentStands = new("people.consent-stands");

    /// <summary>The person withdrew the consent on which this field rests.</summary>
    public static readonly Refusal NeedsConsent = new("people.needs-consent", RefusalKind.BadInput);
    public static readonly Refusal AlreadyHere = new("people.already-here", RefusalKind.BadInput);
    public static readonly Refusal BeforeHere = new("people.before-here", RefusalKind.BadInput);
    public static readonly Refusal NoSuchOrganisation = new("people.no-such-organisation", RefusalKind.BadInput);
    public static readonly Refusal AskUpper = new("people.ask-upper", RefusalKind.NotAllowedNow);
    public static readonly Refusal UnknownCode = new("people.unknown-code", RefusalKind.BadInput);
    public static readonly Refusal BadPhone = new("people.bad-phone", RefusalKind.BadInput);
    public static readonly Refusal BadNumber = new("people.bad-number", RefusalKind.BadInput);
    public static readonly Refusal SexMismatch = new("people.sex-mismatch", RefusalKind.BadInput);
    public static readonly Refusal BirthMismatch = new("people.birth-mismatch", RefusalKind.BadInput);
    public static readonly Refusal TooYoung = new("people.too-young", RefusalKind.BadInput);
    public static readonly Refusal DatesDisagree = new("people.dates-disagree", RefusalKind.BadInput);
    public static readonly Refusal NotYetFull = new("people.not-yet-full", RefusalKind.BadInput);
    /// <summary>An inquiry, a lawsuit or an audit needs what is kept (PIPL Art. 47, para. 2).</summary>
    public static readonly Refusal Held = new("people.held");

    public static readonly Refusal NoSuchMember = new("people.no-such-member", RefusalKind.BadInput);
    public static readonly Refusal NotThisPostHere = new("people.not-this-post-here", RefusalKind.BadInput);
    public static readonly Refusal AlreadyHolds = new("people.already-holds");
    public static readonly Refusal PostTakenAlready = new("people.post-taken-already");
    public static readonly Refusal PostsExclude = new("people.posts-exclude");
    public static readonly Refusal NotByOneself = new("people.not-by-oneself");
    public static readonly Refusal FullMembersOnly = new("people.full-members-only");
    public static readonly Refusal WarnedNeedsReason = new("people.warned-needs-reason", RefusalKind.BadInput);
    public static readonly Refusal PostIsOver = new("people.post-is-over");
    /// <summary>A connected system may not move a person to another branch by correcting them.</summary>
    public static readonly Refusal NotAMove = new("people.not-a-move", RefusalKind.BadInput);
    public static readonly Refusal EndBeforeStart = new("people.end-before-start", RefusalKind.BadInput);

    /// <summary>The refusal of a value that can't be its element's; the sentence says what is wrong with it.</summary>
    public static Refusal Of(ElementProblem problem, DataElement element, string typed) => problem switch
    {
        ElementProblem.TooLong => PlatformRefusals.TooLong.With(element.Longest!.Value),
        ElementProblem.NotInCodeSet => UnknownCode.With(typed),
        ElementProblem.Pattern => BadNumber,
        ElementProblem.PhoneNumber => BadPhone,
        ElementProblem.IdentityLength => IdentityLength,
        ElementProblem.IdentityCharacter => IdentityCharacter,
        ElementProblem.IdentityRegion => IdentityRegion,
        ElementProblem.IdentityCheck => IdentityCheck,
        _ => IdentityBirth,
    };

    public static readonly Refusal IdentityLength = new("people.identity-length", RefusalKind.BadInput);
    public static readonly Refusal IdentityCharacter = new("people.identity-character", RefusalKind.BadInput);
    public static readonly Refusal IdentityRegion = new("people.identity-region", RefusalKind.BadInput);
    public static readonly Refusal IdentityCheck = new("people.identity-check", RefusalKind.BadInput);
    public static readonly Refusal IdentityBirth = new("people.identity-birth", RefusalKind.BadInput);
}
