using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Testing;

namespace Zhijian.Platform.Storage;

/// <summary>The context of EF Core waits for a connection as everything else does, and asks inside the fence whenever it asks.</summary>
public sealed class ContextInsideFenceTests(World world) : IClassFixture<World>
{
    private const string ScopeInForce = "select current_setting('zhijian.scope1', true) as \"Value\"";

    [Fact]
    public async Task A_context_takes_no_connection_before_it_asks_and_then_waits_without_a_thread()
    {
        // One connection for those who see the whole institution.
        await using var pools = new FencedPools(world.Database.AppConnection, 4);
        await using var first = new Fence(pools);
        first.Enclose(FencedScope.Of(FencedScope.WholeInstitution));
        await first.Open(default);

        await using var db = await world.Services.GetRequiredService<IDbContextFactory<ZhijianDb>>().CreateDbContextAsync();
        await using var second = new Fence(pools);
        second.Enclose(FencedScope.Of(FencedScope.WholeInstitution));
        second.Attach(db);
        Assert.False(second.IsOpen);
        var asking = db.Database.SqlQueryRaw<string>(ScopeInForce).SingleAsync();
        Assert.False(asking.IsCompleted);

        await first.DisposeAsync();
        Assert.Equal(FencedScope.WholeInstitution, await asking);
        Assert.True(second.IsOpen);
    }

    [Fact]
    public async Task After_a_commit_it_asks_in_a_transaction_of_its_own() => await world.Inside(async services =>
    {
        var (db, fence) = (services.GetRequiredService<ZhijianDb>(), services.GetRequiredService<Fence>());
        for (var turn = 0; turn < 3; turn++)
        {
            Assert.Equal(FencedScope.WholeInstitution, await db.Database.SqlQueryRaw<string>(ScopeInForce).SingleAsync());
            Assert.True(fence.IsOpen);
            await fence.Commit(default);
            Assert.False(fence.IsOpen);
        }
        return 0;
    });

    [Fact]
    public async Task Asking_in_the_way_that_blocks_a_thread_is_refused() => await world.Inside(services =>
    {
        var db = services.GetRequiredService<ZhijianDb>();
        Assert.Throws<NotSupportedException>(() => db.Set<JournalEntry>().Any());
        return Task.FromResult(0);
    });
}
