using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>Finds organisations of the whole institution by name, as people type them: names only.</summary>
internal sealed class PartnersQuery(Fence fence)
{
    private const int MostLines = 30;

    /// <summary>One organisation per line; a part of the name is enough where it is unique.</summary>
    public async Task<(IReadOnlyCollection<Guid> Ids, Refusal? Refusal)> Read(string? lines, CancellationToken cancel)
    {
        List<Guid> found = [];
        foreach (var line in (lines ?? "").Split(['\n', ';', '；'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MostLines))
        {
            var names = await Search(line, cancel);
            if (names.Count == 0)
            {
                return ([], ActivityRefusals.PartnerUnknown.With(line));
            }
            if (names.FirstOrDefault(n => n.Name == line) is { } exact)
            {
                found.Add(exact.Id);
                continue;
            }
            if (names.Count > 1)
            {
                return ([], ActivityRefusals.PartnerAmbiguous.With(line, string.Join('、', names.Take(3).Select(n => n.Name))));
            }
            found.Add(names[0].Id);
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
internal sealed class OrganisationName
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";
}
