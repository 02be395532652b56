using System.Text.Json;
using Zhijian.Modules.Organisations.Changes;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exchange;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Organisations.Exchange;

/// <summary>Organisations as connected systems follow them.</summary>
internal sealed class OrganisationChanges(Fence fence) : IExchangedKind
{
    public string Kind => "organisation";

    public IReadOnlyList<string> Elements { get; } = ["name", "kind", "parentId", "foundedOn", "dissolvedOn"];

    public IReadOnlyList<ChangingFact> Facts { get; } =
    [
        new(typeof(OrganisationFounded)), new(typeof(OrganisationRenamed)), new(typeof(OrganisationMoved), FromIn: "oldParentId"), new(typeof(OrganisationSplit)), new(typeof(OrganisationSplit), "newId"),
        new(typeof(OrganisationMerged)), new(typeof(OrganisationUpgraded)), new(typeof(OrganisationUpgraded), "firstBranchId"), new(typeof(OrganisationDissolved)), new(typeof(OrganisationTakenOut)),
    ];

    public async Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, object?>>> Read(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var rows = await fence.Rows<Row>("select id, name, kind, parent_id as ParentId, founded_on as FoundedOn, dissolved_on as DissolvedOn from organisation where id = any(@ids)", new { ids = ids.ToArray() }, cancel);
        return rows.ToDictionary(r => r.Id, r => (IReadOnlyDictionary<string, object?>)new Dictionary<string, object?>
        {
            ["name"] = r.Name, ["kind"] = r.Kind, ["parentId"] = r.ParentId, ["foundedOn"] = r.FoundedOn, ["dissolvedOn"] = r.DissolvedOn,
        });
    }

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public string Kind { get; set; } = "";

        public Guid? ParentId { get; set; }

        public DateOnly FoundedOn { get; set; }

        public DateOnly? DissolvedOn { get; set; }
    }
}

/// <summary>Organisations that a connected system brings: founded and renamed by the action of the pages, with its rules. Other changes of the tree are decided by people.</summary>
internal sealed class TakesOrganisations(ChangeAction change, OrganisationTreeQuery tree, InstitutionTime time) : ITakesRecords
{
    public static string Plural => "organisations";

    public static string EntityKind => nameof(Organisation);

    public static Type Body => typeof(ExchangedOrganisation);

    public static bool ReshapesTree => true;

    public static IReadOnlyList<string> Acts => [OrganisationActs.See, OrganisationActs.Change];

    public async Task<PutRecord> Put(Guid? id, JsonElement record, IBringsRecord bringing, Actor actor, CancellationToken cancel)
    {
        var body = record.Deserialize<ExchangedOrganisation>(BroughtJson.Form)!;
        var parent = body.ParentId ?? (body.ParentKey is { } key ? await bringing.OrganisationOf(key, cancel) : null);
        return id is { } known ? await Change(known, parent, body, bringing, actor, cancel) : await Found(parent, body, actor, cancel);
    }

    private async Task<PutRecord> Found(Guid? parent, ExchangedOrganisation body, Actor actor, CancellationToken cancel)
    {
        if (parent is not { } above)
        {
            return PutRecord.Of(PlatformRefusals.Required.At("parentId"));
        }
        if (body.Kind is not { } kind)
        {
            return PutRecord.Of(PlatformRefusals.Required.At("kind"));
        }
        var decision = await change.Run(
            new PlannedChange { What = OrganisationChangeKind.Found, OrganisationId = above, On = body.On ?? time.Today, Reason = body.Reason ?? actor.Name, WarningReason = body.WarningReason, Name = body.Name, Kind = kind, Population = body.Population, MemberIds = [] },
            actor, cancel);
        return decision.Fact is { } founded
            ? new PutRecord(PutResult.Created, founded.SubjectId, founded.OrganisationPath)
            {
                Set = [nameof(Organisation.Name), nameof(Organisation.Kind), nameof(Organisation.ParentId), nameof(Organisation.FoundedOn), .. body.Population is null ? Array.Empty<string>() : [nameof(Organisation.Population)]], Version = 1,
            }
            : PutRecord.Of(decision.Refusal!.InBody());
    }

    private async Task<PutRecord> Change(Guid id, Guid? parent, ExchangedOrganisation body, IBringsRecord bringing, Actor actor, CancellationToken cancel)
    {
        if (await tree.Find(id, cancel) is not { } now)
        {
            return PutRecord.Of(PlatformRefusals.Missing);
        }
        if ((parent is { } elsewhere && elsewhere != now.ParentId) || (body.Kind is { } kind && kind != now.Kind))
        {
            return PutRecord.Of(OrganisationRefusals.DecidedByPeople);
        }
        if (body.Name?.Trim() is not { Length: > 0 } name || name == now.Name)
        {
            return new PutRecord(PutResult.Unchanged, id, now.PathToday);
        }
        if (await bringing.Withhold(id, [new BroughtValue(nameof(Organisation.Name), now.Name, name)], cancel) is { Count: > 0 } withheld)
        {
            return new PutRecord(PutResult.Unchanged, id, now.PathToday) { Withheld = withheld };
        }
        var decision = await change.Run(
            new PlannedChange { What = OrganisationChangeKind.Rename, OrganisationId = id, Version = now.Version, On = body.On ?? time.Today, Reason = body.Reason ?? actor.Name, WarningReason = body.WarningReason, Name = body.Name }, actor, cancel);
        return decision.Fact is not null ? new PutRecord(PutResult.Changed, id, now.PathToday) { Set = [nameof(Organisation.Name)], Version = now.Version + 1 } : PutRecord.Of(decision.Refusal!.InBody());
    }
}

/// <summary>An organisation as a connected system sends it. Of one that is known, only the name can change; other changes of the tree are decided by people.</summary>
/// <param name="ParentId">The organisation above it; needed for a new one, here or as parentKey.</param>
/// <param name="ParentKey">The source key by which the same client brought the parent.</param>
/// <param name="On">From which day; today if left out.</param>
/// <param name="Reason">Stands in the history; the client's name if left out.</param>
internal sealed record ExchangedOrganisation(
    string? Name = null, OrganisationKind? Kind = null, Guid? ParentId = null, string? ParentKey = null, Population? Population = null, DateOnly? On = null, string? Reason = null, string? WarningReason = null);
