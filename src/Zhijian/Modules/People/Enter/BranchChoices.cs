using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People.Enter;

/// <summary>The branches that a person may enter members into, for a select.</summary>
internal static class BranchChoices
{
    /// <summary>More branches than a select can hold are reached from the organisation's own page.</summary>
    private const int Most = 300;

    public static async Task<List<BranchChoice>> BranchesToChoose(this Fence fence, Actor actor, RulesInForce rules, CancellationToken cancel)
    {
        var kinds = Enum.GetValues<OrganisationKind>().Where(rules.MayTakeIn).Select(k => k.ToString()).ToArray();
        var branches = await fence.Rows<BranchChoice>($"select id, name, path from organisation where dissolved_on is null and kind = any(@kinds) order by path limit {Most}", new { kinds }, cancel);
        return [.. branches.Where(b => actor.May(PeopleActs.Edit, b.Path))];
    }
}

/// <summary>A branch in a select.</summary>
internal sealed class BranchChoice
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Path { get; set; } = "";
}
