using System.Reflection;
using System.Reflection.Emit;

namespace Zhijian.Architecture;

/// <summary>What compiled code mentions: read from signatures and instructions, so that nothing can hide behind <c>var</c>.</summary>
internal static class Code
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    /// <summary>The types of the program that somebody wrote: nested and generated ones count with the one they stand in.</summary>
    public static IReadOnlyList<Type> Program { get; } = Written(typeof(Platform.IModule).Assembly);

    public static IReadOnlyList<Type> Written(Assembly assembly) =>
        [.. assembly.GetTypes().Where(t => t.DeclaringType is null && t.Namespace?.StartsWith("Zhijian", StringComparison.Ordinal) == true)];

    /// <summary>The outermost type.</summary>
    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }
        return type;
    }

    /// <summary>Every type that the type mentions, generic arguments and the types of called members included.</summary>
    public static HashSet<Type> Mentions(Type type)
    {
        HashSet<Type> found = [];
        foreach (var part in WithNested(type))
        {
            Add(found, part.BaseType);
            foreach (var implemented in part.GetInterfaces())
            {
                Add(found, implemented);
            }
            foreach (var field in part.GetFields(Everything))
            {
                Add(found, field.FieldType);
            }
            foreach (var method in Methods(part))
            {
                foreach (var parameter in method.GetParameters())
                {
                    Add(found, parameter.ParameterType);
                }
                Add(found, (method as MethodInfo)?.ReturnType);
                foreach (var local in method.GetMethodBody()?.LocalVariables ?? [])
                {
                    Add(found, local.LocalType);
                }
                foreach (var step in Steps(method))
                {
                    Add(found, step.Member as Type ?? step.Member?.DeclaringType);
                    if (step.Member is MethodInfo { IsGenericMethod: true } generic)
                    {
                        foreach (var argument in generic.GetGenericArguments())
                        {
                            Add(found, argument);
                        }
                    }
                }
            }
        }
        found.RemoveWhere(t => Outermost(t) == type);
        return found;
    }

    /// <summary>Every instruction of the type that names a member or a text, in order.</summary>
    public static IEnumerable<Step> Steps(Type type) => WithNested(type).SelectMany(Methods).SelectMany(Steps);

    private static IEnumerable<Type> WithNested(Type type) => type.GetNestedTypes(Everything).SelectMany(WithNested).Prepend(type);

    private static IEnumerable<MethodBase> Methods(Type type) => type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything));

    private static void Add(HashSet<Type> found, Type? type)
    {
        if (type is null || type.IsGenericParameter)
        {
            return;
        }
        if (type.HasElementType)
        {
            Add(found, type.GetElementType());
            return;
        }
        if (!found.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type) && !type.IsGenericType)
        {
            return;
        }
        foreach (var argument in type.GetGenericArguments())
        {
            Add(found, argument);
        }
    }

    private static IEnumerable<Step> Steps(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
        {
            yield break;
        }
        for (var at = 0; at < il.Length;)
        {
            var value = (short)il[at++];
            if (value == 0xFE)
            {
                value = (short)(0xFE00 | il[at++]);
            }
            var code = OpCodesByValue[value];
            if (code.OperandType == OperandType.InlineString)
            {
                yield return new Step(method, code, null, method.Module.ResolveString(BitConverter.ToInt32(il, at)));
            }
            else if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return new Step(method, code, Resolved(method, BitConverter.ToInt32(il, at)), null);
            }
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private static MemberInfo? Resolved(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMember(
                token,
                method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null,
                method is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : null);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>One instruction: what it names, in which method.</summary>
internal sealed record Step(MethodBase Method, OpCode Code, MemberInfo? Member, string? Text)
{
    public Type Owner => Architecture.Code.Outermost(Method.DeclaringType!);

    public bool Constructs(Type type) => Code == OpCodes.Newobj && Member?.DeclaringType == type;

    public bool Calls(Type type, string name) => Member is MethodInfo method && method.Name == name && method.DeclaringType is { } owner && (owner == type || owner.IsSubclassOf(type));
}
