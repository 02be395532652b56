using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Messages;

/// <summary>Puts messages into the receivers' lists, together with what caused them; once that is committed, open pages show it.</summary>
public sealed class Postbox(ZhijianDb db, Fence fence, LiveHub hub)
{
    /// <summary>Hands the messages over. They are saved with the next recorded fact, or not at all.</summary>
    public void Deliver(params IEnumerable<Message> messages)
    {
        var all = messages.ToList();
        db.AddRange(all);
        var receivers = all.Select(m => m.MemberId).Distinct().ToList();
        fence.AfterCommit(() =>
        {
            foreach (var receiver in receivers)
            {
                hub.Tell(LiveHub.OfMember(receiver));
            }
            return Task.CompletedTask;
        });
    }
}
