using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>Half-way sign-ins and answered challenges are forgotten after a day; they hold for minutes.</summary>
internal sealed class ForgottenSignInsJob(Fence fence, TimeProvider clock) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        await fence.Run(
            """
            delete from account_half_sign_in where opened_at < @day;
            delete from spent_challenge where spent_at < @day
            """, new { day = clock.GetUtcNow().AddDays(-1) }, cancel);
        await fence.Commit(cancel);
    }
}
