using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.OwnRecord.Noting;

/// <summary>Adds a remark to a line of one's own record, or keeps the line out of its print.</summary>
internal sealed class NoteOwnRecordAction(ZhijianDb db, Journal journal, OwnRecordQuery query)
{
    public async Task<Decision<OwnRecordNoted>> Run(string source, Guid about, string? remark, bool hidden, int version, Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty || await query.One(source, about, cancel) is null)
        {
            return PlatformRefusals.Missing;
        }
        var note = await query.Note(source, about, cancel);
        if (note is null)
        {
            note = new WorkNote { MemberId = actor.MemberId, Path = actor.HomePath, Source = source, About = about };
            db.Add(note);
        }
        return await journal.Record(note.Take(remark, hidden, version), actor, cancel);
    }
}
