using System.Collections;
using System.Reflection;

namespace Zhijian.Access;

/// <summary>Builds a value of any type as a sensible person would fill it in, so that bodies and rows need no list of their own.</summary>
internal static class Plausible
{
    /// <summary>A value of the type; <paramref name="leaf"/> may decide texts and ids by their names, null leaves it to the usual value.</summary>
    public static object? Of(Type type, string name, Func<Type, string, object?> leaf, int depth = 0)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (leaf(plain, name) is { } chosen)
        {
            return chosen;
        }
        if (Simple(plain) is { } simple)
        {
            return simple;
        }
        if (depth > 5)
        {
            return null;
        }
        if (plain.IsArray)
        {
            return ListOf(plain.GetElementType()!, name, leaf, depth, asArray: true);
        }
        if (plain.IsGenericType && plain.IsAssignableTo(typeof(IEnumerable)))
        {
            return plain.GetGenericArguments() is [var item] ? ListOf(item, name, leaf, depth, asArray: false) : null;
        }
        return Made(plain, leaf, depth);
    }

    private static object? Simple(Type type) => type switch
    {
        _ when type.IsEnum => Enum.GetValues(type).GetValue(0),
        _ when type == typeof(string) => "周五的安排",
        _ when type == typeof(Guid) => Guid.CreateVersion7(),
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => 1,
        _ when type == typeof(long) => 1L,
        _ when type == typeof(double) => 1.0,
        _ when type == typeof(decimal) => 1m,
        _ when type == typeof(DateOnly) => DateOnly.FromDateTime(DateTime.UtcNow).AddDays(3),
        _ when type == typeof(TimeOnly) => new TimeOnly(14, 30),
        _ when type == typeof(DateTimeOffset) => DateTimeOffset.UtcNow.AddDays(3),
        _ when type == typeof(byte[]) => new byte[] { 1, 2, 3 },
        _ => null,
    };

    private static object ListOf(Type item, string name, Func<Type, string, object?> leaf, int depth, bool asArray)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        if (Of(item, name, leaf, depth + 1) is { } one)
        {
            list.Add(one);
        }
        if (!asArray)
        {
            return list;
        }
        var array = Array.CreateInstance(item, list.Count);
        list.CopyTo(array, 0);
        return array;
    }

    private static object? Made(Type type, Func<Type, string, object?> leaf, int depth)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(c => c.GetParameters() is not [var only] || only.ParameterType != type).OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
        if (constructor is null)
        {
            return null;
        }
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => Of(p.ParameterType, p.Name!, leaf, depth + 1))]);
        foreach (var property in type.GetProperties().Where(p => p.CanWrite && p.GetIndexParameters().Length == 0 && !constructor.GetParameters().Any(c => string.Equals(c.Name, p.Name, StringComparison.OrdinalIgnoreCase))))
        {
            property.SetValue(made, Of(property.PropertyType, property.Name, leaf, depth + 1));
        }
        return made;
    }
}
