using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Collecting;

/// <summary>How one organisation's answer to one round stands.</summary>
public enum EntryState
{
    /// <summary>Waits to be filled in.</summary>
    Open,

    /// <summary>Handed in and under review.</summary>
    Waiting,

    /// <summary>Came back from review.</summary>
    Returned,

    /// <summary>Reviewed; its values are known from now on.</summary>
    Filed,
}

/// <summary>One time that a form is to be filled in.</summary>
public sealed class CollectionRound
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid FormId { get; init; }

    /// <summary>The path of who asks.</summary>
    public required string Path { get; set; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required DateOnly OpenedOn { get; init; }

    public required DateOnly DueOn { get; init; }
}

/// <summary>One value that an organisation gave.</summary>
/// <param name="Element">The element's id.</param>
/// <param name="Value">In the element's one form.</param>
/// <param name="WasKnown">It was filled in already and left as it was.</param>
public sealed record FormAnswer(string Element, string Value, bool WasKnown);

/// <summary>What one organisation is asked in one round, and what it answered.</summary>
public sealed class CollectionEntry
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid FormId { get; init; }

    public required Guid RoundId { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string Path { get; set; }

    /// <summary>The form's title, minutes and number of fields when the round was opened.</summary>
    public required string Title { get; init; }

    public required int Minutes { get; init; }

    public required int Fields { get; init; }

    /// <summary>Which organisation asks.</summary>
    public required Guid AskedBy { get; init; }

    public required string AskedByName { get; init; }

    public required DateOnly DueOn { get; init; }

    public EntryState State { get; set; }

    public IReadOnlyList<FormAnswer> Answers { get; set; } = [];

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The day on which it was handed in for the first time: a return does not make it late.</summary>
    public DateOnly? FirstHandedInOn { get; set; }

    public DateTimeOffset? HandedInAt { get; set; }

    /// <summary>Who handed it in.</summary>
    public Guid? HandedInBy { get; set; }

    public DateTimeOffset? FiledAt { get; set; }

    public int Version { get; set; } = 1;

    public bool IsIn => State is EntryState.Waiting or EntryState.Filed;

    public bool IsInTime => IsIn && FirstHandedInOn <= DueOn;

    /// <summary>Reads what was typed, in the order of <see cref="CollectionForm.ToFill"/>; answers with the refusal at its field where a value can't be. What is known is put beside it.</summary>
    /// <param name="known">What is filled in already, by element.</param>
    public static Refusal? Read(CollectionForm form, IReadOnlyList<string?> typed, IReadOnlyDictionary<string, KnownAnswer> known, bool complete, DateOnly today, bool inventedPeople, out List<FormAnswer> answers)
    {
        answers = [.. form.Elements.Where(e => DataStandard.Find(e) is { } element && KnownColumns.Has(element) && known.ContainsKey(e)).Select(e => new FormAnswer(e, known[e].Value, WasKnown: true))];
        foreach (var (i, (question, element)) in form.ToFill().Index())
        {
            var read = ElementCheck.Read(element, i < typed.Count ? typed[i] ?? "" : "", today, inventedPeople);
            if (read.Problem is { } problem)
            {
                return CollectingRefusals.WrongAnswer.With(problem).At(FieldOf(i));
            }
            if (read.Value is { } value)
            {
                answers.Add(new FormAnswer(element.Id, value, known.GetValueOrDefault(element.Id)?.Value == value));
            }
            else if (complete && question.Required)
            {
                return PlatformRefusals.Required.At(FieldOf(i));
            }
        }
        return null;
    }

    /// <summary>The name of the field of what has to be filled in, counted from 0.</summary>
    public static string FieldOf(int index) => $"Form.Answers[{index}]";

    /// <summary>Keeps what was typed so far.</summary>
    public Decision<EntrySaved> Save(IReadOnlyList<FormAnswer> answers, FormState form, int seen)
    {
        if ((WhyNotFill(form, seen) ?? (answers.All(a => a.WasKnown) && Answers.Count == 0 ? PlatformRefusals.Required.At(FieldOf(0)) : null)) is { } refusal)
        {
            return refusal;
        }
        Answers = answers;
        return new EntrySaved(Id, Path, Title, answers.Count);
    }

    /// <summary>Hands it in for review.</summary>
    public Decision<EntryHandedIn> HandIn(IReadOnlyList<FormAnswer> answers, FormState form, int seen, Guid by, DateTimeOffset now, DateOnly today)
    {
        if (WhyNotFill(form, seen) is { } refusal)
        {
            return refusal;
        }
        Answers = answers;
        (State, HandedInAt, HandedInBy) = (EntryState.Waiting, now, by);
        FirstHandedInOn ??= today;
        return new EntryHandedIn(Id, Path, FormId, Title, FirstHandedInOn <= DueOn);
    }

    /// <summary>Why nothing can be typed now; null where it can.</summary>
    public Refusal? WhyNotFill(FormState form, int seen) =>
        seen != Version ? PlatformRefusals.Stale
        : State is not (EntryState.Open or EntryState.Returned) ? CollectingRefusals.HandedInAlready
        : form != FormState.Published ? CollectingRefusals.AskedNoMore
        : null;

    /// <summary>The last layer approved.</summary>
    public EntryFiled File(DateTimeOffset now)
    {
        (State, FiledAt) = (EntryState.Filed, now);
        return new EntryFiled(Id, Path, FormId, Title);
    }

    /// <summary>It came back, was taken back, or the decision was.</summary>
    public void BackTo(EntryState state) => (State, FiledAt) = (state, null);
}

/// <summary>A value that is filled in before anybody types: what it is, whose word it is, and since when.</summary>
/// <param name="Source">A key of the catalogue's sources.</param>
/// <param name="From">The form from which it is known; null for what the institution keeps itself.</param>
public sealed record KnownAnswer(string Value, string Source, DateOnly On, string? From);

/// <summary>What an organisation's last filed answer to an element was: filled in wherever it is asked again.</summary>
public sealed class KnownValue
{
    public required Guid OrganisationId { get; init; }

    public required string Element { get; init; }

    public required string Path { get; set; }

    public required string Value { get; set; }

    public required DateOnly KnownOn { get; set; }

    /// <summary>The entry from which it is known.</summary>
    public required Guid EntryId { get; set; }

    /// <summary>The title of its form.</summary>
    public required string Title { get; set; }
}

/// <summary>Part of what is asked was typed and kept.</summary>
public sealed record EntrySaved(Guid SubjectId, string OrganisationPath, string Title, int Answers) : IFact;

/// <summary>An organisation handed in what it was asked.</summary>
public sealed record EntryHandedIn(Guid SubjectId, string OrganisationPath, Guid FormId, string Title, bool InTime) : IFact;

/// <summary>What an organisation handed in was reviewed and is known from now on.</summary>
public sealed record EntryFiled(Guid SubjectId, string OrganisationPath, Guid FormId, string Title) : IFact;

/// <summary>A form went to the organisations below to be filled in, for the first time or again. The subject is the form.</summary>
public sealed record RoundOpened(Guid SubjectId, string OrganisationPath, Guid RoundId, int Number, DateOnly DueOn, int Expected) : IFact;
