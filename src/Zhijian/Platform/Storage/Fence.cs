using System.Data;
using System.Diagnostics.CodeAnalysis;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Storage;

/// <summary>
/// The one door to the database. A request (or a job) gets one connection and one transaction that starts with the viewer's scope;
/// nothing else in the program opens a connection. Without an actor it sees no rows at all.
/// </summary>
public sealed class Fence(FencedPools pools) : IAsyncDisposable
{
    private readonly List<Func<Task>> _afterCommit = [];
    private NpgsqlConnection? _connection;
    private ZhijianDb? _db;
    private FencedScope? _inForce;
    private Gathering? _gathering;

    /// <summary>The scope now in force.</summary>
    public FencedScope Scope { get; private set; } = FencedScope.Nothing;

    /// <summary>True once something asked for the transaction.</summary>
    public bool IsOpen => Transaction is not null;

    /// <summary>The open transaction, for EF Core and COPY.</summary>
    internal NpgsqlTransaction? Transaction { get; private set; }

    /// <summary>How long one command may take, where the usual 30 seconds are too short: work on all rows at once.</summary>
    public TimeSpan? Patience { get; set; }

    /// <summary>Says who is asking. Takes effect with the next command.</summary>
    public void Enclose(FencedScope scope) => Scope = scope;

    /// <summary>The open transaction's connection, opened on first use. The scope travels with the first command.</summary>
    public async ValueTask<NpgsqlConnection> Open(CancellationToken cancel)
    {
        if (_gathering is not null)
        {
            throw new InvalidOperationException("Parts of a page that ask together may only ask, not send anything by themselves.");
        }
        return await Connected(cancel);
    }

    private async ValueTask<NpgsqlConnection> Connected(CancellationToken cancel)
    {
        _connection ??= pools.For(Scope).CreateConnection();
        if (_connection.State == ConnectionState.Closed)
        {
            await _connection.OpenAsync(cancel);
        }
        if (Transaction is null)
        {
            // Costs no round trip: Npgsql sends BEGIN with the first command.
            Transaction = await _connection.BeginTransactionAsync(cancel);
            Begun();
        }
        return _connection;
    }

    /// <summary>
    /// Lets the commands of EF Core run inside the fence too: in the open transaction, or in the one that its first command begins (<see cref="OpensInsideFence"/>).
    /// Takes no connection by itself: whoever asks for a context does not wait, and waiting without giving the thread back would keep those from finishing who have the connections.
    /// </summary>
    internal void Attach(ZhijianDb db)
    {
        _connection ??= pools.For(Scope).CreateConnection();
        _db = db;
        db.Fence = this;
        // A request that failed once is over: nothing in it is tried again, and what was set after a savepoint would be lost with it.
        db.Database.AutoSavepointsEnabled = false;
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        db.Database.SetDbConnection(_connection, contextOwnsConnection: false);
        if (Transaction is not null)
        {
            db.Database.UseTransaction(Transaction);
        }
    }

    /// <summary>Opens single records to the rest of this transaction. The caller has just seen a row inside the scope that points at them.</summary>
    public void Admit(params IEnumerable<Guid> records) => Enclose(Scope.Admitting(records));

    /// <summary>
    /// Lets a named part of the program act with its own declared scope until the returned value is disposed, inside the same transaction.
    /// All such parts are listed in <see cref="SystemActors"/>.
    /// </summary>
    public IDisposable As(SystemActor actor)
    {
        if (_gathering is not null)
        {
            throw new InvalidOperationException("Other parts of the page would ask with this scope too; name the actor with the question.");
        }
        var before = Scope;
        Enclose(FencedScope.Of(actor.Path));
        return new Widened(this, before);
    }

    /// <summary>Rows of one SQL text (Dapper), inside the fence.</summary>
    public async Task<List<T>> Rows<T>([StringSyntax("sql")] string sql, object? values, CancellationToken cancel)
    {
        var connection = await Open(cancel);
        return (await connection.QueryAsync<T>(Command(sql, values, cancel))).AsList();
    }

