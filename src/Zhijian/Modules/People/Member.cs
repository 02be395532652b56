using Zhijian.Modules.Organisations;
using Zhijian.Modules.People.Erase;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

/// <summary>A person of a branch: a full or probationary member, or somebody on the way. Belongs to exactly one branch at a time.</summary>
public sealed class Member : IHoldsSealed
{
    public const int LongestName = 50;
    public const int LongestText = 200;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The branch.</summary>
    public required Guid OrganisationId { get; set; }

    /// <summary>The branch's path.</summary>
    public required string Path { get; set; }

    /// <summary>The Party group inside the branch, where it has groups.</summary>
    public Guid? GroupId { get; set; }

    public required string Name { get; set; }

    /// <summary>The name in pinyin, by which it is looked for. It follows the name whoever writes it, so nothing sets it; rows from before are filled by <see cref="Browse.SpellMembersJob"/>.</summary>
    public string? Spelled
    {
        get => Platform.Writing.Spelling.OfPerson(Name)?.Syllables;
        private set { }
    }

    /// <summary>Another way to read it; null where there is one.</summary>
    public string? SpelledAlso
    {
        get => Platform.Writing.Spelling.OfPerson(Name)?.Also;
        private set { }
    }

    /// <summary>Student or staff number of the institution.</summary>
    public string? InstitutionNumber { get; set; }

    public required MemberCategory Category { get; set; }

    public MembershipState State { get; set; }

    /// <summary>Date of joining: the day of the branch members' meeting that accepted the person.</summary>
    public DateOnly? JoinDate { get; set; }

    /// <summary>The day the probation expired and the person became a full member.</summary>
    public DateOnly? FullMemberDate { get; set; }

    /// <summary>GB/T 2261.1.</summary>
    public string? SexCode { get; set; }

    /// <summary>GB/T 4658.</summary>
    public string? EducationCode { get; set; }

    /// <summary>The platform's own list of work posts.</summary>
    public string? WorkPostCode { get; set; }

    /// <summary>Year in which studies began, for students.</summary>
    public string? Grade { get; set; }

    public string? ClassName { get; set; }

    public DateOnly? ExpectedGraduationDate { get; set; }

    public string? FixedPhone { get; set; }

    public Guid KeyOwner => Id;

    public byte[]? DataKey { get; set; }

    public Restricted? EthnicCode { get; set; }

    public Restricted? BirthDate { get; set; }

    public Restricted? IdentityNumber { get; set; }

    /// <summary>By which the same person is found again without opening any number.</summary>
    [BlindIndex(nameof(IdentityNumber))]
    public byte[]? IdentityIndex { get; set; }

    public Restricted? MobileNumber { get; set; }

    public Restricted? HomeAddress { get; set; }

    /// <summary>Since when nobody could reach the person; null where they can be reached.</summary>
    public DateOnly? LostContactSince { get; set; }

    /// <summary>Since when the person lives and works away from the branch for a time; null where they don't.</summary>
    public DateOnly? FloatingSince { get; set; }

    /// <summary>Where to.</summary>
    public Restricted? FloatingTo { get; set; }

    /// <summary>Set when the person left the institution's organisations.</summary>
    public DateOnly? LeftOn { get; set; }

    /// <summary>Why the person left.</summary>
    public LeaveReason? LeaveReason { get; set; }

