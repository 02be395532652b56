using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Collecting;

/// <summary>How often a form is to be filled in.</summary>
public enum FormFrequency
{
    Once,
    Monthly,
    Quarterly,
    Yearly,
}

/// <summary>How a form stands.</summary>
public enum FormState
{
    /// <summary>Being designed; nobody below sees it.</summary>
    Draft,

    /// <summary>It exceeds the budget and waits for the committee's approval.</summary>
    AwaitingApproval,

    Published,
    Closed,
}

/// <summary>What an organisation asks of those below it, out of data elements: whom, by when, how often. Nothing is asked that the institution knows or another form asks already.</summary>
public sealed class CollectionForm
{
    public const int LongestTitle = 60;
    public const int LongestText = 500;
    public const int MostQuestions = 40;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The path of who asks.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required string Title { get; set; }

    /// <summary>What it is needed for; whoever fills it in reads it.</summary>
    public required string Purpose { get; set; }

    /// <summary>Names of the kinds of organisations that are asked.</summary>
    public required List<string> Kinds { get; set; }

    public required FormFrequency Frequency { get; set; }

    /// <summary>The last day of the first round.</summary>
    public required DateOnly FirstDue { get; set; }

    public FormState State { get; set; }

    /// <summary>Why it came back from approval.</summary>
    public string? Answer { get; set; }

    public IReadOnlyList<FormQuestion> Questions { get; set; } = [];

