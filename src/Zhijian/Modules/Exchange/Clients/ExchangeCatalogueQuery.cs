using System.Reflection;
using Zhijian.Modules.Exchange.Pushing;
using Zhijian.Platform.Exchange;

namespace Zhijian.Modules.Exchange.Clients;

/// <summary>What there is to be read and to be brought, from the parts that say so.</summary>
internal sealed class ExchangeCatalogueQuery(IEnumerable<IExchangedKind> kinds)
{
    public IReadOnlyList<IExchangedKind> Kinds { get; } = [.. kinds.OrderBy(k => k.Kind, StringComparer.Ordinal)];

    /// <summary>Everything a client may be given.</summary>
    public IReadOnlySet<string> Known => Kinds.SelectMany(k => k.Elements.Select(e => $"{k.Kind}.{e}")).Concat(RecordTaker.All.Select(t => t.Plural)).Concat(PushedKind.All.Select(k => k.Write)).ToHashSet(StringComparer.Ordinal);
}

/// <summary>A kind of record that connected systems may bring, found by its class.</summary>
internal sealed record RecordTaker(Type Type, string Plural, string EntityKind, Type Body, bool ReshapesTree, IReadOnlyList<string> Acts)
{
    private static readonly MethodInfo Describing = typeof(RecordTaker).GetMethod(nameof(Describe), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static IReadOnlyList<RecordTaker> All { get; } =
    [
        .. typeof(RecordTaker).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(ITakesRecords)))
            .Select(t => (RecordTaker)Describing.MakeGenericMethod(t).Invoke(null, null)!).OrderBy(t => t.Plural, StringComparer.Ordinal),
    ];

    public static RecordTaker? Of(string plural) => All.FirstOrDefault(t => t.Plural == plural);

    public ITakesRecords In(IServiceProvider services) => (ITakesRecords)services.GetRequiredService(Type);

    private static RecordTaker Describe<TTaker>()
        where TTaker : ITakesRecords => new(typeof(TTaker), TTaker.Plural, TTaker.EntityKind, TTaker.Body, TTaker.ReshapesTree, TTaker.Acts);
}
