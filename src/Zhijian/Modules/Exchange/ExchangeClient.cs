using Zhijian.Modules.Importing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Exchange;

/// <summary>How far a connected system is.</summary>
public enum ClientState
{
    /// <summary>Defined or changed by one person; it may do nothing before another has approved it.</summary>
    Proposed,

    On,

    Off,
}

/// <summary>
/// A connected system: for which purpose it reads what of which organisations, what it may bring, and how many rows a day. One administrator defines it, another person approves it,
/// so that nobody opens a door to the data alone; either switches it off in one step.
/// </summary>
public sealed class ExchangeClient
{
    public const int LongestName = 60;
    public const int LongestPurpose = 400;
    public const int MostRowsADay = 1_000_000;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The organisation's path: it and everything below is what the system can reach at all.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; set; }

    /// <summary>The account whose tokens are the system's.</summary>
    public required Guid AccountId { get; init; }

    public string Name { get; set; } = "";

    public string Purpose { get; set; } = "";

    /// <summary>What it reads, as KIND.ELEMENT.</summary>
    public List<string> Elements { get; set; } = [];

    /// <summary>What it brings: members, organisations.</summary>
    public List<string> Writes { get; set; } = [];

    /// <summary>The source of the data standard that it is: whose word counts for what it brings. Empty for one that brings nothing.</summary>
    public string Source { get; set; } = "";

    public int RowsADay { get; set; }

    public ClientState State { get; set; }

    public Guid DefinedBy { get; set; }

    public string DefinedByName { get; set; } = "";

    public DateTimeOffset DefinedAt { get; set; }

    public string? ApprovedByName { get; set; }

    public DateTimeOffset? ApprovedAt { get; set; }

    public string? OffByName { get; set; }

    public DateTimeOffset? OffAt { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>The elements of a kind that it reads.</summary>
    public IEnumerable<string> ElementsOf(string kind) => Elements.Where(e => e.StartsWith(kind + ".", StringComparison.Ordinal)).Select(e => e[(kind.Length + 1)..]);

    /// <summary>Defines a system, or changes what it may do; either way another person must approve it before it does anything.</summary>
    /// <param name="known">What there is to be read, as KIND.ELEMENT, and to be brought.</param>
    public Refusal? Define(ClientData data, IReadOnlySet<string> known, Guid by, string byName, DateTimeOffset now)
    {
        var (name, purpose) = (data.Name?.Trim() ?? "", data.Purpose?.Trim() ?? "");
        var refusal = name.Length == 0 ? PlatformRefusals.Required.At("Form.Name")
            : name.Length > LongestName ? PlatformRefusals.TooLong.With(LongestName).At("Form.Name")
            : purpose.Length == 0 ? PlatformRefusals.Required.At("Form.Purpose")
            : purpose.Length > LongestPurpose ? PlatformRefusals.TooLong.With(LongestPurpose).At("Form.Purpose")
            : data.RowsADay is not (>= 1 and <= MostRowsADay) ? ExchangeRefusals.RowsADay.With(MostRowsADay)
            : data.Elements.Concat(data.Writes).Any(e => !known.Contains(e)) ? PlatformRefusals.NotReadable.At("Form.Elements")
            : data.Writes.Count > 0 && !Authority.Bringing.Contains(data.Source) ? ExchangeRefusals.SourceMissing
            : data.Elements.Count + data.Writes.Count == 0 ? ExchangeRefusals.NothingChosen
            : null;
        if (refusal is not null)
        {
            return refusal;
        }
        (Name, Purpose, RowsADay) = (name, purpose, data.RowsADay ?? 0);
        Elements = [.. data.Elements.Distinct().Order(StringComparer.Ordinal)];
        Writes = [.. data.Writes.Distinct().Order(StringComparer.Ordinal)];
        Source = Writes.Count > 0 ? data.Source! : "";
        (State, DefinedBy, DefinedByName, DefinedAt) = (ClientState.Proposed, by, byName, now);
        (ApprovedByName, ApprovedAt, OffByName, OffAt) = (null, null, null, null);
        return null;
    }

    /// <summary>Somebody else than who defined it lets it in.</summary>
    public Decision<ClientApproved> Approve(Guid by, string byName, int seen, DateTimeOffset now)
    {
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (State == ClientState.On)
        {
            return ExchangeRefusals.AlreadyOn;
        }
        if (by == DefinedBy)
        {
            return ExchangeRefusals.NotByOneself;
        }
        (State, ApprovedByName, ApprovedAt) = (ClientState.On, byName, now);
        return new ClientApproved(Id, Path, Name, Elements, Writes, RowsADay);
    }

    /// <summary>At its next request it is nobody any more. Whatever version the page showed: a door is closed at once.</summary>
    public Decision<ClientSwitchedOff> SwitchOff(string byName, DateTimeOffset now)
    {
        if (State == ClientState.Off)
        {
            return ExchangeRefusals.AlreadyOff;
        }
        (State, OffByName, OffAt) = (ClientState.Off, byName, now);
        return new ClientSwitchedOff(Id, Path, Name);
    }
}

/// <summary>What a system is to be.</summary>
public sealed record ClientData(string? Name, string? Purpose, IReadOnlyList<string> Elements, IReadOnlyList<string> Writes, int? RowsADay, string? Source = null);

/// <summary>A connected system was defined; it waits for approval.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record ClientDefined(Guid SubjectId, string OrganisationPath, string Name, IReadOnlyList<string> Elements, IReadOnlyList<string> Writes, int RowsADay) : IFact;

/// <summary>What a connected system may do was changed; it waits for approval again.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record ClientChanged(Guid SubjectId, string OrganisationPath, string Name, IReadOnlyList<string> Elements, IReadOnlyList<string> Writes, int RowsADay) : IFact;

/// <summary>A connected system was approved and is let in.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record ClientApproved(Guid SubjectId, string OrganisationPath, string Name, IReadOnlyList<string> Elements, IReadOnlyList<string> Writes, int RowsADay) : IFact;

/// <summary>A connected system was switched off.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record ClientSwitchedOff(Guid SubjectId, string OrganisationPath, string Name) : IFact;

/// <summary>A connected system read changes. The subject is the system.</summary>
[CountsAs(OverviewLine.Exports)]
public sealed record ChangesRead(Guid SubjectId, string OrganisationPath, int Rows, long Position) : IFact;

/// <summary>A connected system brought records; each that changed something has a trace of its own. The subject is the system.</summary>
public sealed record RecordPut(Guid SubjectId, string OrganisationPath, string Plural, int Created, int Changed, int Unchanged, int Refused) : IFact;

/// <summary>Why exchange is refused.</summary>
public static class ExchangeRefusals
{
    /// <summary>The value is the most.</summary>
    public static readonly Refusal RowsADay = new("exchange.rows-a-day", RefusalKind.BadInput, "Form.RowsADay");

