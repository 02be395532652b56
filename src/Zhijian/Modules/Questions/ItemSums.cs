namespace Zhijian.Modules.Questions;

/// <summary>What is told of a question in plain words.</summary>
public enum ItemHint
{
    /// <summary>Too few answered to say anything.</summary>
    TooFew,

    /// <summary>Nearly everybody has it right.</summary>
    VeryEasy,

    /// <summary>Fewer than one in five has it right: hard, or wrongly marked.</summary>
    VeryHard,

    /// <summary>Those who know the rest have this one wrong more often: the answer may be marked wrongly, or the words mislead.</summary>
    Misleads,

    /// <summary>Whether one knows the rest says little about this one.</summary>
    TellsLittle,

    /// <summary>A wrong choice is taken more often than the right one.</summary>
    WrongPreferred,

    /// <summary>A choice that nobody takes helps nobody.</summary>
    UnusedChoice,
    Fine,
}

/// <summary>How a question did, in sums; nothing of any person.</summary>
/// <param name="Mean">What it earned on average, of 1: the difficulty index.</param>
/// <param name="Agreement">How far it goes along with the rest of the paper, from -1 to 1: its discrimination. Null where everybody did the same.</param>
/// <param name="Chosen">How often each choice was taken, by its place from 0.</param>
public sealed record ItemSums(int Answered, int Blank, decimal Mean, double? Agreement, IReadOnlyDictionary<int, int> Chosen)
{
    /// <summary>Fewer people than this are no statistics, but somebody.</summary>
    public const int Fewest = 10;

    private const decimal AlmostAll = 0.95m;
    private const decimal OneInFive = 0.2m;
    private const double Little = 0.1;

    /// <summary>What its authors should look at.</summary>
    public IReadOnlyList<ItemHint> Hints(QuestionBody body)
    {
        if (Answered < Fewest)
        {
            return [ItemHint.TooFew];
        }
        List<ItemHint> hints = [];
        void Add(bool holds, ItemHint hint)
        {
            if (holds)
            {
                hints.Add(hint);
            }
        }
        Add(Mean >= AlmostAll, ItemHint.VeryEasy);
        Add(Mean < OneInFive, ItemHint.VeryHard);
        Add(Agreement < 0, ItemHint.Misleads);
        Add(Agreement is >= 0 and < Little && Mean < AlmostAll, ItemHint.TellsLittle);
        if (body is ChoiceBody choices)
        {
            int Count(int place) => Chosen.GetValueOrDefault(place);
            var right = choices.Choices.Index().Where(c => c.Item.Fraction > 0).Max(c => (int?)Count(c.Index)) ?? 0;
            Add(choices.Choices.Index().Any(c => c.Item.Fraction <= 0 && Count(c.Index) > right), ItemHint.WrongPreferred);
            Add(choices.Choices.Index().Any(c => c.Item.Fraction <= 0 && Count(c.Index) == 0), ItemHint.UnusedChoice);
        }
        return hints.Count == 0 ? [ItemHint.Fine] : hints;
    }

    /// <summary>How often a choice was taken, in words: small numbers are not told exactly.</summary>
    public int? Told(int place) => Answered < Fewest ? null : Chosen.GetValueOrDefault(place) is var count and (0 or >= 3) ? count : null;
}