    /// <summary>
    /// Rows of one statement; alone, or together with what other parts of a page ask (<see cref="Together"/>). Its text is read once for as long as the program runs, so it is a constant or put together from a few constant parts.
    /// </summary>
    /// <param name="actor">Who asks it with their own declared scope; null for the viewer.</param>
    internal async Task<List<T>> Ask<T>([StringSyntax("sql")] string sql, NamedValues values, Plans plans, CancellationToken cancel, SystemActor? actor = null)
    {
        var question = new FencedQuestion<T>(NumberedSql.Of(sql), values, plans, actor is null ? null : FencedScope.Of(actor.Path));
        if (_gathering is { } gathering)
        {
            gathering.Add(question);
        }
        else
        {
            await Send([question], cancel);
            question.Tell();
        }
        return await question.Answer;
    }

    /// <summary>
    /// Lets parts of a page that know nothing of one another ask together: each goes on until it waits for an answer, and what all of them then wait for is one round trip. They may only <see cref="Ask"/> meanwhile.
    /// </summary>
    internal async Task Together(IEnumerable<Func<Task>> parts, CancellationToken cancel)
    {
        if (_gathering is not null)
        {
            throw new InvalidOperationException("Parts that ask together can't have such parts themselves.");
        }
        var gathering = _gathering = new Gathering();
        try
        {
            var running = parts.Select(part => part()).ToList();
            while (true)
            {
                if (gathering.Take() is { Count: > 0 } questions)
                {
                    await Answer(questions, cancel);
                }
                else if (running.FindAll(part => !part.IsCompleted) is { Count: > 0 } open)
                {
                    await Task.WhenAny([gathering.Asked, .. open]);
                }
                else
                {
                    break;
                }
            }
            await Task.WhenAll(running);
        }
        finally
        {
            _gathering = null;
        }
    }

    private async Task Answer(List<FencedQuestion> questions, CancellationToken cancel)
    {
        try
        {
            await Send(questions, cancel);
        }
        catch (Exception e)
        {
            questions.ForEach(q => q.Fail(e));
            return;
        }
        questions.ForEach(q => q.Tell());
    }

