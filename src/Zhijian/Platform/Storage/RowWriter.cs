using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;
using NpgsqlTypes;
using Zhijian.Platform.Sealing;

namespace Zhijian.Platform.Storage;

/// <summary>
/// Writes many rows of a type in one statement, column by column, exactly as EF Core would have written each: by COPY as the owner,
/// or by arrays behind the fence, where COPY is refused.
/// </summary>
internal sealed class RowWriter(IModel model, Fence fence, SealedRows seals, OwnersLoad? load = null)
{
    private const int RowsAtOnce = 4000;

    /// <summary>How rows are read is compiled once for a program, not once for a writer.</summary>
    private static readonly ConditionalWeakTable<IModel, ConcurrentDictionary<Type, Table>> Tables = [];

    /// <summary>Writes rows of one type; what is restricted in them is sealed first.</summary>
    public async Task Write(Type type, IReadOnlyList<object> rows, CancellationToken cancel)
    {
        if (rows.Count == 0)
        {
            return;
        }
        var table = Tables.GetOrCreateValue(model).GetOrAdd(type, t => new Table(model.FindEntityType(t) ?? throw new InvalidOperationException($"{t.Name} is no row.")));
        if (rows[0] is IHoldsSealed)
        {
            // Half a dozen ciphers a person: the one part of it that more than one core makes quicker.
            Parallel.ForEach(rows.Cast<IHoldsSealed>(), row => seals.Seal(row, table.Name));
        }
        if (load is not null)
        {
            await Copy(load, table, rows, cancel);
            return;
        }
        foreach (var some in rows.Chunk(RowsAtOnce))
        {
            await Insert(table, [.. some], cancel);
        }
    }

    private static async Task Copy(OwnersLoad load, Table table, IReadOnlyList<object> rows, CancellationToken cancel)
    {
        await using var import = await load.Copy(table.Name, table.ColumnNames, cancel);
        foreach (var row in rows)
        {
            import.StartRow();
            foreach (var column in table.Columns)
            {
                column.Write(import, row);
            }
        }
        await import.CompleteAsync(cancel);
    }

    private async Task Insert(Table table, List<object> rows, CancellationToken cancel)
    {
        var connection = await fence.Open(cancel);
        await fence.SendScope(cancel);
        await using var command = new NpgsqlCommand(table.Insert, connection, fence.Transaction);
        foreach (var column in table.Columns)
        {
            command.Parameters.Add(column.Values(rows));
        }
        await command.ExecuteNonQueryAsync(cancel);
    }

    private sealed class Table
    {
        public Table(IEntityType entity)
        {
            Name = entity.GetTableName()!;
            Columns = [.. entity.GetProperties().Where(p => p.Name != "Id" || p.ClrType != typeof(long)).Select(Column.Of)];
            ColumnNames = string.Join(", ", Columns.Select(c => c.Name));
            var values = string.Join(", ", Columns.Select((c, i) => $"c{i}{c.Cast}"));
            var arrays = string.Join(", ", Columns.Select((_, i) => $"${i + 1}"));
            var given = string.Join(", ", Columns.Select((_, i) => $"c{i}"));
            Insert = $"insert into {Name}({ColumnNames}) select {values} from unnest({arrays}) as given({given})";
        }

        public string Name { get; }

        public string ColumnNames { get; }

        public List<Column> Columns { get; }

        public string Insert { get; }
    }

    private abstract class Column(IProperty property)
    {
        protected static readonly Dictionary<Type, NpgsqlDbType> Types = new()
        {
            [typeof(string)] = NpgsqlDbType.Text,
            [typeof(Guid)] = NpgsqlDbType.Uuid,
            [typeof(int)] = NpgsqlDbType.Integer,
            [typeof(long)] = NpgsqlDbType.Bigint,
            [typeof(decimal)] = NpgsqlDbType.Numeric,
            [typeof(bool)] = NpgsqlDbType.Boolean,
            [typeof(DateOnly)] = NpgsqlDbType.Date,
            [typeof(DateTimeOffset)] = NpgsqlDbType.TimestampTz,
            [typeof(byte[])] = NpgsqlDbType.Bytea,
        };

        public string Name { get; } = $"\"{property.GetColumnName()}\"";

        /// <summary>What an array of values has to be turned into, because it travels as text.</summary>
        public virtual string Cast => "";

