using Zhijian.Modules.People;
using Zhijian.Modules.Standards;

namespace Zhijian.Modules.Importing.Checking;

/// <summary>Whom rows mean by an institution number or an identity number. Somebody outside the batch's organisation is refused without saying where they are.</summary>
internal sealed class PeopleOfRowsQuery(EnterManyAction people, EnterPostsAction posts)
{
    /// <summary>The people of rows, by the row's number; whose nobody has, or two have, gets a fault.</summary>
    public async Task<IReadOnlyDictionary<int, Member>> Find(ImportBatch batch, IReadOnlyCollection<CleanedRow> rows, string number, string identity, CancellationToken cancel)
    {
        byte[]? Index(CleanedRow row) => row.Values.TryGetValue(identity, out var typed) && IdentityNumber.Normalised(typed) is { Length: 18 } whole ? people.IndexOf(whole) : null;
        var asked = rows.Select(r => (r.Staged.Number, Index(r), r.Values.GetValueOrDefault(number))).Where(a => a.Item2 is not null || a.Item3 is not null).ToList();
        var twins = await people.WhoHas(asked, cancel);
        var members = await posts.People([.. twins.Values.SelectMany(t => new[] { t.ByIdentity, t.ByInstitution }).OfType<Guid>().Distinct()], cancel);
        Dictionary<int, Member> found = [];
        foreach (var row in rows.Where(r => r.Values.ContainsKey(number) || r.Values.ContainsKey(identity)))
        {
            var element = row.Values.ContainsKey(number) ? number : identity;
            var twin = twins.GetValueOrDefault(row.Staged.Number);
            if (twin is { Elsewhere: true })
            {
                row.Fault(element, PeopleRefusals.AskUpper);
            }
            else if (twin is { ByIdentity: { } one, ByInstitution: { } other } && one != other)
            {
                row.Fault(element, ImportRefusals.TwoPeople);
            }
            else if ((twin?.ByInstitution ?? twin?.ByIdentity) is { } id && members.TryGetValue(id, out var member) && member.Path.StartsWith(batch.Path, StringComparison.Ordinal))
            {
                found[row.Staged.Number] = member;
            }
            else
            {
                row.Fault(element, PeopleRefusals.NoSuchMember);
            }
        }
        return found;
    }
}