    /// <summary>Since when no more is done with the person's data than duty asks (PIPL Art. 44 and 47); null where nothing is restricted.</summary>
    public DateOnly? RestrictedSince { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Whether the person votes: full members whose rights are not suspended (Election Regulations 2020, Art. 5).</summary>
    public bool Votes => Category == MemberCategory.FullMember && State == MembershipState.Active;

    /// <summary>Takes a person into a branch's list.</summary>
    public static Decision<MemberAdded> Add(Organisation branch, bool mayTakeIn, MemberData data, DateOnly since, DateOnly today, bool inventedPeople, out Member? member)
    {
        member = null;
        if (!mayTakeIn || branch.DissolvedOn is not null)
        {
            return PeopleRefusals.NoMembersHere.With(branch.Name).At("Form.Organisation");
        }
        if (since > today)
        {
            return PeopleRefusals.InFuture.At("Form.Since");
        }
        var made = new Member { OrganisationId = branch.Id, Path = branch.Path, Name = "", Category = data.Category };
        if (made.Take(data, today, inventedPeople, out _) is { } refusal)
        {
            return refusal;
        }
        member = made;
        return new MemberAdded(made.Id, made.Path, branch.Id, made.Category, since);
    }

    /// <summary>Corrects what is kept about a person. The trace names the fields, never the values.</summary>
    public Decision<MemberCorrected> Correct(MemberData data, int seen, DateOnly today, bool inventedPeople)
    {
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (LeftOn is not null)
        {
            return PeopleRefusals.HasLeft;
        }
        return Take(data, today, inventedPeople, out var changed) is { } refusal ? refusal : new MemberCorrected(Id, Path, changed);
    }

    /// <summary>Notes since when the person can't be reached, or lives elsewhere and where. What follows from that, organisations decide.</summary>
    /// <param name="keepsPlace">The form does not show where to: left empty it keeps what was noted, as long as the person is away.</param>
    public Decision<WhereaboutsNoted> NoteWhereabouts(DateOnly? lostSince, DateOnly? floatingSince, string? floatingTo, bool keepsPlace, int seen, DateOnly today)
    {
        var to = string.IsNullOrWhiteSpace(floatingTo) ? null : floatingTo.Trim();
        var refusal = seen != Version ? PlatformRefusals.Stale
            : LeftOn is not null ? PeopleRefusals.HasLeft
            : lostSince > today ? PeopleRefusals.InFuture.At("Form.LostSince")
            : floatingSince > today ? PeopleRefusals.InFuture.At("Form.FloatingSince")
            : to is not null && floatingSince is null ? PlatformRefusals.Required.At("Form.FloatingSince")
            : to?.Length > LongestText ? PlatformRefusals.TooLong.With(LongestText).At("Form.FloatingTo")
            : null;
        if (refusal is not null)
        {
            return refusal;
        }
        (LostContactSince, FloatingSince) = (lostSince, floatingSince);
        FloatingTo = to is not null ? new Restricted(to) : keepsPlace && floatingSince is not null ? FloatingTo : null;
        return new WhereaboutsNoted(Id, Path, lostSince is not null, floatingSince is not null);
    }

    /// <summary>Erases the sealed values and the key that opens them; for somebody who has left, on a ground of the law.</summary>
    public Decision<MemberErased> Erase(ErasureGround? ground, int seen)
    {
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (LeftOn is null)
        {
            return PeopleRefusals.StillHere;
        }
        if (DataKey is null)
        {
            return PeopleRefusals.NothingSealed;
        }
        if (ground is not { } why)
        {
            return PlatformRefusals.Required.At("Form.Ground");
        }
        DataKey = IdentityIndex = null;
        EthnicCode = BirthDate = IdentityNumber = MobileNumber = HomeAddress = FloatingTo = null;
        FixedPhone = null;
        return new MemberErased(Id, Path, why);
    }

    /// <summary>Puts one field right, as a reviewed request of the person asks. The trace names the field, never the value.</summary>
    public Decision<MemberCorrected> CorrectField(string field, string? value, DateOnly today, bool inventedPeople) =>
        LeftOn is not null ? PeopleRefusals.HasLeft
        : MemberField.Find(field) is not { } known ? PlatformRefusals.Missing
        : Take(known.Over(this, value), today, inventedPeople, out var changed) is { } refusal ? refusal
        : new MemberCorrected(Id, Path, changed);

    /// <summary>Puts back what a field held before an approval that was taken back; what stood there once is not judged again.</summary>
    public MemberCorrected PutBack(string field, string? before)
    {
        MemberField.Find(field)!.Set(this, before);
        return new MemberCorrected(Id, Path, [field]);
    }

    /// <summary>Erases what rests on this consent alone.</summary>
    internal void EraseOptional(ConsentPurpose purpose)
    {
        if (purpose == ConsentPurpose.HomeAddress)
        {
            HomeAddress = null;
        }
        else
        {
            FixedPhone = null;
        }
    }

    /// <summary>
    /// From now on no more is done with the person's data than duty asks (PIPL Art. 44; Art. 47, last paragraph). Where erasure was asked for, what rests on consent is erased.
    /// </summary>
    public Decision<MemberRestricted> Restrict(bool erasesOptional, DateOnly today, string rule)
    {
        if (LeftOn is not null)
        {
            return PeopleRefusals.HasLeft;
        }
        if (RestrictedSince is not null && !erasesOptional)
        {
            return PeopleRefusals.RestrictedAlready;
        }
        if (erasesOptional)
        {
            foreach (var purpose in Enum.GetValues<ConsentPurpose>())
            {
                EraseOptional(purpose);
            }
        }
        RestrictedSince ??= today;
        return new MemberRestricted(Id, Path, erasesOptional, rule);
    }

    /// <summary>Ends a restriction. What was erased stays erased.</summary>
    public Decision<RestrictionLifted> LiftRestriction(string rule)
    {
        if (RestrictedSince is null)
        {
            return PeopleRefusals.NotRestricted;
        }
        RestrictedSince = null;
        return new RestrictionLifted(Id, Path, rule);
    }

    /// <summary>Moves the person to another branch: one membership ends on the day the next begins.</summary>
    public Decision<MemberMoved> Move(Organisation to, bool mayTakeIn, DateOnly on, string? reason, int seen, Membership open, DateOnly today)
    {
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (LeftOn is not null)
        {
            return PeopleRefusals.HasLeft;
        }
        if (to.Id == OrganisationId)
        {
            return PeopleRefusals.AlreadyHere.At("Form.To");
        }
        if (!mayTakeIn || to.DissolvedOn is not null)
        {
            return PeopleRefusals.NoMembersHere.With(to.Name).At("Form.To");
        }
        if (on > today)
        {
            return PeopleRefusals.InFuture.At("Form.On");
        }
        if (on < open.From)
        {
            return PeopleRefusals.BeforeHere.With(open.From).At("Form.On");
        }
        if (PlatformRefusals.WhyNotReason(reason, LongestText) is { } unwritten)
        {
            return unwritten;
        }
        var from = OrganisationId;
        OrganisationId = to.Id;
        Path = to.Path;
        GroupId = null;
        open.Until = on;
        return new MemberMoved(Id, to.Path, from, to.Id, on, reason!.Trim());
    }

    /// <summary>Notes that a person left the institution's organisations. Nothing is deleted.</summary>
    public Decision<MemberDeparted> Leave(DateOnly on, LeaveReason? why, int seen, Membership open, DateOnly today)
    {
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (LeftOn is not null)
        {
            return PeopleRefusals.HasLeft;
        }
        if (why is not { } reason)
        {
            return PlatformRefusals.Required.At("Form.Reason");
        }
        if (on > today)
        {
            return PeopleRefusals.InFuture.At("Form.On");
        }
        if (on < open.From)
        {
            return PeopleRefusals.BeforeHere.With(open.From).At("Form.On");
        }
        LeftOn = on;
        LeaveReason = reason;
        open.Until = on;
        State = reason switch
        {
            People.LeaveReason.Removed => MembershipState.Removed,
            People.LeaveReason.Expelled => MembershipState.Expelled,
            People.LeaveReason.Resigned => MembershipState.Resigned,
            People.LeaveReason.Deceased => MembershipState.Deceased,
            _ => State,
        };
        return new MemberDeparted(Id, Path, on, reason);
    }

    /// <summary>Takes over the data when they are right; tells which fields changed.</summary>
    private Refusal? Take(MemberData data, DateOnly today, bool inventedPeople, out IReadOnlyList<string> changed)
    {
        changed = [];
        if (MemberDataRules.Check(data, this, today, inventedPeople, out var clean) is { } refusal)
        {
            return refusal;
        }
        List<string> fields = [];
        void Set<T>(string field, T before, T after, Action<T> take)
        {
            if (!EqualityComparer<T>.Default.Equals(before, after))
            {
                fields.Add(field);
                take(after);
            }
        }
        Set(nameof(Name), Name, clean!.Name!, v => Name = v);
        Set(nameof(InstitutionNumber), InstitutionNumber, clean.InstitutionNumber, v => InstitutionNumber = v);
        Set(nameof(Category), Category, clean.Category, v => Category = v);
        Set(nameof(JoinDate), JoinDate, clean.JoinDate, v => JoinDate = v);
        Set(nameof(FullMemberDate), FullMemberDate, clean.FullMemberDate, v => FullMemberDate = v);
        Set(nameof(SexCode), SexCode, clean.SexCode, v => SexCode = v);
        Set(nameof(EducationCode), EducationCode, clean.EducationCode, v => EducationCode = v);
        Set(nameof(WorkPostCode), WorkPostCode, clean.WorkPostCode, v => WorkPostCode = v);
        Set(nameof(Grade), Grade, clean.Grade, v => Grade = v);
        Set(nameof(ClassName), ClassName, clean.ClassName, v => ClassName = v);
        Set(nameof(ExpectedGraduationDate), ExpectedGraduationDate, clean.ExpectedGraduationDate, v => ExpectedGraduationDate = v);
        Set(nameof(FixedPhone), FixedPhone, clean.FixedPhone, v => FixedPhone = v);
        Set(nameof(EthnicCode), EthnicCode, Kept(clean.EthnicCode, EthnicCode), v => EthnicCode = v);
        Set(nameof(BirthDate), BirthDate, Kept(TypedText.InForm(clean.BirthDate), BirthDate), v => BirthDate = v);
        Set(nameof(IdentityNumber), IdentityNumber, Kept(clean.IdentityNumber, IdentityNumber), v => IdentityNumber = v);
        Set(nameof(MobileNumber), MobileNumber, Kept(clean.MobileNumber, MobileNumber), v => MobileNumber = v);
        Set(nameof(HomeAddress), HomeAddress, Kept(clean.HomeAddress, HomeAddress), v => HomeAddress = v);
        changed = fields;
        return null;
    }

    /// <summary>A restricted value is not shown in forms, so an empty field keeps it.</summary>
    private static Restricted? Kept(string? typed, Restricted? before) => typed is null ? before : new Restricted(typed);
}

/// <summary>What is entered about a person. A restricted value that is left out stays as it was.</summary>
public sealed record MemberData
{
    public required string? Name { get; init; }

