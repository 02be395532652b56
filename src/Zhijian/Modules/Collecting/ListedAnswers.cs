using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Collecting;

/// <summary>A round that organisations in sight are asked to fill in.</summary>
internal sealed class OpenRound
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string AskedBy { get; set; } = "";

    public DateOnly DueOn { get; set; }
}

/// <summary>A round with its form.</summary>
internal sealed record AskedRound(Guid Id, CollectionForm Form);

/// <summary>What one organisation is asked, and what is known of it already.</summary>
internal sealed record AskedEntry(CollectionEntry Entry, IReadOnlyDictionary<string, KnownAnswer> Known)
{
    public Guid Id => Entry.Id;

    public int Version => Entry.Version;

    /// <summary>What was typed so far and not handed in.</summary>
    public bool IsDraft => Entry is { State: EntryState.Open, Answers.Count: > 0 };

    /// <summary>Its answer to an element; null where it gave none.</summary>
    public string? ValueOf(string element) => Entry.Answers.FirstOrDefault(a => a.Element == element)?.Value;
}

/// <summary>The answers of one organisation as a list brings them.</summary>
internal sealed record AnswersToFile(AskedEntry Asked, IReadOnlyList<FormAnswer> Answers);

/// <summary>How an entry stood before a list filed it.</summary>
internal sealed record AnswersBefore(IReadOnlyList<FormAnswer> Answers, DateOnly? FirstHandedInOn, DateTimeOffset? HandedInAt, Guid? HandedInBy);

/// <summary>What a row of a list makes of an entry. Pure: pages, the check and the filing ask the same.</summary>
internal static class ListedAnswers
{
    /// <summary>Why a list can't answer for this organisation now; null where it can.</summary>
    public static Refusal? WhyNot(AskedRound round, AskedEntry asked, Actor actor) =>
        !actor.May(CollectingActs.Bring, asked.Entry.Path) ? PlatformRefusals.NotYours
        : asked.Entry.State == EntryState.Returned ? CollectingRefusals.CameBack
        : !asked.Entry.IsIn && round.Form.State != FormState.Published ? CollectingRefusals.AskedNoMore
        : null;

    /// <summary>The whole answer: what the row gives, else what was typed so far, else what is known, as a form opened by hand fills it in.</summary>
    /// <param name="given">Values in their elements' one form, by element.</param>
    /// <param name="missing">The first question that has to be answered and is not.</param>
    public static List<FormAnswer> Complete(AskedRound round, AskedEntry asked, IReadOnlyDictionary<string, string> given, out string? missing)
    {
        missing = null;
        List<FormAnswer> answers =
        [
            .. round.Form.Elements.Where(e => DataStandard.Find(e) is { } element && KnownColumns.Has(element) && asked.Known.ContainsKey(e))
                .Select(e => new FormAnswer(e, asked.Known[e].Value, WasKnown: true)),
        ];
        foreach (var (question, element) in round.Form.ToFill())
        {
            var known = asked.Known.GetValueOrDefault(element.Id)?.Value;
            if ((given.GetValueOrDefault(element.Id) ?? asked.ValueOf(element.Id) ?? known) is { } value)
            {
                answers.Add(new FormAnswer(element.Id, value, value == known));
            }
            else if (question.Required)
            {
                missing ??= element.Id;
            }
        }
        return answers;
    }
}
