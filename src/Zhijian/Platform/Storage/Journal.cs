using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Storage;

/// <summary>Reacts, inside the same transaction, to a fact of another module. The class name says what it does: ReopenWhenCaseReturned.</summary>
public interface IWhen<in TFact>
    where TFact : IFact
{
    Task Handle(TFact fact, Actor actor, DateTimeOffset now, CancellationToken cancel);

    /// <summary>The same for facts that were recorded together, each with its actor; whoever writes rows for each writes them in one statement.</summary>
    async Task HandleMany(IReadOnlyList<TFact> facts, IReadOnlyList<Actor> actors, DateTimeOffset now, CancellationToken cancel)
    {
        for (var i = 0; i < facts.Count; i++)
        {
            await Handle(facts[i], actors[i], now, cancel);
        }
    }
}

/// <summary>A fact that a rule of a pack decided names that rule, so that the trace can.</summary>
public interface IDecidedByRule
{
    /// <summary>PACK/VERSION/RULE.</summary>
    string? Rule { get; }
}

/// <summary>
/// The only way to change anything: saves the rows, writes the trace and tells the listeners, all inside the request's one transaction.
/// A refusal passes through and nothing is written. The transaction is committed once, when the answer is known (<see cref="Web.UnitOfRequest"/>).
/// </summary>
public sealed class Journal(ZhijianDb db, Fence fence, IServiceProvider services, TimeProvider clock)
{
    /// <summary>Whether something was recorded in this request; the transaction is then committed with its answer.</summary>
    public bool HasRecorded { get; private set; }

    public async Task<Decision<TFact>> Record<TFact>(Decision<TFact> decision, Actor actor, CancellationToken cancel)
        where TFact : class, IFact
    {
        if (decision.Fact is not { } fact)
        {
            return decision;
        }
        try
        {
            await Also(fact, actor, cancel);
        }
        catch (DbUpdateConcurrencyException)
        {
            await fence.Rollback();
            db.ChangeTracker.Clear();
            HasRecorded = false;
            return PlatformRefusals.Stale;
        }
        return decision;
    }

    /// <summary>The same for a fact that follows from another one, inside a listener: saved, traced and told with the rest.</summary>
    public async Task Also<TFact>(TFact fact, Actor actor, CancellationToken cancel)
        where TFact : class, IFact
    {
        var now = clock.GetUtcNow();
        db.Add(Entry(fact, actor, now));
        await Save(cancel);
        HasRecorded = true;
        foreach (var listener in services.GetServices<IWhen<TFact>>())
        {
            await listener.Handle(fact, actor, now, cancel);
        }
        await Save(cancel);
    }

    /// <summary>Traces facts that were decided together, whose rows are written already, and tells the listeners.</summary>
    internal async Task RecordMany<TFact>(IReadOnlyList<TFact> facts, IReadOnlyList<Actor> actors, RowWriter rows, CancellationToken cancel)
        where TFact : class, IFact
    {
        var now = clock.GetUtcNow();
        await rows.Write(typeof(JournalEntry), [.. facts.Zip(actors, (fact, actor) => Entry(fact, actor, now))], cancel);
        HasRecorded = true;
        foreach (var listener in services.GetServices<IWhen<TFact>>())
        {
            await listener.HandleMany(facts, actors, now, cancel);
        }
        await Save(cancel);
    }

    /// <summary>The trace line of a fact, for those who write many of them at once.</summary>
    internal static JournalEntry Entry<TFact>(TFact fact, Actor actor, DateTimeOffset now)
        where TFact : class, IFact => new()
        {
            At = now,
            Path = fact.OrganisationPath,
            Fact = fact.GetType().Name,
            SubjectId = fact.SubjectId,
            Body = JsonSerializer.Serialize(fact, fact.GetType(), KeptJson.Form),
            MemberId = actor.MemberId,
            ActorName = actor.Name,
            Post = actor.Space is { } post ? $"{post.Post}@{post.OrganisationName}" : null,
            Rule = (fact as IDecidedByRule)?.Rule,
        };

    private async Task Save(CancellationToken cancel)
    {
        foreach (var changed in db.ChangeTracker.Entries().Where(e => e.State == EntityState.Modified))
        {
            if (changed.Metadata.FindProperty("Version") is { IsConcurrencyToken: true } property)
            {
                var version = changed.Property(property.Name);
                version.CurrentValue = (int)version.OriginalValue! + 1;
            }
        }
        await db.SaveChangesAsync(cancel);
    }
}

/// <summary>Refusals that any action can meet.</summary>
public static class PlatformRefusals
{
    /// <summary>Somebody else changed the thing since the form was opened.</summary>
    public static readonly Refusal Stale = new("platform.stale", RefusalKind.Stale);

    /// <summary>There is no such thing, or it lies outside the viewer's scope: the two are never told apart.</summary>
    public static readonly Refusal Missing = new("platform.missing", RefusalKind.Missing);

    /// <summary>None of the posts held today allows this.</summary>
    public static readonly Refusal NotYours = new("platform.not-yours", RefusalKind.NotYours);

    /// <summary>A field that must be filled in is empty.</summary>
    public static readonly Refusal Required = new("platform.required", RefusalKind.BadInput);

    /// <summary>A text is longer than its limit; the value is the limit in characters.</summary>
    public static readonly Refusal TooLong = new("platform.too-long", RefusalKind.BadInput);

    /// <summary>What was typed can't be read as the kind of value expected.</summary>
    public static readonly Refusal NotReadable = new("platform.not-readable", RefusalKind.BadInput);

    /// <summary>Why a reason that somebody has to give in their own words does not do: nothing is written, or more than the longest, in characters. It is typed as <c>Form.Reason</c>.</summary>
    public static Refusal? WhyNotReason(string? reason, int longest) =>
        string.IsNullOrWhiteSpace(reason) ? Required.At("Form.Reason") : reason.Trim().Length > longest ? TooLong.With(longest).At("Form.Reason") : null;
}
