using System.Collections;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;
using Zhijian.Modules.Demonstration.Making;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Demonstration.Loading;

/// <summary>
/// Writes many rows of a type in one statement, column by column, exactly as EF Core would have written each.
/// COPY is not possible behind row level security; arrays are nearly as quick.
/// </summary>
internal sealed class RowWriter(IModel model)
{
    private const int RowsAtOnce = 4000;
    private readonly Dictionary<Type, Table> _tables = [];

    public async Task Write(Rows rows, Fence fence, CancellationToken cancel)
    {
        foreach (var (type, all) in rows.ByType)
        {
            if (!_tables.TryGetValue(type, out var table))
            {
                _tables[type] = table = new Table(model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is no row."));
            }
            for (var from = 0; from < all.Count; from += RowsAtOnce)
            {
                await Insert(table, all.GetRange(from, Math.Min(RowsAtOnce, all.Count - from)), fence, cancel);
            }
        }
    }

    private static async Task Insert(Table table, List<object> rows, Fence fence, CancellationToken cancel)
    {
        var connection = await fence.Open(cancel);
        await fence.SendScope(cancel);
        await using var command = new NpgsqlCommand(table.Sql, connection, fence.Transaction);
        foreach (var column in table.Columns)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | column.Type, Value = column.Values(rows) });
        }
        await command.ExecuteNonQueryAsync(cancel);
    }

    private sealed class Table
    {
        public Table(IEntityType entity)
        {
            Columns = [.. entity.GetProperties().Where(p => p.Name != "Id" || p.ClrType != typeof(long)).Select(p => new Column(p))];
            var names = string.Join(", ", Columns.Select(c => c.Name));
            var values = string.Join(", ", Columns.Select((c, i) => $"c{i}{c.Cast}"));
            var arrays = string.Join(", ", Columns.Select((_, i) => $"${i + 1}"));
            var given = string.Join(", ", Columns.Select((_, i) => $"c{i}"));
            Sql = $"insert into {entity.GetTableName()}({names}) select {values} from unnest({arrays}) as given({given})";
        }

        public List<Column> Columns { get; }

        public string Sql { get; }
    }

    private sealed class Column
    {
        private readonly Func<object, object?> _read;
        private readonly Func<IReadOnlyList<object>, Array> _array;

        public Column(IProperty property)
        {
            Name = $"\"{property.GetColumnName()}\"";
            var mapping = property.GetRelationalTypeMapping();
            var getter = property.GetGetter();
            var converter = mapping.Converter;
            var isArray = mapping.StoreType.EndsWith("[]", StringComparison.Ordinal);
            _read = isArray ? row => Literal((IEnumerable?)getter.GetClrValue(row))
                : converter is null ? getter.GetClrValue
                : row => getter.GetClrValue(row) is { } value ? converter.ConvertToProvider(value) : null;
            Cast = isArray || mapping.StoreType == "jsonb" ? "::" + mapping.StoreType : "";
            var type = isArray ? typeof(string) : converter?.ProviderClrType ?? Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            (Type, _array) = For(type);
        }

        public string Name { get; }

        public string Cast { get; }

        public NpgsqlDbType Type { get; }

        public Array Values(IReadOnlyList<object> rows) => _array(rows);

        private (NpgsqlDbType, Func<IReadOnlyList<object>, Array>) For(Type type) => type switch
        {
            _ when type == typeof(string) => (NpgsqlDbType.Text, Of<string?>),
            _ when type == typeof(Guid) => (NpgsqlDbType.Uuid, Of<Guid?>),
            _ when type == typeof(int) => (NpgsqlDbType.Integer, Of<int?>),
            _ when type == typeof(bool) => (NpgsqlDbType.Boolean, Of<bool?>),
            _ when type == typeof(DateOnly) => (NpgsqlDbType.Date, Of<DateOnly?>),
            _ when type == typeof(DateTimeOffset) => (NpgsqlDbType.TimestampTz, Of<DateTimeOffset?>),
            _ when type == typeof(byte[]) => (NpgsqlDbType.Bytea, Of<byte[]?>),
            _ => throw new NotSupportedException($"{Name} is a {type.Name}."),
        };

        private T[] Of<T>(IReadOnlyList<object> rows)
        {
            var values = new T[rows.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (T)_read(rows[i])!;
            }
            return values;
        }

        /// <summary>An array inside the array travels as its text.</summary>
        private static string? Literal(IEnumerable? values)
        {
            if (values is null)
            {
                return null;
            }
            var text = new StringBuilder("{");
            foreach (var value in values)
            {
                var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
                text.Append(text.Length > 1 ? "," : "").Append('"').Append(escaped).Append('"');
            }
            return text.Append('}').ToString();
        }
    }
}
