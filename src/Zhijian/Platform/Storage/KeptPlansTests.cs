using Microsoft.Extensions.DependencyInjection;
using Zhijian.Testing;

namespace Zhijian.Platform.Storage;

/// <summary>What goes by keys runs by kept plans, and what comes after it in the same transaction does not.</summary>
public sealed class KeptPlansTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Statements_by_keys_keep_their_plans_and_leave_the_rest_of_the_transaction_as_it_was()
    {
        var (during, after) = await world.Inside(async services =>
        {
            var fence = services.GetRequiredService<Fence>();
            await fence.Run("create temporary table said (mode text) on commit drop", null, default);
            await fence.RunByKeys("insert into said select current_setting('plan_cache_mode') || @mark;", new { mark = "!" }, default);
            return (await fence.Row<string>("select mode from said", null, default), await fence.Row<string>("select current_setting('plan_cache_mode')", null, default));
        });
        Assert.Equal(("force_generic_plan!", "auto"), (during, after));
    }
}