    private async Task Send(List<FencedQuestion> questions, CancellationToken cancel)
    {
        await using var batch = Batch(await Connected(cancel));
        if (TakeUnsent() is { } scope)
        {
            batch.BatchCommands.Add(Enclosing(scope));
        }
        var inForce = UsualMode;
        List<FencedQuestion> ordered = [.. questions.OrderBy(q => q.Plans)];
        if (ordered.Exists(q => q.Plans == Plans.Sought))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(OneProcess));
        }
        foreach (var question in ordered)
        {
            var wanted = ModeOf(question.Plans);
            if (wanted != inForce)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(PlansBy(wanted)));
                inForce = wanted;
            }
            if (question.Scope is { } own)
            {
                batch.BatchCommands.Add(Enclosing(own));
            }
            batch.BatchCommands.Add(question.Values.Fill(question.Statement));
            if (question.Scope is not null)
            {
                batch.BatchCommands.Add(Enclosing(Scope));
            }
        }
        if (inForce != UsualMode)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(UsualPlans));
        }
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        foreach (var question in ordered)
        {
            await question.Read(reader, cancel);
            await reader.NextResultAsync(cancel);
        }
    }

    /// <summary>The single row of one SQL text, or null.</summary>
    public async Task<T?> Row<T>([StringSyntax("sql")] string sql, object? values, CancellationToken cancel)
    {
        var connection = await Open(cancel);
        return await connection.QueryFirstOrDefaultAsync<T>(Command(sql, values, cancel));
    }

    /// <summary>Rows of one question that a named part of the program asks with its own scope; the viewer's stands again when the answer is there, without a round trip of its own.</summary>
    public async Task<List<T>> RowsAs<T>(SystemActor actor, [StringSyntax("sql")] string sql, object? values, CancellationToken cancel)
    {
        var connection = await Open(cancel);
        return (await connection.QueryAsync<T>(Aside(actor, sql, values, cancel))).AsList();
    }

    /// <summary>Its single row, or null.</summary>
    public async Task<T?> RowAs<T>(SystemActor actor, [StringSyntax("sql")] string sql, object? values, CancellationToken cancel)
    {
        var connection = await Open(cancel);
        return await connection.QueryFirstOrDefaultAsync<T>(Aside(actor, sql, values, cancel));
    }

    /// <summary>Several result sets in one round trip; read them in order.</summary>
    public async Task<SqlMapper.GridReader> Sets([StringSyntax("sql")] string sql, object? values, CancellationToken cancel)
    {
        var connection = await Open(cancel);
        return await connection.QueryMultipleAsync(Command(sql, values, cancel));
    }

    /// <summary>
    /// The same for a page that is asked all day and whose text has no optional filters: its plans are kept whatever PostgreSQL thinks of their estimates.
    /// Not for those who see the whole institution: there a range of paths may be all of it or one branch. Ends with the question, because
    /// what the request does afterwards may well have optional filters.
    /// </summary>
    public Task<SqlMapper.GridReader> SetsOfHotPage([StringSyntax("sql")] string sql, object? values, CancellationToken cancel) =>
        Sets(OfHotPage(sql), values, cancel);

    /// <summary>
    /// The same for questions of several modules, each read once for as long as the program runs; their sets come in the order of the questions.
    /// Where nothing was asked before, begin, scope, questions and commit travel together and the transaction is over with the last set:
    /// whoever asks more afterwards begins the next one.
    /// </summary>
    internal async Task<SqlMapper.GridReader> SetsOfHotPage(IReadOnlyList<NumberedSql> questions, NamedValues values, CancellationToken cancel)
    {
        var alone = !IsOpen && _connection is not { State: ConnectionState.Open };
        var connection = alone ? await pools.For(Scope).OpenConnectionAsync(cancel) : await Open(cancel);
        var batch = Batch(connection);
        foreach (var command in Commands(questions, values, alone))
        {
            batch.BatchCommands.Add(command);
        }
        try
        {
            var reader = await batch.ExecuteReaderAsync(alone ? CommandBehavior.CloseConnection : CommandBehavior.Default, cancel);
            return new BatchSets(batch, reader, string.Join(' ', questions.Select(q => q.Number)));
        }
        catch
        {
            await batch.DisposeAsync();
            if (alone)
            {
                await connection.DisposeAsync();
            }
            throw;
        }
    }

    /// <summary>An empty batch in the open transaction, as patient as every command.</summary>
    private NpgsqlBatch Batch(NpgsqlConnection connection)
    {
        var batch = new NpgsqlBatch(connection, Transaction);
        if (Seconds is { } seconds)
        {
            batch.Timeout = seconds;
        }
        return batch;
    }

    private IEnumerable<NpgsqlBatchCommand> Commands(IReadOnlyList<NumberedSql> questions, NamedValues values, bool alone)
    {
        if (alone)
        {
            yield return new NpgsqlBatchCommand("BEGIN READ ONLY");
            yield return Enclosing(Scope);
        }
        else if (TakeUnsent() is { } scope)
        {
            yield return Enclosing(scope);
        }
        if (KeepsPlansOfHotPages)
        {
            yield return new NpgsqlBatchCommand(PlansBy(KeptMode));
        }
        foreach (var statement in questions.SelectMany(q => q.Statements))
        {
            yield return values.Fill(statement);
        }
        if (alone)
        {
            yield return new NpgsqlBatchCommand("COMMIT");
        }
        else if (KeepsPlansOfHotPages)
        {
            yield return new NpgsqlBatchCommand(UsualPlans);
        }
    }

    /// <summary>Runs a changing SQL text inside the fence; answers the number of rows changed.</summary>
    public async Task<int> Run([StringSyntax("sql")] string sql, object? values, CancellationToken cancel)
    {
        var connection = await Open(cancel);
        await SendScope(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(sql, values, Transaction, commandTimeout: Seconds, cancellationToken: cancel));
    }

    /// <summary>
    /// The same for what goes by keys alone and comes with every filing: its plans are kept, whatever PostgreSQL thinks of their estimates. Planned anew each time, such statements cost more than they do.
    /// Not for texts with optional filters, nor for all rows.
    /// </summary>
    public Task<int> RunByKeys([StringSyntax("sql")] string sql, object? values, CancellationToken cancel) => Run(Planned(KeptMode, sql), values, cancel);

    /// <summary>Rows one after another, inside the fence, for reads of any length; the connection is taken until the reader is disposed.</summary>
    public async Task<NpgsqlDataReader> Stream([StringSyntax("sql")] string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancel)
    {
        var connection = await Open(cancel);
        await SendScope(cancel);
        await using var command = new NpgsqlCommand(sql, connection, Transaction) { CommandTimeout = 0 };
        fill(command.Parameters);
        return await command.ExecuteReaderAsync(cancel);
    }

    /// <summary>
    /// One read as one round trip: begin, scope, question, commit in a single batch. For requests that ask once and change nothing.
    /// </summary>
    public async Task<T> Once<T>([StringSyntax("sql")] string sql, Action<NpgsqlParameterCollection> fill, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        if (IsOpen)
        {
            throw new InvalidOperationException("The transaction is already open; ask inside it.");
        }
        await using var connection = await pools.For(Scope).OpenConnectionAsync(cancel);
        await using var batch = Batch(connection, [new NpgsqlBatchCommand("BEGIN READ ONLY"), Enclosing(Scope)], sql, fill);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        return await read(reader, cancel);
    }

    /// <summary>Runs after the commit succeeded, never when it did not: live panels, the outbox' bell.</summary>
    public void AfterCommit(Func<Task> then) => _afterCommit.Add(then);

    public async Task Commit(CancellationToken cancel)
    {
        if (Transaction is null)
        {
            return;
        }
        await Transaction.CommitAsync(cancel);
        await Committed();
    }

    /// <summary>A last statement and the commit in one round trip.</summary>
    public async Task Commit([StringSyntax("sql")] string last, Action<NpgsqlParameterCollection> fill, CancellationToken cancel)
    {
        var connection = await Open(cancel);
        await using (var batch = Batch(connection, TakeUnsent() is { } scope ? [Enclosing(scope)] : [], last, fill))
        {
            await batch.ExecuteNonQueryAsync(cancel);
        }
        await Committed();
    }

    public async Task Rollback()
    {
        _afterCommit.Clear();
        if (Transaction is not null)
        {
            await Ended();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The context is disposed before the fence it was attached to.
        _db = null;
        await Rollback();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }

    /// <summary>Some commands, a statement with values, and the commit, sent together.</summary>
    private static NpgsqlBatch Batch(NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> first, string sql, Action<NpgsqlParameterCollection> fill)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var command in first)
        {
            batch.BatchCommands.Add(command);
        }
        var statement = new NpgsqlBatchCommand(sql);
        fill(statement.Parameters);
        batch.BatchCommands.Add(statement);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        return batch;
    }

    internal static NpgsqlBatchCommand Enclosing(FencedScope scope)
    {
        var call = new NpgsqlBatchCommand(FencedScope.NumberedCall);
        foreach (var value in scope.Values())
        {
            call.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }
        return call;
    }

    /// <summary>A command that takes the scope along where it is not in force yet.</summary>
    private CommandDefinition Command(string sql, object? values, CancellationToken cancel)
    {
        if (TakeUnsent() is { } scope)
        {
            var all = values as DynamicParameters ?? new DynamicParameters(values);
            Add(all, scope.Parameters);
            (sql, values) = (FencedScope.Call + sql, all);
        }
        return new CommandDefinition(sql, values, Transaction, commandTimeout: Seconds, cancellationToken: cancel);
    }

    /// <summary>The actor's scope, the question, and the viewer's scope again, in one command.</summary>
    private CommandDefinition Aside(SystemActor actor, string sql, object? values, CancellationToken cancel)
    {
        var all = values as DynamicParameters ?? new DynamicParameters(values);
        Add(all, FencedScope.Of(actor.Path).Parameters);
        Add(all, Scope.ParametersOfReturn);
        _inForce = Scope;
        return new CommandDefinition($"{FencedScope.Call}{sql.TrimEnd().TrimEnd(';')};{FencedScope.Return}", all, Transaction, commandTimeout: Seconds, cancellationToken: cancel);
    }

    /// <summary>Those who see the whole institution are left out, see <see cref="SetsOfHotPage(string, object?, CancellationToken)"/>.</summary>
    private bool KeepsPlansOfHotPages => Scope.Depth > 1;

    private string ModeOf(Plans plans) => plans switch
    {
        Plans.Kept => KeptMode,
        Plans.KeptBelowInstitution => KeepsPlansOfHotPages ? KeptMode : UsualMode,
        Plans.Sought => Scope.Depth > DepthOfColleges ? KeptMode : "force_custom_plan",
        _ => UsualMode,
    };

    private string OfHotPage(string sql) => KeepsPlansOfHotPages ? Planned(KeptMode, sql) : sql;

    /// <summary>How deep general branches stand in the tree.</summary>
    private const int DepthOfColleges = 2;

    /// <summary>To start a second process takes ten times as long as what people look for does.</summary>
    private const string OneProcess = "SET LOCAL max_parallel_workers_per_gather=0";

    private const string UsualMode = "default";

    private const string KeptMode = "force_generic_plan";

    private const string UsualPlans = "SET LOCAL plan_cache_mode=default";

    private static string PlansBy(string mode) => $"SET LOCAL plan_cache_mode={mode}";

    /// <summary>A text between the mode by which its plans are chosen and the usual one.</summary>
    private static string Planned(string mode, string sql) => $"{PlansBy(mode)};{sql.TrimEnd().TrimEnd(';')};{UsualPlans}";

    private static void Add(DynamicParameters all, IEnumerable<(string Name, string Value)> values)
    {
        foreach (var (name, value) in values)
        {
            all.Add(name, value);
        }
    }

    private int? Seconds => Patience is { } patience ? (int)patience.TotalSeconds : null;

    /// <summary>The scope if it is not in force already. Whoever takes it sends it with the next command.</summary>
    internal FencedScope? TakeUnsent()
    {
        if (_inForce is not null && (ReferenceEquals(_inForce, Scope) || _inForce.Values().AsSpan().SequenceEqual(Scope.Values())))
        {
            return null;
        }
        return _inForce = Scope;
    }

    internal async Task SendScope(CancellationToken cancel)
    {
        if (TakeUnsent() is { } scope)
        {
            await using var batch = new NpgsqlBatch(_connection, Transaction) { BatchCommands = { Enclosing(scope) } };
            await batch.ExecuteNonQueryAsync(cancel);
        }
    }

    private void Begun()
    {
        _inForce = null;
        _db?.Database.UseTransaction(Transaction);
    }

    private async Task Committed()
    {
        await Ended();
        foreach (var then in _afterCommit)
        {
            await then();
        }
        _afterCommit.Clear();
    }

    private async Task Ended()
    {
        _db?.Database.UseTransaction(null);
        await Transaction!.DisposeAsync();
        Transaction = null;
    }

    /// <summary>The sets of a batch. Dapper tells the shapes of rows apart by the text of a command: here by the numbers of the questions, which stand for their texts.</summary>
    private sealed class BatchSets(NpgsqlBatch batch, NpgsqlDataReader reader, string questions)
        : SqlMapper.GridReader(new NpgsqlCommand(questions, batch.Connection), reader, null, _ => batch.Dispose());

    /// <summary>A widened stretch of the transaction; disposing it puts the viewer's own scope back.</summary>
    private sealed class Widened(Fence fence, FencedScope before) : IDisposable
    {
        public void Dispose() => fence.Enclose(before);
    }
}

