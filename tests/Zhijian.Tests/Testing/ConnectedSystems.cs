using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Exchange;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Exchange;
using Zhijian.Platform.Identity;

namespace Zhijian.Testing;

/// <summary>Connected systems as they stand after their approval.</summary>
internal static class ConnectedSystems
{
    private static int _made;

    /// <summary>One of this organisation, which reads all there is to be read and brings all that can be brought unless said otherwise.</summary>
    public static async Task<(ExchangeClient Client, Account Account)> ConnectedSystem(this World world, Organisation organisation, List<string>? elements = null, List<string>? writes = null, int rowsADay = 1_000_000, string source = "personnel-system")
    {
        var number = Interlocked.Increment(ref _made);
        elements ??= await world.Inside(s => Task.FromResult(s.GetServices<IExchangedKind>().SelectMany(k => k.Elements.Select(e => $"{k.Kind}.{e}")).ToList()));
        return await world.Given(db =>
        {
            var account = new Account { DisplayName = $"系统{number}", Path = organisation.Path, UserName = $"exchange-{number}", NormalizedUserName = $"EXCHANGE-{number}", SecurityStamp = Guid.NewGuid().ToString("N") };
            var client = new ExchangeClient
            {
                Path = organisation.Path, OrganisationId = organisation.Id, AccountId = account.Id, Name = account.DisplayName, Purpose = "试验", Elements = elements, Writes = writes ?? ["members", "organisations"], RowsADay = rowsADay, Source = source, State = ClientState.On,
                DefinedAt = world.Clock.GetUtcNow(),
            };
            db.AddRange(account, client);
            return (client, account);
        });
    }
}
