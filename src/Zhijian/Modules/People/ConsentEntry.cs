using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

/// <summary>One line of the ledger of consents: a person gave or withdrew one. Never changed; the newest line of a purpose is what holds (PIPL Art. 14 and 15).</summary>
public sealed class ConsentEntry
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The path of the person's branch.</summary>
    public required string Path { get; set; }

    public required Guid MemberId { get; init; }

    public required ConsentPurpose Purpose { get; init; }

    /// <summary>Which wording the person saw.</summary>
    public required int Wording { get; init; }

    public required bool Given { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Through which page.</summary>
    public required string Page { get; init; }
}

/// <summary>How one purpose stands with one person.</summary>
public enum ConsentState
{
    /// <summary>Never answered: nothing is done on its ground.</summary>
    NotAsked,

    Given,

    Withdrawn,

    /// <summary>Given to an older wording; asked again, and nothing is done on its ground until then.</summary>
    WordingChanged,
}

/// <summary>How a person's consents stand: worked out from the ledger and the wordings in force, never guessed.</summary>
public sealed class Consents(IReadOnlyDictionary<ConsentPurpose, ConsentRule> rules, IEnumerable<ConsentEntry> newest)
{
    private readonly Dictionary<ConsentPurpose, ConsentEntry> _newest = newest.GroupBy(e => e.Purpose).ToDictionary(g => g.Key, g => g.MaxBy(e => (e.At, e.Id))!);

    public ConsentEntry? Newest(ConsentPurpose purpose) => _newest.GetValueOrDefault(purpose);

    public ConsentState Of(ConsentPurpose purpose) => Newest(purpose) switch
    {
        null => ConsentState.NotAsked,
        { Given: false } => ConsentState.Withdrawn,
        var given => given.Wording == rules[purpose].Wording ? ConsentState.Given : ConsentState.WordingChanged,
    };

    /// <summary>Whether others may see or use this field of the person: true for everything that does not rest on consent.</summary>
    public bool Allow(string field) => PurposeOf(field) is not { } purpose || Of(purpose) == ConsentState.Given;

    /// <summary>The consent on which a field of a person rests; null for those the organisation has to keep.</summary>
    public static ConsentPurpose? PurposeOf(string field) => field switch
    {
        nameof(Member.HomeAddress) => ConsentPurpose.HomeAddress,
        nameof(Member.FixedPhone) => ConsentPurpose.FixedPhone,
        _ => null,
    };

    /// <summary>Gives a consent to the wording that is shown.</summary>
    public Decision<ConsentGiven> Give(ConsentPurpose purpose, int seen, Member of) =>
        seen != rules[purpose].Wording ? PlatformRefusals.Stale
        : Of(purpose) == ConsentState.Given ? PeopleRefusals.ConsentStands
        : new ConsentGiven(of.Id, of.Path, purpose, seen, rules[purpose].Rule.ToString());

    /// <summary>Withdraws a consent; what was kept on its ground alone is erased at once (PIPL Art. 15 and 47).</summary>
    public Decision<ConsentWithdrawn> Withdraw(ConsentPurpose purpose, Member of)
    {
        if (Of(purpose) is ConsentState.NotAsked or ConsentState.Withdrawn)
        {
            return PeopleRefusals.ConsentStands;
        }
        of.EraseOptional(purpose);
        return new ConsentWithdrawn(of.Id, of.Path, purpose, Newest(purpose)!.Wording, rules[purpose].Rule.ToString());
    }
}

/// <summary>A person consented to one purpose, in this wording.</summary>
public sealed record ConsentGiven(Guid SubjectId, string OrganisationPath, ConsentPurpose Purpose, int Wording, string? Rule) : IFact, IDecidedByRule;

/// <summary>A person withdrew a consent; what rested on it alone was erased.</summary>
public sealed record ConsentWithdrawn(Guid SubjectId, string OrganisationPath, ConsentPurpose Purpose, int Wording, string? Rule) : IFact, IDecidedByRule;