/// <summary>A part of the program that acts by itself: its name in the trace, and what it may see.</summary>
public sealed record SystemActor(string Name, string Path)
{
    public Actor Actor => Actor.OfSystem(Name);
}

/// <summary>All system actors there are. A test fails when one is made elsewhere.</summary>
public static class SystemActors
{
    /// <summary>Finds the account, member and posts of somebody who signs in or sends a token.</summary>
    public static readonly SystemActor SignIn = new("sign-in", FencedScope.WholeInstitution);

    /// <summary>Adds a filed record to the counts of every organisation above it.</summary>
    public static readonly SystemActor Figures = new("figures", FencedScope.WholeInstitution);

    /// <summary>Looks up names of organisations and members across branches for joint activities and notices.</summary>
    public static readonly SystemActor Directory = new("directory", FencedScope.WholeInstitution);

    /// <summary>Finds the reviewers of a chain and moves cases that waited too long.</summary>
    public static readonly SystemActor Review = new("review", FencedScope.WholeInstitution);

    /// <summary>Writes check-ins of a burst in groups after the code was proven.</summary>
    public static readonly SystemActor CheckIns = new("check-ins", FencedScope.WholeInstitution);

    /// <summary>Writes what members answer in their own papers, in groups, after it was proven whose copy each is.</summary>
    public static readonly SystemActor Answers = new("answers", FencedScope.WholeInstitution);