    /// <summary>A system that brings records says which source it is, so that it is known what it is right about.</summary>
    public static readonly Refusal SourceMissing = new("exchange.source-missing", RefusalKind.BadInput, "Form.Source");
    public static readonly Refusal NothingChosen = new("exchange.nothing-chosen", RefusalKind.BadInput, "Form.Elements");
    public static readonly Refusal AlreadyOn = new("exchange.already-on");
    public static readonly Refusal AlreadyOff = new("exchange.already-off");
    public static readonly Refusal NotByOneself = new("exchange.not-by-oneself");
    public static readonly Refusal NoSuchOrganisation = new("exchange.no-such-organisation", RefusalKind.BadInput, "Form.Organisation");

    /// <summary>The system was not approved for this kind.</summary>
    public static readonly Refusal NotOfItsKind = new("exchange.not-of-its-kind", RefusalKind.NotYours);

    /// <summary>The value is how many rows a day.</summary>
    public static readonly Refusal BudgetSpent = new("exchange.budget-spent");

    /// <summary>The value is the most characters.</summary>
    public static readonly Refusal BadKey = new("exchange.bad-key", RefusalKind.BadInput);

    /// <summary>The value is the most lines.</summary>
    public static readonly Refusal TooManyLines = new("exchange.too-many-lines", RefusalKind.BadInput);

    /// <summary>A line is not what a line should be.</summary>
    public static readonly Refusal BadLine = new("exchange.bad-line", RefusalKind.BadInput);
    public static readonly Refusal BadAddress = new("exchange.bad-address", RefusalKind.BadInput, "Form.Url");
    public static readonly Refusal HasWebhook = new("exchange.has-webhook");
    public static readonly Refusal AlreadyWaiting = new("exchange.already-waiting");
}
