using Zhijian.Modules.Exchange.Clients;
using Zhijian.Modules.Importing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Exchange.Pushing;

/// <summary>Takes a list in that a connected system pushes: within what it was approved for, its organisations and its rows of the day. What becomes of the rows is decided by people.</summary>
internal sealed class PushListAction(Fence fence, Journal journal, ExchangeBudgetQuery budget, PushRowsAction push, InstitutionTime time)
{
    public const int LongestName = 100;

    /// <summary>The batch that the rows became; or why they are not taken, with the client where its budget is spent.</summary>
    public async Task<(Refusal? Refusal, AskingClient? Client, Guid Batch)> Run(PushedKind kind, Guid? organisation, Guid? round, string? name, SentLines lines, Actor actor, CancellationToken cancel)
    {
        if (await budget.Client(actor.AccountId, cancel) is not { } client || !client.Writes.Contains(kind.Write))
        {
            return (ExchangeRefusals.NotOfItsKind, null, Guid.Empty);
        }
        if (name?.Length > LongestName || name?.Any(char.IsControl) == true)
        {
            return (PlatformRefusals.TooLong.With(LongestName).At("name"), null, Guid.Empty);
        }
        if (!await budget.Take(client, lines.Rows.Count, cancel))
        {
            return (ExchangeRefusals.BudgetSpent.With(client.RowsADay), client, Guid.Empty);
        }
        var acts = push.ActsOf(kind.Kind);
        var post = actor.Posts.First(p => p.Post == ProgramsOfExchange.Post);
        var acting = post with { Grants = [.. post.Grants, .. acts.Select(a => new Grant(a, Reach.OwnAndBelow))] };
        var bringing = actor with { Posts = [acting], Space = acting };
        fence.Enclose(FencedScope.Of(bringing, acts));
        var called = string.IsNullOrWhiteSpace(name) ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{client.Name} {time.Local(time.Now):yyyy-MM-dd HH:mm}") : name.Trim();
        var decision = await push.Run(new PushedRows(kind.Kind, organisation ?? post.OrganisationId, round, client.Source, called, client.Id, client.Name, lines.Size, lines.Sha256, lines.Rows), bringing, cancel);
        if (decision.Fact is not { } said)
        {
            return (decision.Refusal, null, Guid.Empty);
        }
        await journal.Also(new ListPushed(client.Id, client.Path, said.SubjectId, kind.Plural, lines.Rows.Count), bringing, cancel);
        return (null, client, said.SubjectId);
    }

    /// <summary>How a list stands that this system pushed; null where there is none.</summary>
    public async Task<ImportBatch?> Find(Guid batch, Actor actor, CancellationToken cancel) =>
        await budget.Client(actor.AccountId, cancel) is { } client ? await push.Find(batch, client.Id, cancel) : null;
}

/// <summary>Lines as they were sent.</summary>
internal sealed record SentLines(long Size, byte[] Sha256, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows);

/// <summary>A connected system pushed a list; what enters of it has traces of its own. The subject is the system.</summary>
public sealed record ListPushed(Guid SubjectId, string OrganisationPath, Guid BatchId, string Plural, int Rows) : IFact;
