using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.OwnRecord;

/// <summary>Asks all sources what the person asking did. There is no way to ask it of somebody else: the member is the actor, not a parameter.</summary>
internal sealed class OwnRecordQuery(ZhijianDb db, Fence fence, Actor actor, IEnumerable<IWorkRecordSource> sources, InstitutionTime time)
{
    /// <summary>More lines than a year of one person holds.</summary>
    private const int Most = 500;

    private readonly IReadOnlyDictionary<string, IWorkRecordSource> _sources = sources.OrderBy(s => s.Name, StringComparer.Ordinal).ToDictionary(s => s.Name);

    public async Task<List<WorkLine>> Between(DateOnly first, DateOnly last, CancellationToken cancel)
    {
        // Records of other branches at which they were guests are theirs too.
        using var widened = fence.As(SystemActors.OwnData);
        return await fence.Rows<WorkLine>(
            $"select source, part, about, done_on as DoneOn, title, detail from ({Union}) w order by done_on desc, source, about limit {Most}",
            new { member = actor.MemberId, first, last, zone = time.Zone.Id }, cancel);
    }

    /// <summary>One line, if it is theirs.</summary>
    public async Task<WorkLine?> One(string source, Guid about, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.OwnData);
        return await fence.Row<WorkLine>(
            $"select source, part, about, done_on as DoneOn, title, detail from ({Union}) w where source = @source and about = @about",
            new { member = actor.MemberId, first = new DateOnly(1900, 1, 1), last = time.Today, zone = time.Zone.Id, source, about }, cancel);
    }

    public Task<List<WorkNote>> Notes(CancellationToken cancel) => db.Set<WorkNote>().Where(n => n.MemberId == actor.MemberId).ToListAsync(cancel);

    public Task<WorkNote?> Note(string source, Guid about, CancellationToken cancel) => db.Set<WorkNote>().FirstOrDefaultAsync(n => n.MemberId == actor.MemberId && n.Source == source && n.About == about, cancel);

    public (HomeText? Detail, string? Href) Say(WorkLine line) => _sources[line.Source].Say(line);

    private string Union => string.Join("\nunion all\n", _sources.Values.Select(s => $"select '{s.Name}' as source, s.part, s.about, s.done_on, s.title, s.detail from ({s.Sql}) s"));
}
