using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Resolutions;

/// <summary>Where a question stands.</summary>
public enum PutQuestionState
{
    /// <summary>It is discussed.</summary>
    Open,

    /// <summary>It is resolved; its tasks run.</summary>
    Resolved,

    /// <summary>Somebody said whether it was carried out.</summary>
    Closed,

    /// <summary>It was taken back before it was resolved.</summary>
    Dropped,
}

/// <summary>A question put to the committee of an organisation.</summary>
public sealed class PutQuestion
{
    public const int LongestTitle = 80;
    public const int LongestText = 20_000;
    public const int LongestOption = 200;
    public const int LongestWords = 4000;
    public const int FewestOptions = 2;
    public const int MostOptions = 8;
    public const int MostTasks = 20;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    /// <summary>As it was called when the question was put.</summary>
    public required string OrganisationName { get; init; }

    public required string Title { get; set; }

    /// <summary>Markdown: what it is about, for those who decide.</summary>
    public string Material { get; set; } = "";

    public List<string> Options { get; set; } = [];

    /// <summary>The day on which it is to be decided.</summary>
    public DateOnly DecideOn { get; set; }

    public PutQuestionState State { get; set; }

    /// <summary>The number of the option that was taken, from 0; null where something else was resolved.</summary>
    public int? Chosen { get; set; }

    /// <summary>What was resolved, word for word.</summary>
    public string? Resolution { get; set; }

    public DateOnly? ResolvedOn { get; set; }

    /// <summary>Whether it was carried out; null until it is closed.</summary>
    public bool? CarriedOut { get; set; }

    /// <summary>What became of it, or why it was dropped.</summary>
    public string? Outcome { get; set; }

    /// <summary>Who put it, by name.</summary>
    public required string Author { get; init; }

    /// <summary>How often it was written: saving the same again is a change too, so that an older page is told.</summary>
    public int Saves { get; set; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; } = 1;

    /// <summary>Puts a question to the committee of the open space's organisation.</summary>
    public static Decision<QuestionPut> Put(PutQuestionDraft draft, Actor actor, DateTimeOffset now, DateOnly today, out PutQuestion? question)
    {
        question = null;
        if (actor.Space is not { } space)
        {
            return PlatformRefusals.NotYours;
        }
        if (draft.WhyWrong(today) is { } wrong)
        {
            return wrong;
        }
        question = new PutQuestion { Path = space.Path, OrganisationId = space.OrganisationId, OrganisationName = space.OrganisationName, Title = "",
            Author = actor.Name, CreatedBy = actor.MemberId, CreatedAt = now };
        question.Take(draft);
        return new QuestionPut(question.Id, space.Path, question.Title);
    }

    /// <summary>Changes it while it is discussed.</summary>
    public Decision<PutQuestionChanged> Change(PutQuestionDraft draft, DateOnly today, int seen)
    {
        if ((WhyNot(seen) ?? draft.WhyWrong(today)) is { } refusal)
        {
            return refusal;
        }
        Take(draft);
        Saves++;
        return new PutQuestionChanged(Id, Path, Title);
    }

    /// <summary>Says something in its discussion, under one's name.</summary>
    public Decision<ContributionMade> Contribute(string? words, Actor actor, DateTimeOffset now, out Contribution? contribution)
    {
        contribution = null;
        if ((State != PutQuestionState.Open ? ResolutionRefusals.NotOpen : Words(words, "Form.Words")) is { } refusal)
        {
            return refusal;
        }
        contribution = new Contribution { QuestionId = Id, Path = Path, Words = words!.Trim(), Author = actor.Name, CreatedBy = actor.MemberId,
            CreatedAt = now };
        return new ContributionMade(Id, Path, contribution.Id);
    }

    /// <summary>Writes down what was resolved.</summary>
    /// <param name="chosen">The number of the option that was taken, from 0, as typed; empty where something else was resolved.</param>
    public Decision<QuestionResolved> Resolve(string? chosen, string? resolution, DateOnly? on, DateOnly today, int seen)
    {
        int? option = int.TryParse(chosen, out var number) ? number : null;
        if ((WhyNot(seen) ?? (!string.IsNullOrEmpty(chosen) && (option is null || option < 0 || option >= Options.Count)
            ? ResolutionRefusals.NoSuchOption.At("Form.Chosen") : null) ?? Words(resolution, "Form.Resolution")
            ?? (on is not { } day ? PlatformRefusals.Required.At("Form.On")
                : day > today ? ResolutionRefusals.NotYet.At("Form.On")
                : null)) is { } refusal)
        {
            return refusal;
        }
        (State, Chosen, Resolution, ResolvedOn) = (PutQuestionState.Resolved, option, resolution!.Trim(), on);
        return new QuestionResolved(Id, Path, Title, option is { } taken ? Options[taken] : null);
    }

    /// <summary>Gives somebody a task that follows from the resolution.</summary>
    /// <param name="holders">Who holds a post at the organisation.</param>
    /// <param name="given">How many tasks there are already.</param>
    public Decision<ResolutionTaskGiven> Give(ResolutionTaskDraft draft, IReadOnlyList<(Guid Id, string Name)> holders, int given, DateOnly today,
        out ResolutionTask? task)
    {
        task = null;
        var owner = holders.FirstOrDefault(h => h.Id == draft.Owner);
        if ((State != PutQuestionState.Resolved ? ResolutionRefusals.NotResolved
            : given >= MostTasks ? ResolutionRefusals.TooManyTasks.With(MostTasks)
            : string.IsNullOrWhiteSpace(draft.Text) ? PlatformRefusals.Required.At("Form.Text")
            : draft.Text.Trim().Length > LongestOption ? PlatformRefusals.TooLong.With(LongestOption).At("Form.Text")
            : owner.Id == Guid.Empty ? ResolutionRefusals.NoSuchOwner.At("Form.Owner")
            : draft.DueOn is not { } due ? PlatformRefusals.Required.At("Form.DueOn")
            : due < today ? ResolutionRefusals.InThePast.At("Form.DueOn")
            : null) is { } refusal)
        {
            return refusal;
        }
        task = new ResolutionTask { QuestionId = Id, Path = Path, Text = draft.Text!.Trim(), OwnerMemberId = owner.Id, OwnerName = owner.Name,
            DueOn = draft.DueOn!.Value };
        return new ResolutionTaskGiven(Id, Path, task.Id, owner.Id);
    }

