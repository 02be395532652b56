namespace Zhijian.Modules.Questions;

/// <summary>
/// In which order the parts of a question stand before one person: the same always for the same seed, so that what was shown can be told at any time.
/// What a page sends back are places in this order, which say nothing about what is right.
/// </summary>
public sealed record Arrangement
{
    /// <summary>Of choices and of items to be put in order: their own places, in the order shown.</summary>
    public IReadOnlyList<int> Places { get; private init; } = [];

    /// <summary>The answers from which each prompt's is chosen, in the order shown.</summary>
    public IReadOnlyList<string> Answers { get; private init; } = [];

    /// <summary>For each gap the places of its choices in the order shown.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Gaps { get; private init; } = [];

    /// <summary>The order for one question.</summary>
    /// <param name="shuffles">Whether choices are mixed where the question lets them be. Items to be ordered and answers to be matched always are: their own order would tell.</param>
    public static Arrangement Of(Question question, ulong seed, bool shuffles)
    {
        var draw = new SeededDraw(seed);
        return question.Body switch
        {
            ChoiceBody body => new Arrangement { Places = shuffles && body.Shuffles ? draw.Mixed(body.Choices.Count) : [.. Enumerable.Range(0, body.Choices.Count)] },
            OrderingBody body => new Arrangement { Places = Items(body, draw) },
            MatchingBody body => new Arrangement { Answers = Mixed(body.Pairs.Select(p => p.Answer).Distinct(StringComparer.Ordinal).ToList(), draw) },
            ClozeBody => new Arrangement { Gaps = [.. ClozeText.Gaps(question.Text).Select(g => shuffles && g.Shuffles ? draw.Mixed(g.Answers.Count) : (IReadOnlyList<int>)[.. Enumerable.Range(0, g.Answers.Count)])] },
            _ => new Arrangement(),
        };
    }

    /// <summary>As the authors wrote it.</summary>
    public static Arrangement AsWritten(Question question) => question.Body switch
    {
        OrderingBody body => new Arrangement { Places = [.. Enumerable.Range(0, body.Items.Count)] },
        MatchingBody body => new Arrangement { Answers = [.. body.Pairs.Select(p => p.Answer).Distinct(StringComparer.Ordinal)] },
        _ => Of(question, 0, shuffles: false),
    };

    private static List<int> Items(OrderingBody body, SeededDraw draw)
    {
        var shown = body.Shown >= 2 && body.Shown < body.Items.Count && body.Selection != OrderingSelection.All ? body.Shown : body.Items.Count;
        var taken = body.Selection switch
        {
            OrderingSelection.Contiguous => [.. Enumerable.Range(draw.Below(body.Items.Count - shown + 1), shown)],
            _ => draw.Mixed(body.Items.Count).Take(shown).ToList(),
        };
        return [.. draw.Mixed(taken.Count).Select(i => taken[i])];
    }

    private static List<string> Mixed(List<string> all, SeededDraw draw) => [.. draw.Mixed(all.Count).Select(i => all[i])];
}

/// <summary>Draws by a number that is kept: SplitMix64 (Steele, Lea, Flood 2014), written out so that no change of a library ever changes what was drawn.</summary>
public sealed class SeededDraw(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 to one less than this, each as likely as any other.</summary>
    public int Below(int count)
    {
        if (count <= 1)
        {
            return 0;
        }
        var most = ulong.MaxValue - (ulong.MaxValue % (ulong)count);
        ulong next;
        do
        {
            next = Next();
        }
        while (next >= most);
        return (int)(next % (ulong)count);
    }

    /// <summary>The places from 0, mixed.</summary>
    public IReadOnlyList<int> Mixed(int count)
    {
        var places = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (places[i], places[j]) = (places[j], places[i]);
        }
        return places;
    }

    /// <summary>A seed of its own for each place of an attempt.</summary>
    public static ulong At(long seed, int place) => new SeededDraw(unchecked((ulong)seed + ((ulong)place * 0x9E3779B97F4A7C15))).Next();

    private ulong Next()
    {
        unchecked
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
