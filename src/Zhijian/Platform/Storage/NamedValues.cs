using System.Collections;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Zhijian.Platform.Storage;

/// <summary>Values by the names of their places. An absent value keeps its type, so that PostgreSQL need not guess it.</summary>
internal sealed class NamedValues : IEnumerable
{
    private readonly Dictionary<string, (NpgsqlDbType Type, object? Value)> _values = [];

    public void Add(string name, Guid? value) => _values.Add(name, (NpgsqlDbType.Uuid, value));

    public void Add(string name, string? value) => _values.Add(name, (NpgsqlDbType.Text, value));

    public void Add(string name, int? value) => _values.Add(name, (NpgsqlDbType.Integer, value));

    public void Add(string name, long? value) => _values.Add(name, (NpgsqlDbType.Bigint, value));

    public void Add(string name, string[] value) => _values.Add(name, (NpgsqlDbType.Array | NpgsqlDbType.Text, value));

    public void Add(string name, Guid[] value) => _values.Add(name, (NpgsqlDbType.Array | NpgsqlDbType.Uuid, value));

    public void Add(string name, DateOnly? value) => _values.Add(name, (NpgsqlDbType.Date, value));

    public void Add(string name, DateTimeOffset? value) => _values.Add(name, (NpgsqlDbType.TimestampTz, value?.ToUniversalTime()));

    /// <summary>Takes all of these in too.</summary>
    public NamedValues And(NamedValues more)
    {
        foreach (var (name, value) in more._values)
        {
            _values.Add(name, value);
        }
        return this;
    }

    /// <summary>The same for a text that Dapper reads.</summary>
    public DynamicParameters ForDapper()
    {
        var all = new DynamicParameters();
        foreach (var (name, (_, value)) in _values)
        {
            all.Add(name, value);
        }
        return all;
    }

    IEnumerator IEnumerable.GetEnumerator() => _values.Keys.GetEnumerator();

    /// <summary>A statement with the values of its places.</summary>
    /// <exception cref="KeyNotFoundException">It has a place for which no value was given.</exception>
    internal NpgsqlBatchCommand Fill(NumberedStatement statement)
    {
        var command = new NpgsqlBatchCommand(statement.Text);
        foreach (var name in statement.Names)
        {
            var (type, value) = _values[name];
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
        }
        return command;
    }
}