    /// <summary>Says whether it was carried out, and ends it. As carried out only when every task is done.</summary>
    public Decision<ResolutionClosed> Close(bool? carriedOut, string? outcome, int openTasks, int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : State != PutQuestionState.Resolved ? ResolutionRefusals.NotResolved
            : carriedOut is null ? PlatformRefusals.Required.At("Form.CarriedOut") : Words(outcome, "Form.Outcome")
                ?? (carriedOut == true && openTasks > 0 ? ResolutionRefusals.TasksOpen.With(openTasks) : null)) is { } refusal)
        {
            return refusal;
        }
        (State, CarriedOut, Outcome) = (PutQuestionState.Closed, carriedOut, outcome!.Trim());
        return new ResolutionClosed(Id, Path, Title, carriedOut!.Value);
    }

    /// <summary>Takes it back before anything was resolved.</summary>
    public Decision<PutQuestionDropped> Drop(string? reason, int seen)
    {
        if ((WhyNot(seen) ?? Words(reason, "Form.Outcome")) is { } refusal)
        {
            return refusal;
        }
        (State, Outcome) = (PutQuestionState.Dropped, reason!.Trim());
        return new PutQuestionDropped(Id, Path, Title);
    }

    private Refusal? WhyNot(int seen) =>
        seen != Version ? PlatformRefusals.Stale
        : State != PutQuestionState.Open ? ResolutionRefusals.NotOpen
        : null;

    private static Refusal? Words(string? words, string field) =>
        string.IsNullOrWhiteSpace(words) ? PlatformRefusals.Required.At(field)
        : words.Trim().Length > LongestWords ? PlatformRefusals.TooLong.With(LongestWords).At(field)
        : null;

    private void Take(PutQuestionDraft draft) =>
        (Title, Material, Options, DecideOn) = (draft.Title!.Trim(), draft.Material?.ReplaceLineEndings("\n").Trim() ?? "",
            [.. PutQuestionDraft.OptionsOf(draft.Options)], draft.DecideOn!.Value);
}

/// <summary>What is typed about a question.</summary>
/// <param name="Options">One a line.</param>
public sealed record PutQuestionDraft(string? Title, string? Material, string? Options, DateOnly? DecideOn)
{
    /// <summary>What is missing, too long or can't be; null where nothing is.</summary>
    public Refusal? WhyWrong(DateOnly today)
    {
        var options = OptionsOf(Options);
        return string.IsNullOrWhiteSpace(Title) ? PlatformRefusals.Required.At("Form.Title")
            : Title.Trim().Length > PutQuestion.LongestTitle ? PlatformRefusals.TooLong.With(PutQuestion.LongestTitle).At("Form.Title")
            : Material?.Length > PutQuestion.LongestText ? PlatformRefusals.TooLong.With(PutQuestion.LongestText).At("Form.Material")
            : options.Count is < PutQuestion.FewestOptions or > PutQuestion.MostOptions || options.Any(o => o.Length > PutQuestion.LongestOption)
                ? ResolutionRefusals.OptionsWanted.With(PutQuestion.FewestOptions, PutQuestion.MostOptions,
                    PutQuestion.LongestOption).At("Form.Options")
            : DecideOn is not { } day ? PlatformRefusals.Required.At("Form.DecideOn")
            : day < today ? ResolutionRefusals.InThePast.At("Form.DecideOn") : null;
    }

    /// <summary>Each line once, without blanks around it.</summary>
    public static IReadOnlyList<string> OptionsOf(string? typed) =>
        [.. (typed ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
}

/// <summary>What is typed about a task.</summary>
public sealed record ResolutionTaskDraft(string? Text, Guid? Owner, DateOnly? DueOn);

/// <summary>Why something can't be done with a question put to a committee.</summary>
public static class ResolutionRefusals
{
    public static readonly Refusal NotOpen = new("resolutions.not-open");
    public static readonly Refusal NotResolved = new("resolutions.not-resolved");
    public static readonly Refusal AlreadyDone = new("resolutions.already-done");
    public static readonly Refusal NotTheOwner = new("resolutions.not-the-owner", RefusalKind.NotYours);

    /// <summary>The value is how many tasks are not done.</summary>
    public static readonly Refusal TasksOpen = new("resolutions.tasks-open");

    /// <summary>The value is the most.</summary>
    public static readonly Refusal TooManyTasks = new("resolutions.too-many-tasks");

    /// <summary>The values are the fewest and the most options, and how long each may be.</summary>
    public static readonly Refusal OptionsWanted = new("resolutions.options-wanted", RefusalKind.BadInput);

    public static readonly Refusal NoSuchOption = new("resolutions.no-such-option", RefusalKind.BadInput);
    public static readonly Refusal NoSuchOwner = new("resolutions.no-such-owner", RefusalKind.BadInput);
    public static readonly Refusal InThePast = new("resolutions.in-the-past", RefusalKind.BadInput);
    public static readonly Refusal NotYet = new("resolutions.not-yet", RefusalKind.BadInput);
}
