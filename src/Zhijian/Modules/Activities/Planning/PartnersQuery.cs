using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>Finds organisations of the whole institution by name, as people type them: names only.</summary>
internal sealed class PartnersQuery(Fence fence)
{
    private const int MostLines = 30;

    /// <summary>One organisation each; a part of the name is enough where it is unique.</summary>
    public async Task<(IReadOnlyCollection<Guid> Ids, Refusal? Refusal)> Read(IEnumerable<string> names, CancellationToken cancel)
    {
        List<Guid> found = [];
        foreach (var line in names.SelectMany(n => n.Split([';', '；'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Take(MostLines))
        {
            var known = await Search(line, cancel);
            if (known.Count == 0)
            {
                return ([], ActivityRefusals.PartnerUnknown.With(line));
            }
            if (known.FirstOrDefault(n => n.Name == line) is { } exact)
            {
                found.Add(exact.Id);
                continue;
            }
            if (known.Count > 1)
            {
                return ([], ActivityRefusals.PartnerAmbiguous.With(line, string.Join('、', known.Take(3).Select(n => n.Name))));
            }
            found.Add(known[0].Id);
        }
        return (found, null);
    }

    /// <summary>Organisations that still exist and whose name contains the text, best first.</summary>
    public async Task<List<OrganisationName>> Search(string text, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Directory))
        {
            return await fence.Rows<OrganisationName>(
                "select id, name from organisation where dissolved_on is null and kind <> 'PartyGroup' and strpos(name, @text) > 0 order by name = @text desc, length(name), name limit 20",
                new { text }, cancel);
        }
    }
}

/// <summary>An organisation by name.</summary>
public sealed class OrganisationName
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";
}
