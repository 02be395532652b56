using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.Tokens;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Oversight.Decoys;

/// <summary>A decoy was planted.</summary>
public sealed record DecoyPlanted(Guid SubjectId, string OrganisationPath, DecoyKind Kind) : IFact;

/// <summary>A decoy was taken in; trying it raises no alarm any more.</summary>
public sealed record DecoyRemoved(Guid SubjectId, string OrganisationPath, DecoyKind Kind) : IFact;

internal static class DecoyRefusals
{
    /// <summary>Somebody signs in with this name.</summary>
    public static readonly Refusal NameTaken = new("oversight.decoy-name-taken", RefusalKind.BadInput, "Form.Name");
}

/// <summary>Plants a decoy: a sign-in name that nobody has, or a token that opens nothing, which is shown once.</summary>
internal sealed class PlantDecoyAction(Fence fence, Journal journal, Platform.Oversight.Decoys decoys, TimeProvider clock)
{
    public const int LongestPlace = 200;

    public async Task<(Decision<DecoyPlanted> Decision, string? Text)> Run(DecoyKind kind, string? name, string? place, Actor actor, CancellationToken cancel)
    {
        if (!actor.May(OversightActs.Plant))
        {
            return (PlatformRefusals.NotYours, null);
        }
        if (string.IsNullOrWhiteSpace(place))
        {
            return (PlatformRefusals.Required.At("Form.Place"), null);
        }
        if (place.Trim().Length > LongestPlace)
        {
            return (PlatformRefusals.TooLong.With(LongestPlace).At("Form.Place"), null);
        }
        if (kind == DecoyKind.Account && string.IsNullOrWhiteSpace(name))
        {
            return (PlatformRefusals.Required.At("Form.Name"), null);
        }
        var text = kind == DecoyKind.Account ? name!.Trim() : CreateTokenAction.NewText();
        if (text.Length > LongestPlace)
        {
            return (PlatformRefusals.TooLong.With(LongestPlace).At("Form.Name"), null);
        }
        using var widened = fence.As(SystemActors.Jobs);
        var id = Guid.CreateVersion7();
        if (kind == DecoyKind.Account && await fence.Row<bool>("select exists (select from account where normalized_user_name = @name)", new { name = text.ToUpperInvariant() }, cancel))
        {
            return (DecoyRefusals.NameTaken, null);
        }
        await fence.Run(
            "insert into decoy (id, kind, name, hash, place, planted_at, planted_by, version) values (@id, @kind, @shown, @hash, @place, @now, @by, 1) on conflict (hash) do nothing",
            new { id, kind = kind.ToString(), shown = kind == DecoyKind.Account ? text : text[..6] + "…", hash = Platform.Oversight.Decoys.HashOf(kind, text), place = place.Trim(), now = clock.GetUtcNow(), by = actor.Name }, cancel);
        fence.AfterCommit(Known);
        return (await journal.Record<DecoyPlanted>(new DecoyPlanted(id, FencedScope.WholeInstitution, kind), actor, cancel), text);
    }

    public async Task<Decision<DecoyRemoved>> Remove(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        if (!actor.May(OversightActs.Plant))
        {
            return PlatformRefusals.NotYours;
        }
        using var widened = fence.As(SystemActors.Jobs);
        if (await fence.Row<string>("select kind from decoy where id = @id and removed_at is null", new { id }, cancel) is not { } kind)
        {
            return PlatformRefusals.Missing;
        }
        if (await fence.Run("update decoy set removed_at = @now, version = version + 1 where id = @id and version = @seen", new { id, seen, now = clock.GetUtcNow() }, cancel) == 0)
        {
            return PlatformRefusals.Stale;
        }
        fence.AfterCommit(Known);
        return await journal.Record<DecoyRemoved>(new DecoyRemoved(id, FencedScope.WholeInstitution, Enum.Parse<DecoyKind>(kind)), actor, cancel);
    }

    private Task Known()
    {
        decoys.Forget();
        return Task.CompletedTask;
    }
}