    /// <summary>The elements of its questions, for finding who asks what.</summary>
    public List<string> Elements { get; set; } = [];

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PublishedAt { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>The kinds as the rules know them; words of older programs are left out.</summary>
    public IEnumerable<OrganisationKind> Respondents => Kinds.Where(k => Enum.TryParse<OrganisationKind>(k, out _)).Select(Enum.Parse<OrganisationKind>);

    public int MonthsBetween => Frequency switch { FormFrequency.Monthly => 1, FormFrequency.Quarterly => 3, FormFrequency.Yearly => 12, _ => 0 };

    public int TimesAYear => MonthsBetween == 0 ? 1 : 12 / MonthsBetween;

    /// <summary>About how long filling it in takes once: what is known already costs nothing.</summary>
    public int Minutes => (int)Math.Ceiling(ToFill().Sum(q => DataStandard.MinutesOf(q.Element.Type)));

    /// <summary>What has to be filled in, in its order: everything but what is known of every organisation.</summary>
    public IReadOnlyList<(FormQuestion Question, DataElement Element)> ToFill() =>
        [.. Questions.Select(q => (Question: q, Element: q.ElementOf(Id)!)).Where(q => q.Element is not null && !KnownColumns.Has(q.Element))];

    /// <summary>The last day of a round, counted from 1.</summary>
    public DateOnly DueOn(int round) => FirstDue.AddMonths(MonthsBetween * (round - 1));

    /// <summary>Whether some organisation may be asked by both.</summary>
    public bool Overlaps(CollectionForm other) =>
        Kinds.Intersect(other.Kinds).Any() && (Path.StartsWith(other.Path, StringComparison.Ordinal) || other.Path.StartsWith(Path, StringComparison.Ordinal));

    /// <summary>Begins a form.</summary>
    public static Decision<FormDrafted> Draft(FormDraft draft, Guid organisation, string organisationName, string path, Actor actor, DateTimeOffset now, DateOnly today, out CollectionForm? form)
    {
        form = null;
        var (title, purpose) = (draft.Title?.Trim() ?? "", draft.Purpose?.Trim() ?? "");
        var refusal = title.Length == 0 ? PlatformRefusals.Required.At("Form.Title")
            : title.Length > LongestTitle ? PlatformRefusals.TooLong.With(LongestTitle).At("Form.Title")
            : purpose.Length == 0 ? PlatformRefusals.Required.At("Form.Purpose")
            : purpose.Length > LongestText ? PlatformRefusals.TooLong.With(LongestText).At("Form.Purpose")
            : draft.Kinds.Count == 0 ? PlatformRefusals.Required.At("Form.Kinds")
            : draft.Frequency is null ? PlatformRefusals.Required.At("Form.Frequency")
            : draft.FirstDue is not { } due ? PlatformRefusals.Required.At("Form.FirstDue")
            : due <= today ? CollectingRefusals.DueTooSoon.At("Form.FirstDue")
            : null;
        if (refusal is not null)
        {
            return refusal;
        }
        form = new CollectionForm
        {
            Path = path, OrganisationId = organisation, OrganisationName = organisationName, Title = title, Purpose = purpose, Kinds = [.. draft.Kinds.Distinct().Select(k => k.ToString())],
            Frequency = draft.Frequency!.Value, FirstDue = draft.FirstDue!.Value, CreatedBy = actor.MemberId, CreatedAt = now,
        };
        return new FormDrafted(form.Id, path, title);
    }

    /// <summary>Asks an element of the catalogue.</summary>
    /// <param name="others">Forms that are or may soon be answered by the same organisations.</param>
    public Decision<FormChanged> Ask(string? element, bool required, int seen, IEnumerable<CollectionForm> others)
    {
        if (WhyNotChange(seen) is { } refusal)
        {
            return refusal;
        }
        if (element is null || DataStandard.Find(element) is not { Of: ElementOwner.Organisation } known)
        {
            return PlatformRefusals.Required.At("Form.Element");
        }
        if (known.Class > Platform.Privacy.DataClass.S1)
        {
            return CollectingRefusals.TooSensitive.At("Form.Element");
        }
        if (Elements.Contains(known.Id))
        {
            return CollectingRefusals.AskedHere.At("Form.Element");
        }
        if (others.FirstOrDefault(o => o.Id != Id && Overlaps(o) && o.Elements.Contains(known.Id)) is { } asking)
        {
            return CollectingRefusals.AskedAlready.With(asking.Title).At("Form.Element");
        }
        return Take(new FormQuestion(NextNumber, known.Id, required));
    }

    /// <summary>Asks something new, which becomes an element of this form.</summary>
    public Decision<FormChanged> AskNew(NewQuestion question, int seen, IEnumerable<CollectionForm> others)
    {
        if (WhyNotChange(seen) is { } refusal)
        {
            return refusal;
        }
        var label = question.Label?.Trim() ?? "";
        var wrong = label.Length == 0 ? PlatformRefusals.Required.At("Form.Label")
            : label.Length > LongestTitle ? PlatformRefusals.TooLong.With(LongestTitle).At("Form.Label")
            : question.Type is null ? PlatformRefusals.Required.At("Form.Type")
            : question.Type is ElementType.IdentityNumber or ElementType.MobileNumber ? CollectingRefusals.TooSensitive.At("Form.Type")
            : question.Type == ElementType.Code && question.Choices.Count < 2 ? CollectingRefusals.NeedsChoices.At("Form.Choices")
            : question.Choices.Any(c => c.Length > LongestTitle) ? PlatformRefusals.TooLong.With(LongestTitle).At("Form.Choices")
            : question.Hint?.Length > LongestText ? PlatformRefusals.TooLong.With(LongestText).At("Form.Hint")
            : null;
        if (wrong is not null)
        {
            return wrong;
        }
        if (SameWords.Element(label) is { } known)
        {
            return CollectingRefusals.KnownElement.With(known.Name.Zh, known.Name.En).At("Form.Label");
        }
        if (Questions.Any(q => SameWords.Are(q.Label, label)))
        {
            return CollectingRefusals.AskedHere.At("Form.Label");
        }
        if (others.FirstOrDefault(o => o.Id != Id && Overlaps(o) && o.Questions.Any(q => SameWords.Are(q.Label, label))) is { } asking)
        {
            return CollectingRefusals.AskedAlready.With(asking.Title).At("Form.Label");
        }
        return Take(new FormQuestion(NextNumber, FormQuestion.IdOf(Id, NextNumber), question.Required)
        {
            Label = label, Type = question.Type!.Value, Choices = question.Type == ElementType.Code ? question.Choices : [], Hint = string.IsNullOrWhiteSpace(question.Hint) ? null : question.Hint.Trim(),
        });
    }

    /// <summary>Asks something no longer.</summary>
    public Decision<FormChanged> Leave(int number, int seen)
    {
        if (WhyNotChange(seen) is { } refusal)
        {
            return refusal;
        }
        if (Questions.All(q => q.Number != number))
        {
            return PlatformRefusals.Missing;
        }
        Questions = [.. Questions.Where(q => q.Number != number)];
        Elements = [.. Questions.Select(q => q.Element)];
        return new FormChanged(Id, Path, Title, Questions.Count);
    }

    /// <summary>Why it can't go to the organisations below now; null where it can.</summary>
    public Refusal? WhyNotPublish(int respondents, IReadOnlyList<CollectionForm> others, DateOnly today) =>
        State != FormState.Draft ? CollectingRefusals.NotADraft
        : Questions.Count == 0 || Minutes == 0 ? CollectingRefusals.NothingAsked
        : respondents == 0 ? CollectingRefusals.NobodyToAsk
        : FirstDue <= today ? CollectingRefusals.DueTooSoon
        // Another form may have been published since the question was asked.
        : others.FirstOrDefault(o => o.Id != Id && Overlaps(o) && o.Elements.Intersect(Elements).Any()) is { } asking ? CollectingRefusals.AskedAlready.With(asking.Title)
        : null;

    /// <summary>Goes to the organisations below; or, where it exceeds the budget, first to the committee.</summary>
    public Decision<FormPublished> Publish(int respondents, IReadOnlyList<CollectionForm> others, int seen, DateTimeOffset now, DateOnly today)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotPublish(respondents, others, today)) is { } refusal)
        {
            return refusal;
        }
        return Publish(now);
    }

    public Decision<FormSentForApproval> SendForApproval(int respondents, IReadOnlyList<CollectionForm> others, int minutes, int budget, int seen, DateOnly today)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotPublish(respondents, others, today)) is { } refusal)
        {
            return refusal;
        }
        (State, Answer) = (FormState.AwaitingApproval, null);
        return new FormSentForApproval(Id, Path, Title, minutes, budget);
    }

    /// <summary>The committee approved what exceeds the budget, or nothing had to be approved.</summary>
    public FormPublished Publish(DateTimeOffset now)
    {
        (State, PublishedAt, Answer) = (FormState.Published, now, null);
        return new FormPublished(Id, Path, Title, Minutes, Frequency);
    }

    /// <summary>It came back from approval, was taken back, or the approval was.</summary>
    public void BackTo(FormState state, string? why) => (State, Answer, PublishedAt) = (state, why, null);

    /// <summary>Asks no more; what was filled in stays.</summary>
    public Decision<FormClosed> Close(int seen)
    {
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (State != FormState.Published)
        {
            return CollectingRefusals.NotPublished;
        }
        State = FormState.Closed;
        return new FormClosed(Id, Path, Title);
    }

    private int NextNumber => Questions.Select(q => q.Number).DefaultIfEmpty().Max() + 1;

    private Refusal? WhyNotChange(int seen) =>
        seen != Version ? PlatformRefusals.Stale : State != FormState.Draft ? CollectingRefusals.NotADraft : Questions.Count >= MostQuestions ? CollectingRefusals.TooManyQuestions.With(MostQuestions) : null;

    private FormChanged Take(FormQuestion question)
    {
        Questions = [.. Questions, question];
        Elements = [.. Questions.Select(q => q.Element)];
        return new FormChanged(Id, Path, Title, Questions.Count);
    }
}

