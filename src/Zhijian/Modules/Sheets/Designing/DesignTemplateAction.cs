using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Sheets.Designing;

/// <summary>Designs a template, changes it (which is a new version), or takes it out of use.</summary>
internal sealed class DesignTemplateAction(ZhijianDb db, Journal journal, IEnumerable<IListExport> lists, InstitutionTime time)
{
    /// <summary>The lists that can be laid out.</summary>
    public IReadOnlyList<IListOfElements> Lists { get; } = [.. lists.OfType<IListOfElements>().OrderBy(l => l.Name, StringComparer.Ordinal)];

    public async Task<(Decision<SheetTemplateDefined> Decision, Guid Id)> Define(string? list, string? name, IReadOnlyList<TypedColumn> columns, Actor actor, CancellationToken cancel)
    {
        if (actor.Posts.FirstOrDefault(p => p.Covers(SheetActs.Design, p.Path)) is not { } post)
        {
            return (PlatformRefusals.NotYours, Guid.Empty);
        }
        if (Lists.FirstOrDefault(l => l.Name == list) is not { } known)
        {
            return (SheetRefusals.NoSuchList, Guid.Empty);
        }
        var template = new SheetTemplate { Path = post.Path, OrganisationId = post.OrganisationId, List = known.Name };
        if (template.Take(name, columns, known.Elements, actor, time.Now) is { } refusal)
        {
            return (refusal, Guid.Empty);
        }
        db.Add(template);
        return (await Recorded(template, 1, actor, cancel), template.Id);
    }

    public async Task<Decision<SheetTemplateDefined>> Change(Guid id, string? name, IReadOnlyList<TypedColumn> columns, int seen, Actor actor, CancellationToken cancel)
    {
        var (template, refusal) = await Own(id, actor, cancel);
        if (template is null)
        {
            return refusal!;
        }
        if (template.Version != seen)
        {
            return PlatformRefusals.Stale;
        }
        if (template.Take(name, columns, Lists.First(l => l.Name == template.List).Elements, actor, time.Now) is { } wrong)
        {
            return wrong;
        }
        return await Recorded(template, seen + 1, actor, cancel);
    }

    public async Task<Decision<SheetTemplateRetired>> Retire(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        var (template, refusal) = await Own(id, actor, cancel);
        return template is null ? refusal! : await journal.Record(template.Retire(seen), actor, cancel);
    }

    private async Task<(SheetTemplate? Template, Refusal? Refusal)> Own(Guid id, Actor actor, CancellationToken cancel)
    {
        var template = await db.Set<SheetTemplate>().FirstOrDefaultAsync(t => t.Id == id, cancel);
        return template is null ? (null, PlatformRefusals.Missing) : actor.May(SheetActs.Design, template.Path) ? (template, null) : (null, PlatformRefusals.NotYours);
    }

    private async Task<Decision<SheetTemplateDefined>> Recorded(SheetTemplate template, int number, Actor actor, CancellationToken cancel)
    {
        db.Add(new SheetTemplateVersion { TemplateId = template.Id, Number = number, Path = template.Path, Name = template.Name, Columns = template.Columns, At = time.Now, ByName = actor.Name });
        return await journal.Record<SheetTemplateDefined>(
            new SheetTemplateDefined(template.Id, template.Path, template.List, template.Name, number, [.. template.Columns.Select(c => $"{c.Heading}={c.Element ?? "-"}")]), actor, cancel);
    }
}
