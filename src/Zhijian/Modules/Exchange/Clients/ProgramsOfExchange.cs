using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Exchange.Clients;

/// <summary>What a connected system may do today: read what it follows, bring what it may bring, at its organisation and below. Its place opens the fence for these acts alone.</summary>
internal sealed class ProgramsOfExchange : IActsAsProgram
{
    /// <summary>As it stands in the trace, where a person's post would.</summary>
    public const string Post = "ExchangeClient";

    public async Task<HeldPost?> Find(Guid accountId, Fence fence, CancellationToken cancel)
    {
        var found = await fence.Row<Row>(
            """
            select c.id, c.organisation_id as OrganisationId, o.name as OrganisationName, o.path, o.kind, cardinality(c.elements) > 0 as Reads, cardinality(c.writes) > 0 as Writes
            from exchange_client c join organisation o on o.id = c.organisation_id where c.account_id = @accountId and c.state = 'On' and o.dissolved_on is null
            """, new { accountId }, cancel);
        if (found is null)
        {
            return null;
        }
        IReadOnlyList<Grant> grants = [.. Of(found.Reads, ExchangeActs.Read), .. Of(found.Writes, ExchangeActs.Write)];
        return new HeldPost(found.Id, Post, found.OrganisationId, found.OrganisationName, found.Path, Organisation.LevelOf(Enum.Parse<OrganisationKind>(found.Kind)).ToString(), grants) { SeesContent = false };
    }

    private static IEnumerable<Grant> Of(bool may, string act) => may ? [new Grant(act, Reach.OwnAndBelow)] : [];

    private sealed class Row
    {
        public Guid Id { get; set; }

        public Guid OrganisationId { get; set; }

        public string OrganisationName { get; set; } = "";

        public string Path { get; set; } = "";

        public string Kind { get; set; } = "";

        public bool Reads { get; set; }

        public bool Writes { get; set; }
    }
}