/// <summary>What a form begins with.</summary>
public sealed record FormDraft(string? Title, string? Purpose, IReadOnlyList<OrganisationKind> Kinds, FormFrequency? Frequency, DateOnly? FirstDue);

/// <summary>Something that no element of the catalogue is.</summary>
public sealed record NewQuestion(string? Label, ElementType? Type, IReadOnlyList<string> Choices, string? Hint, bool Required);

/// <summary>A form was begun.</summary>
public sealed record FormDrafted(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>A question was added to a form, or taken out.</summary>
public sealed record FormChanged(Guid SubjectId, string OrganisationPath, string Title, int Questions) : IFact;

/// <summary>A form exceeds the budget and waits for the committee's approval.</summary>
/// <param name="Minutes">What a branch would be asked for in its worst month, with this form.</param>
public sealed record FormSentForApproval(Guid SubjectId, string OrganisationPath, string Title, int Minutes, int Budget) : IFact;

/// <summary>A form went to the organisations below.</summary>
public sealed record FormPublished(Guid SubjectId, string OrganisationPath, string Title, int Minutes, FormFrequency Frequency) : IFact;

/// <summary>A form is asked no more.</summary>
public sealed record FormClosed(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>Why something about collection forms can't be done.</summary>
public static class CollectingRefusals
{
    public static readonly Refusal DueTooSoon = new("collecting.due-too-soon", RefusalKind.BadInput);
    public static readonly Refusal TooSensitive = new("collecting.too-sensitive", RefusalKind.BadInput);
    public static readonly Refusal AskedHere = new("collecting.asked-here", RefusalKind.BadInput);

    /// <summary>Another form asks the same organisations for it; the value is its title.</summary>
    public static readonly Refusal AskedAlready = new("collecting.asked-already", RefusalKind.BadInput);

    /// <summary>What is asked is a data element; the values are its names.</summary>
    public static readonly Refusal KnownElement = new("collecting.known-element", RefusalKind.BadInput);
    public static readonly Refusal NeedsChoices = new("collecting.needs-choices", RefusalKind.BadInput);
    public static readonly Refusal TooManyQuestions = new("collecting.too-many-questions");
    public static readonly Refusal NotADraft = new("collecting.not-a-draft");
    public static readonly Refusal NothingAsked = new("collecting.nothing-asked");
    public static readonly Refusal NobodyToAsk = new("collecting.nobody-to-ask");
    public static readonly Refusal NotPublished = new("collecting.not-published");

    /// <summary>The answer can't be this element's value; the value says why.</summary>
    public static readonly Refusal WrongAnswer = new("collecting.wrong-answer", RefusalKind.BadInput);

    /// <summary>What was handed in waits for its review, or is filed.</summary>
    public static readonly Refusal HandedInAlready = new("collecting.handed-in-already");

    /// <summary>The form is asked no more.</summary>
    public static readonly Refusal AskedNoMore = new("collecting.asked-no-more");

    /// <summary>The round does not ask this organisation.</summary>
    public static readonly Refusal NotAsked = new("collecting.not-asked", RefusalKind.BadInput);

    /// <summary>The reviewer sent it back: they are answered by hand, not by a list.</summary>
    public static readonly Refusal CameBack = new("collecting.came-back");
    public static readonly Refusal BadBudget = new("collecting.bad-budget", RefusalKind.BadInput);
    public static readonly Refusal BudgetInThePast = new("collecting.budget-in-the-past", RefusalKind.BadInput);
}