    /// <summary>Writes people whom programs take in, in groups, after each was judged by the posts of who asked.</summary>
    public static readonly SystemActor Entering = new("entering", FencedScope.WholeInstitution);

    /// <summary>Recurring work: obligations of a new month, clean-up.</summary>
    public static readonly SystemActor Jobs = new("jobs", FencedScope.WholeInstitution);

    /// <summary>Takes the entries of the journal into the audit tree, verifies and exports it.</summary>
    public static readonly SystemActor Audit = new("audit", FencedScope.WholeInstitution);

    /// <summary>Gathers what is held about one person, for that person; every question names them.</summary>
    public static readonly SystemActor OwnData = new("own-data", FencedScope.WholeInstitution);

    /// <summary>Works out whom an incident affects; asked by the security officer's page and by the operator's console.</summary>
    public static readonly SystemActor Incidents = new("incidents", FencedScope.WholeInstitution);

    /// <summary>Takes the rows below an organisation along when its place in the tree changes.</summary>
    public static readonly SystemActor Tree = new("tree", FencedScope.WholeInstitution);

    /// <summary>Counts what was studied for every organisation above, and takes assignments along with people who move.</summary>
    public static readonly SystemActor Learning = new("learning", FencedScope.WholeInstitution);

    /// <summary>Finds out who did what the lessons of a class ask, wherever in the institution it was done.</summary>
    public static readonly SystemActor Training = new("training", FencedScope.WholeInstitution);

