using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Exports;

/// <summary>
/// Takes a list along with the filters as seen. What can be waited for is the answer itself, with its trace in the same transaction; what is longer is written beside the request and fetched
/// by a link that expires. Only posts that may take lists along count, so that a post which merely sees something doesn't widen the file of another.
/// </summary>
internal sealed class TakeListAction(IEnumerable<IListExport> lists, IListLayouts layouts, ZhijianDb db, Fence fence, Journal journal, Vault vault, ExportLimits limits, ExportWork work, Words words, InstitutionTime time)
{
    /// <summary>Rows that are read at once: few enough to be held, many enough that the database is asked seldom.</summary>
    internal const int Chunk = 1000;

    private static readonly string[] Counted = [nameof(ListTaken), nameof(ListAskedFor), nameof(ListStreamed)];

    /// <summary>The list of this name, in the layout that is asked for, if the actor may take it along; the fence is then closed around what those posts see.</summary>
    public async Task<(IListOfRows List, ExportQuestion Question)?> Find(string name, IReadOnlyDictionary<string, string> filters, Actor actor, CancellationToken cancel)
    {
        var narrowed = Narrowed(actor);
        if (lists.FirstOrDefault(l => l.Name == name) is not { } list || narrowed.Posts.Count == 0 || (list.Acts.Count > 0 && !list.Acts.Any(narrowed.May)))
        {
            return null;
        }
        fence.Enclose(FencedScope.Of(narrowed, ExportActs.Take));
        var question = new ExportQuestion(narrowed, filters);
        if (list is IListShapedByFilters shaped)
        {
            await shaped.Shape(question, cancel);
        }
        if (question.Text(IListLayouts.Filter) is not { } layout)
        {
            return (list, question);
        }
        // A file in another layout than the one that was asked for would be wrong without anybody seeing it.
        return list is IListOfElements elements && Guid.TryParse(layout, out var id) && await layouts.Laid(elements, id, cancel) is { } laid ? (laid, question) : null;
    }

    /// <summary>The same person with those posts only by which lists may be taken along.</summary>
    public static Actor Narrowed(Actor actor)
    {
        List<HeldPost> posts = [.. actor.Posts.Where(p => p.Grants.Any(g => g.Act == ExportActs.Take))];
        return actor with { Posts = posts, Space = actor.Space is { } space && posts.Contains(space) ? space : posts.FirstOrDefault() };
    }

    public async Task<TakenList> Run(string name, string? ending, IReadOnlyDictionary<string, string> filters, Actor actor, CancellationToken cancel)
    {
        if (TableFormats.Read(ending) is not { } format)
        {
            return new(ExportRefusals.NoSuchFormat);
        }
        if (await Find(name, filters, actor, cancel) is not { } found)
        {
            return new(PlatformRefusals.Missing);
        }
        if (await WhyNotMore(actor, cancel) is { } enough)
        {
            return new(enough);
        }
        var (list, question) = found;
        List<IReadOnlyList<object?>> rows = [];
        string? after = null;
        do
        {
            var chunk = await list.Read(question, after, Math.Min(Chunk, limits.MostAtOnce), cancel);
            rows.AddRange(chunk.Rows);
            after = chunk.Next;
        }
        while (after is not null && rows.Count < limits.MostAtOnce);
        return after is null ? await AtOnce(list, question, format, rows, cancel) : await Later(list, question, format, cancel);
    }

    /// <summary>One after another for each person, so that two at once can't both be the last.</summary>
    public async Task<Refusal?> WhyNotMore(Actor actor, CancellationToken cancel)
    {
        if (limits.MostADay == 0 || actor.MemberId == Guid.Empty)
        {
            return null;
        }
        using var widened = fence.As(SystemActors.OwnData);
        await fence.Run("select pg_advisory_xact_lock(hashtextextended(@key, 6))", new { key = actor.MemberId.ToString() }, cancel);
        var taken = await fence.Row<int>("select count(distinct subject_id)::int from journal where member_id = @who and at > @since and fact = any(@Counted)", new { who = actor.MemberId, since = time.Now.AddDays(-1), Counted }, cancel);
        return taken >= limits.MostADay ? ExportRefusals.TakenEnough.With(limits.MostADay) : null;
    }

    /// <summary>What the file says of itself.</summary>
    public static TableHead HeadOf(IListOfRows list, Words words, string taker, DateTimeOffset at) =>
        new(list.Name, words["export.list." + list.Name], words["export.mark", taker, words.Moment(at)], [.. list.Columns.Select(c => new TableColumn(c.Name, c.Title(words)))]);

    /// <summary>Where the trace of a taking stands: at the organisation of the open space.</summary>
    public static string PlaceOf(Actor narrowed) => narrowed.Space!.Path;

    private async Task<TakenList> AtOnce(IListOfRows list, ExportQuestion question, TableFormat format, List<IReadOnlyList<object?>> rows, CancellationToken cancel)
    {
        using var to = new MemoryStream();
        using (var writer = TableWriter.Of(format, to, HeadOf(list, words, question.Actor.Name, time.Now), words, time))
        {
            await writer.Begin(cancel);
            foreach (var row in rows)
            {
                await writer.Row(row, cancel);
            }
            await writer.End(cancel);
        }
        var taken = new ListTaken(Guid.CreateVersion7(), PlaceOf(question.Actor), list.Name, format.Ending(), rows.Count, [.. question.Filters.Keys.Order(StringComparer.Ordinal)]);
        await journal.Record<ListTaken>(taken, question.Actor, cancel);
        return new(null) { Content = to.ToArray(), Format = format };
    }

    private async Task<TakenList> Later(IListOfRows list, ExportQuestion question, TableFormat format, CancellationToken cancel)
    {
        var (actor, id, now) = (question.Actor, Guid.CreateVersion7(), time.Now);
        var file = new ExportFile
        {
            Id = id, Path = PlaceOf(actor), AccountId = actor.AccountId, MemberId = actor.MemberId, ByName = actor.Name, HoldingId = actor.Space!.Id, List = list.Name, Filters = ExportQuestion.Write(question.Filters), Format = format,
            Language = words.Language, At = now, Until = now.AddHours(limits.HoursKept), DataKey = vault.NewKey(id),
        };
        db.Add(file);
        fence.AfterCommit(work.Ring);
        await journal.Record<ListAskedFor>(new ListAskedFor(id, file.Path, list.Name, format.Ending(), [.. question.Filters.Keys.Order(StringComparer.Ordinal)]), actor, cancel);
        return new(null) { File = id };
    }
}

/// <summary>What came of taking a list along: the file itself, the id of one that is being written, or why not.</summary>
internal sealed record TakenList(Refusal? Refusal)
{
    public byte[]? Content { get; init; }

    public TableFormat Format { get; init; }

    public Guid? File { get; init; }
}