    public required MemberCategory Category { get; init; }

    public string? InstitutionNumber { get; init; }

    public DateOnly? JoinDate { get; init; }

    public DateOnly? FullMemberDate { get; init; }

    public string? SexCode { get; init; }

    public string? EducationCode { get; init; }

    public string? WorkPostCode { get; init; }

    public string? Grade { get; init; }

    public string? ClassName { get; init; }

    public DateOnly? ExpectedGraduationDate { get; init; }

    public string? FixedPhone { get; init; }

    public string? EthnicCode { get; init; }

    public DateOnly? BirthDate { get; init; }

    public string? IdentityNumber { get; init; }

    public string? MobileNumber { get; init; }

    public string? HomeAddress { get; init; }
}

/// <summary>Why a person no longer belongs to an organisation of this institution.</summary>
public enum LeaveReason
{
    TransferredOut,
    Graduated,
    Removed,
    Expelled,
    Resigned,
    Deceased,
    EnteredByMistake,
}

/// <summary>Legal status of membership; changed by organisations only, never by the program (Education Regulations 2019).</summary>
public enum MembershipState
{
    Active,
    MembershipSuspended,
    RightsSuspended,
    OnProbationWithinParty,
    Removed,
    Expelled,
    Resigned,
    Deceased,
}

/// <summary>That a person belonged to a branch from one day to another.</summary>
public sealed class Membership
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid MemberId { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string Path { get; set; }

    public required DateOnly From { get; init; }

    /// <summary>The first day on which it no longer held.</summary>
    public DateOnly? Until { get; set; }

    public string? Reason { get; init; }
}

/// <summary>That a person holds a post at an organisation for a term. Rights follow from the posts held today.</summary>
public sealed class PostHolding
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OrganisationId { get; init; }

