using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>Finds organisations of the whole institution by name, as people type them: names only.</summary>
internal sealed class PartnersQuery(OrganisationTreeQuery organisations)
{
    private const int MostLines = 30;

    /// <summary>One organisation each; a part of the name is enough where it is unique.</summary>
    public async Task<(IReadOnlyCollection<Guid> Ids, Refusal? Refusal)> Read(IEnumerable<string> names, CancellationToken cancel)
    {
        List<string> lines = [.. names.SelectMany(n => n.Split([';', '；'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Take(MostLines)];
        var named = await organisations.Named(lines, cancel);
        List<Guid> found = [];
        foreach (var line in lines)
        {
            var known = named[line].ToList();
            if (known.Count == 0)
            {
                return ([], ActivityRefusals.PartnerUnknown.With(line));
            }
            // Who is called exactly so comes first.
            if (known.Count > 1 && known[0].Name != line)
            {
                return ([], ActivityRefusals.PartnerAmbiguous.With(line, string.Join('、', known.Take(3).Select(n => n.Name))));
            }
            found.Add(known[0].Id);
        }
        return (found, null);
    }

    /// <summary>Organisations that still exist and have the text in their names, best first.</summary>
    public async Task<IReadOnlyList<NamedChoice>> Search(string text, CancellationToken cancel) =>
        [.. (await organisations.Named([text], cancel))[text].Select(o => new NamedChoice { Id = o.Id, Name = o.Name })];
}
