using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>What was made and waits to be written, by type, with the trace of each act.</summary>
internal sealed class Rows
{
    private readonly Dictionary<Type, List<object>> _byType = [];

    public IEnumerable<(Type Type, List<object> Rows)> ByType => _byType.Select(t => (t.Key, t.Value));

    public int Count { get; private set; }

    public T Add<T>(T row)
        where T : class
    {
        if (!_byType.TryGetValue(typeof(T), out var rows))
        {
            _byType[typeof(T)] = rows = [];
        }
        rows.Add(row);
        Count++;
        return row;
    }

    public void AddRange<T>(IEnumerable<T> rows)
        where T : class
    {
        foreach (var row in rows)
        {
            Add(row);
        }
    }

    public IEnumerable<T> Of<T>() => _byType.TryGetValue(typeof(T), out var rows) ? rows.Cast<T>() : [];

    /// <summary>The act as the rules decided it, with its line in the trace. A refusal means that the story asks for something the program would not do.</summary>
    public TFact Act<TFact>(Decision<TFact> decision, Actor actor, DateTimeOffset at)
        where TFact : class, IFact
    {
        var fact = decision.Fact ?? throw new InvalidOperationException($"The demonstration asks for what the rules refuse: {decision.Refusal?.Code} ({typeof(TFact).Name}, {at:O}).");
        Add(Journal.Entry(fact, actor, at));
        return fact;
    }
}