    public required string Path { get; set; }

    public required Guid MemberId { get; init; }

    public required PostKind Post { get; init; }

    public required DateOnly From { get; init; }

    /// <summary>The first day on which the post is no longer held; null while it is.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>The last day of the term as foreseen at the appointment; the post goes on until it is ended.</summary>
    public DateOnly? PlannedEnd { get; init; }

    /// <summary>The written reason where a rule warned.</summary>
    public string? Reason { get; init; }

    public string? EndReason { get; set; }

    public int Version { get; set; } = 1;

    public bool IsHeld(DateOnly today) => From <= today && (Until is null || Until > today);

    /// <summary>Gives a person a post. Warnings of the rules need a written reason; the trace names the rule.</summary>
    public static Decision<PostTaken> Appoint(Organisation where, Member who, PostKind post, DateOnly from, DateOnly? plannedEnd, string? reason, IReadOnlyList<PostHolding> openHere, IReadOnlyList<RuleFinding> findings, out PostHolding? made)
    {
        made = null;
        if (who.LeftOn is not null)
        {
            return PeopleRefusals.HasLeft;
        }
        if (where.DissolvedOn is not null)
        {
            return PeopleRefusals.NotThisPostHere.At("Form.Post");
        }
        if (openHere.Any(h => h.MemberId == who.Id && h.Post == post))
        {
            return PeopleRefusals.AlreadyHolds.At("Form.Post");
        }
        if (plannedEnd <= from)
        {
            return PeopleRefusals.EndBeforeStart.At("Form.PlannedEnd");
        }
        if (findings.FirstOrDefault(f => f.Blocks) is { } blocking)
        {
            return RefusalOf(blocking);
        }
        var warning = findings.FirstOrDefault(f => f.Severity == Severity.Warn);
        if (warning is not null && string.IsNullOrWhiteSpace(reason))
        {
            return PeopleRefusals.WarnedNeedsReason.At("Form.Reason");
        }
        if (!string.IsNullOrWhiteSpace(reason) && PlatformRefusals.WhyNotReason(reason, Member.LongestText) is { } endless)
        {
            return endless;
        }
        made = new PostHolding { OrganisationId = where.Id, Path = where.Path, MemberId = who.Id, Post = post, From = from, PlannedEnd = plannedEnd, Reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim() };
        return new PostTaken(who.Id, where.Path, made.Id, where.Id, post, from, made.Reason, warning?.Rule.ToString());
    }

    /// <summary>Ends a post on a day, with the reason.</summary>
    public Decision<PostEnded> End(DateOnly until, string? reason, int seen)
    {
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (Until is not null)
        {
            return PeopleRefusals.PostIsOver;
        }
        if (until < From)
        {
            return PeopleRefusals.EndBeforeStart.At("Form.Until");
        }
        if (PlatformRefusals.WhyNotReason(reason, Member.LongestText) is { } unwritten)
        {
            return unwritten;
        }
        Until = until;
        EndReason = reason!.Trim();
        return new PostEnded(MemberId, Path, Id, OrganisationId, Post, until, EndReason);
    }

    private static Refusal RefusalOf(RuleFinding finding) => finding.ReasonKey switch
    {
        "rules.reason.no-such-post" => PeopleRefusals.NotThisPostHere.At("Form.Post"),
        "rules.reason.post-taken" => PeopleRefusals.PostTakenAlready.At("Form.Post"),
        "rules.reason.posts-exclude" => PeopleRefusals.PostsExclude.At("Form.Post"),
        "rules.reason.post-not-oneself" => PeopleRefusals.NotByOneself.At("Form.Post"),
        _ => PeopleRefusals.FullMembersOnly.At("Form.Post"),
    };
}
