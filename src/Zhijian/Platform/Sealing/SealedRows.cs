using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Sealing;

/// <summary>A row with sealed values and the key that opens them.</summary>
public interface IHoldsSealed
{
    Guid Id { get; }

    /// <summary>The person whose key seals the values.</summary>
    Guid KeyOwner { get; }

    /// <summary>The person's data key, wrapped; null before the first value is sealed, and after the key was erased.</summary>
    byte[]? DataKey { get; set; }
}

/// <summary>Marks the index by which an equal value of a sealed property is found.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BlindIndexAttribute(string of) : Attribute
{
    public string Of { get; } = of;
}

/// <summary>
/// Seals the restricted values of a row before it is written and gives those that are read the means to open. Works from the types alone:
/// a property of type <see cref="Restricted"/> can't be saved any other way.
/// </summary>
public sealed class SealedRows(Vault vault)
{
    private static readonly ConcurrentDictionary<Type, RowShape> Shapes = new();

    /// <summary>By which purpose a value of this column is looked up.</summary>
    public static string Purpose(string table, string column) => $"{table}.{column}";

    /// <summary>How restricted properties and their indexes lie in the table.</summary>
    public static void Describe<TRow>(EntityTypeBuilder<TRow> row)
        where TRow : class, IHoldsSealed
    {
        row.Ignore(nameof(IHoldsSealed.KeyOwner));
        foreach (var property in typeof(TRow).GetProperties().Where(p => p.PropertyType == typeof(Restricted)))
        {
            row.Property(property.Name).HasConversion(Converter, Comparer);
        }
    }

    /// <summary>Seals what is not sealed yet.</summary>
    public void Seal(IHoldsSealed row, string table)
    {
        foreach (var property in Of(row).Properties)
        {
            var value = property.Get(row);
            if (value is { Stored: null })
            {
                row.DataKey ??= vault.NewKey(row.KeyOwner);
                property.Set(row, value.SealedAs(vault.Seal(row.KeyOwner, row.DataKey, new SealedPlace(table, property.Column, row.Id), value.Plain)));
                property.SetIndex?.Invoke(row, vault.Index(Purpose(table, property.Column), value.Plain));
            }
            else if (value is null)
            {
                property.SetIndex?.Invoke(row, null);
            }
        }
    }

    /// <summary>Gives what was read the means to open.</summary>
    public void Unlock(IHoldsSealed row, string table)
    {
        foreach (var property in Of(row).Properties)
        {
            if (property.Get(row) is { Stored: not null } value)
            {
                var (owner, key, place) = (row.KeyOwner, row.DataKey, new SealedPlace(table, property.Column, row.Id));
                property.Set(row, value.With(stored => vault.Open(owner, key, place, stored)));
            }
        }
    }

    private static RowShape Of(IHoldsSealed row) => Shapes.GetOrAdd(row.GetType(), static type => new RowShape(type));

    private static readonly ValueConverter<Restricted, byte[]> Converter = new(v => Written(v), v => Restricted.Read(v));

    /// <summary>Two values are the same row's content when they are the same bytes: looking for changes opens nothing.</summary>
    private static readonly ValueComparer<Restricted> Comparer = new((a, b) => ReferenceEquals(a, b) || (a != null && b != null && a.Stored != null && b.Stored != null && a.Stored.SequenceEqual(b.Stored)), v => v.Stored == null ? 0 : v.Stored.Length, v => v);

    private static byte[] Written(Restricted value) => value.Stored ?? throw new SealingException("A restricted value was about to be written in the clear.");

    private sealed class RowShape(Type type)
    {
        public IReadOnlyList<SealedProperty> Properties { get; } =
            [.. type.GetProperties().Where(p => p.PropertyType == typeof(Restricted)).Select(p => new SealedProperty(p, type.GetProperties().FirstOrDefault(i => i.GetCustomAttribute<BlindIndexAttribute>()?.Of == p.Name)))];
    }

    private sealed class SealedProperty(PropertyInfo property, PropertyInfo? index)
    {
        public string Column { get; } = ZhijianDb.SnakeCase(property.Name);

        public Action<object, byte[]?>? SetIndex { get; } = index is null ? null : (row, value) => index.SetValue(row, value);

        public Restricted? Get(object row) => (Restricted?)property.GetValue(row);

        public void Set(object row, Restricted? value) => property.SetValue(row, value);
    }
}

/// <summary>
/// Lets EF Core read and write sealed rows. Holds nothing itself, so that one serves every program in the process: EF Core builds its own services anew for each
/// interceptor that takes part in reading.
/// </summary>
internal sealed class SealsWhatIsSaved : SaveChangesInterceptor, IMaterializationInterceptor
{
    public static readonly SealsWhatIsSaved One = new();

    private SealsWhatIsSaved()
    {
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        foreach (var entry in eventData.Context!.ChangeTracker.Entries<IHoldsSealed>().Where(e => e.State is EntityState.Added or EntityState.Modified))
        {
            SealsOf(eventData.Context).Seal(entry.Entity, entry.Metadata.GetTableName()!);
            entry.DetectChanges();
        }
        return ValueTask.FromResult(result);
    }

    public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
    {
        if (entity is IHoldsSealed row)
        {
            SealsOf(materializationData.Context).Unlock(row, materializationData.EntityType.GetTableName()!);
        }
        return entity;
    }

    private static SealedRows SealsOf(DbContext context) => ((ZhijianDb)context).Seals ?? throw new SealingException("The unit of work was made without its seals.");
}
