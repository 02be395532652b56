using Dapper;
using Npgsql;

namespace Zhijian.Platform.Storage;

/// <summary>How PostgreSQL chooses the plan of a question.</summary>
internal enum Plans
{
    /// <summary>As it thinks best: for questions with optional filters.</summary>
    Usual,

    /// <summary>Kept for whoever asks: every part goes by an index of what it asks for. Planned anew each time, such a question costs several times what it does.</summary>
    Kept,

    /// <summary>Kept, but for those who see the whole institution: there a range of paths may be all of it or one branch.</summary>
    KeptBelowInstitution,

    /// <summary>
    /// Made for the words that were typed, because one stands in every second text and another in none. In a branch every way is short, and planning would cost several times what the question does: there the plans are kept.
    /// </summary>
    Sought,
}

/// <summary>One statement that is asked, alone or together with others, and the rows of its answer.</summary>
internal abstract class FencedQuestion
{
    private protected FencedQuestion(NumberedSql sql, NamedValues values, Plans plans, FencedScope? scope)
    {
        (Statement, Values, Plans, Scope) = (sql.Statements.Single(), values, plans, scope);
    }

    public NumberedStatement Statement { get; }

    public NamedValues Values { get; }

    public Plans Plans { get; }

    /// <summary>The scope in which it is asked; null for the viewer's.</summary>
    public FencedScope? Scope { get; }

    /// <summary>Reads its rows; nobody is told yet.</summary>
    public abstract Task Read(NpgsqlDataReader reader, CancellationToken cancel);

    /// <summary>Lets whoever asked go on.</summary>
    public abstract void Tell();

    public abstract void Fail(Exception reason);
}

/// <summary>One whose rows are of this kind.</summary>
internal sealed class FencedQuestion<T>(NumberedSql sql, NamedValues values, Plans plans, FencedScope? scope) : FencedQuestion(sql, values, plans, scope)
{
    // Whoever asked goes on where the answer was read, so that what is asked next by all of them travels together again.
    private readonly TaskCompletionSource<List<T>> _answer = new();
    private readonly List<T> _rows = [];

    public Task<List<T>> Answer => _answer.Task;

    public override async Task Read(NpgsqlDataReader reader, CancellationToken cancel)
    {
        var row = reader.GetRowParser(typeof(T));
        while (await reader.ReadAsync(cancel))
        {
            _rows.Add((T)row(reader));
        }
    }

    public override void Tell() => _answer.SetResult(_rows);

    public override void Fail(Exception reason) => _answer.SetException(reason);
}

/// <summary>Questions of several parts of a page that wait to be sent together.</summary>
internal sealed class Gathering
{
    private readonly Lock _lock = new();
    private List<FencedQuestion> _waiting = [];
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done as soon as something waits.</summary>
    public Task Asked
    {
        get
        {
            lock (_lock)
            {
                return _asked.Task;
            }
        }
    }

    public void Add(FencedQuestion question)
    {
        lock (_lock)
        {
            _waiting.Add(question);
            _asked.TrySetResult();
        }
    }

    public List<FencedQuestion> Take()
    {
        lock (_lock)
        {
            var taken = _waiting;
            (_waiting, _asked) = ([], new(TaskCreationOptions.RunContinuationsAsynchronously));
            return taken;
        }
    }
}