    /// <summary>Brings what was released to its readers when its moment comes and takes it away again; keeps the timetable of open affairs.</summary>
    public static readonly SystemActor Publishing = new("publishing", FencedScope.WholeInstitution);

    /// <summary>Finds a comment's case for whoever reports it, and tells the people of a conversation what became of it.</summary>
    public static readonly SystemActor Conversation = new("conversation", FencedScope.WholeInstitution);

    /// <summary>Tells people of other branches what became of the experience reports they were asked for, and of the ones they wrote.</summary>
    public static readonly SystemActor Experiences = new("experiences", FencedScope.WholeInstitution);

    /// <summary>Posts what filed deeds earn to each person's own ledger, which only that person reads.</summary>
    public static readonly SystemActor Points = new("points", FencedScope.WholeInstitution);

    /// <summary>Counts a year of everything below an organisation, wherever its people and organisations stand today.</summary>
    public static readonly SystemActor Yearly = new("yearly", FencedScope.WholeInstitution);

    /// <summary>First set-up, migration of data, the demonstration university.</summary>
    public static readonly SystemActor SetUp = new("set-up", FencedScope.WholeInstitution);

    /// <summary>By which each stands in the trace; the text <c>system-actor.NAME</c> says it to people.</summary>
    public static readonly IReadOnlySet<string> Names = new[] { SignIn, Figures, Directory, Review, CheckIns, Answers, Entering, Jobs, Audit, OwnData, Incidents, Tree, Learning, Training, Publishing, Conversation, Experiences, Points, Yearly, SetUp }.Select(a => a.Name).ToHashSet();
}