        public abstract void Write(NpgsqlBinaryImporter import, object row);

        public abstract NpgsqlParameter Values(List<object> rows);

        public static Column Of(IProperty property)
        {
            var mapping = property.GetRelationalTypeMapping();
            if (mapping.StoreType.EndsWith("[]", StringComparison.Ordinal))
            {
                return mapping.StoreType == "uuid[]" ? new ListColumn<Guid>(property) : new ListColumn<string>(property);
            }
            var type = mapping.Converter?.ProviderClrType ?? Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            var column = (type.IsValueType ? typeof(ValueColumn<>) : typeof(TextColumn<>)).MakeGenericType(type);
            return (Column)Activator.CreateInstance(column, property, mapping.StoreType == "jsonb" ? NpgsqlDbType.Jsonb : Types[type], mapping.Converter)!;
        }

        /// <summary>Reads the property of a row without boxing it, converted as EF Core converts it.</summary>
        protected static Func<object, TValue> Reading<TValue>(IProperty property, ValueConverter? converter)
        {
            var row = Expression.Parameter(typeof(object));
            Expression held = Expression.MakeMemberAccess(Expression.Convert(row, property.DeclaringType.ClrType), (System.Reflection.MemberInfo?)property.PropertyInfo ?? property.FieldInfo!);
            Expression value = held;
            if (converter is not null)
            {
                var there = Nullable.GetUnderlyingType(held.Type) is not null ? Expression.Property(held, "HasValue") : held.Type.IsValueType ? (Expression)Expression.Constant(true) : Expression.ReferenceNotEqual(held, Expression.Constant(null));
                value = Expression.Convert(Expression.Invoke(converter.ConvertToProviderExpression, Expression.Convert(held, converter.ModelClrType)), typeof(TValue));
                value = Expression.Condition(there, value, Expression.Default(typeof(TValue)));
            }
            return Expression.Lambda<Func<object, TValue>>(Expression.Convert(value, typeof(TValue)), row).Compile();
        }
    }

    private sealed class ValueColumn<T>(IProperty property, NpgsqlDbType type, ValueConverter? converter) : Column(property)
        where T : struct
    {
        private readonly Func<object, T?> _read = Reading<T?>(property, converter);

        public override void Write(NpgsqlBinaryImporter import, object row)
        {
            if (_read(row) is { } value)
            {
                import.Write(value, type);
            }
            else
            {
                import.WriteNull();
            }
        }

        public override NpgsqlParameter Values(List<object> rows) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = rows.ConvertAll(_read.Invoke).ToArray() };
    }

    private sealed class TextColumn<T>(IProperty property, NpgsqlDbType type, ValueConverter? converter) : Column(property)
        where T : class
    {
        private readonly Func<object, T?> _read = Reading<T?>(property, converter);

        public override string Cast => type == NpgsqlDbType.Jsonb ? "::jsonb" : "";

        public override void Write(NpgsqlBinaryImporter import, object row)
        {
            if (_read(row) is { } value)
            {
                import.Write(value, type);
            }
            else
            {
                import.WriteNull();
            }
        }

        public override NpgsqlParameter Values(List<object> rows) =>
            new() { NpgsqlDbType = NpgsqlDbType.Array | (type == NpgsqlDbType.Jsonb ? NpgsqlDbType.Text : type), Value = rows.ConvertAll(_read.Invoke).ToArray() };
    }

    /// <summary>A column that holds a list.</summary>
    private sealed class ListColumn<T>(IProperty property) : Column(property)
    {
        private readonly Func<object, IEnumerable?> _read = Reading<IEnumerable?>(property, null);

        public override string Cast => Types[typeof(T)] == NpgsqlDbType.Uuid ? "::uuid[]" : "::text[]";

        public override void Write(NpgsqlBinaryImporter import, object row)
        {
            if (_read(row) is { } values)
            {
                import.Write(values.Cast<object>().Select(v => v is T same ? same : (T)(object)v.ToString()!).ToArray(), NpgsqlDbType.Array | Types[typeof(T)]);
            }
            else
            {
                import.WriteNull();
            }
        }

        public override NpgsqlParameter Values(List<object> rows) =>
            new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = rows.ConvertAll(row => Literal(_read(row))).ToArray() };

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
