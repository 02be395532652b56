using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People.Reveal;

/// <summary>Why a sealed value is asked for.</summary>
public enum RevealReason
{
    /// <summary>One's own data.</summary>
    Own,

    /// <summary>To tell of a meeting or a talk.</summary>
    Contact,

    /// <summary>To check what is kept against a document.</summary>
    CheckData,

    /// <summary>For a report or transfer that rules ask for.</summary>
    Report,

    /// <summary>Anything else, in words.</summary>
    Other,
}

/// <summary>
/// Shows one sealed value of one person in the clear (PIPL Art. 6, 28 and 51: a purpose, the least that serves it, a trace). The trace is written before the value is shown,
/// and the person is told who asked and why.
/// </summary>
internal sealed class RevealValueAction(ZhijianDb db, Journal journal, Postbox postbox, ConsentsQuery consents, InstitutionTime time)
{
    public const int LongestNote = 200;

    public async Task<(Decision<ValueRevealed> Decision, Restricted? Value)> Run(Guid id, string field, RevealReason? reason, string? note, Actor actor, CancellationToken cancel)
    {
        if (await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, cancel) is not { } member || MemberSight.Of(actor, id, member.Path) is not { } sight
            || MemberSight.ValueOf(member, field) is not { } value || member.DataKey is null)
        {
            return (PlatformRefusals.Missing, null);
        }
        var decision = Decide(member, sight, field, MemberSight.MayReveal(actor, member, sight, field, await consents.Of(id, cancel)), reason, note);
        if (decision.Fact is not { } fact)
        {
            return (decision, null);
        }
        // Opened first: a value that can't be opened was not seen by anybody.
        _ = value.Plain;
        if (sight != Sight.Self)
        {
            postbox.Deliver(Message.To(member.Id, member.Path, time.Now, "/me#s-reveals", "message.value-revealed", actor.Name));
        }
        return (await journal.Record(decision, actor, cancel), value);
    }

    /// <summary>Whether the value is shown, and for which reason.</summary>
    internal static Decision<ValueRevealed> Decide(Member member, Sight sight, string field, bool may, RevealReason? reason, string? note)
    {
        var words = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        if (!may)
        {
            return PlatformRefusals.NotYours;
        }
        if (sight == Sight.Self)
        {
            return new ValueRevealed(member.Id, member.Path, field, RevealReason.Own, null);
        }
        return reason is null or RevealReason.Own ? PlatformRefusals.Required.At("Form.Reason")
            : reason == RevealReason.Other && words is null ? PlatformRefusals.Required.At("Form.Note")
            : words?.Length > LongestNote ? PlatformRefusals.TooLong.With(LongestNote).At("Form.Note")
            : new ValueRevealed(member.Id, member.Path, field, reason.Value, words);
    }
}
