using Zhijian.Modules.Organisations.Changes;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Organisations;

/// <summary>Renames an organisation after another source, once its owner decided so; by the rules of the page. The caller's request holds the tree alone.</summary>
internal sealed class TakeNameAction(ChangeAction change, OrganisationTreeQuery tree, InstitutionTime time)
{
    /// <summary>The version since, or why not.</summary>
    public async Task<(Refusal? Refusal, int Version)> Run(Guid id, string name, string reason, Actor actor, CancellationToken cancel)
    {
        if (await tree.Find(id, cancel) is not { } now)
        {
            return (PlatformRefusals.Missing, 0);
        }
        var plan = new PlannedChange { What = OrganisationChangeKind.Rename, OrganisationId = id, Version = now.Version, On = time.Today, Reason = reason, Name = name };
        return ((await change.Run(plan, actor, cancel)).Refusal, now.Version + 1);
    }
}
