using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Testing;

namespace Zhijian.Platform.Storage;

/// <summary>Parts of a page that ask together get what each would get alone, each behind its own scope, in as few trips as the longest chain of questions has.</summary>
public sealed class TogetherTests(World world) : IClassFixture<World>
{
    private const string Names = "select name from organisation order by path";

    [Fact]
    public async Task Parts_that_ask_one_thing_after_another_travel_together_and_each_gets_its_own_rows()
    {
        await world.As(world.University.Member, async services =>
        {
            var fence = services.GetRequiredService<Fence>();
            List<string> order = [];
            List<int> numbers = [];
            Func<Task>[] parts = [.. Enumerable.Range(0, 4).Select<int, Func<Task>>(part => async () =>
            {
                for (var step = 0; step <= part; step++)
                {
                    numbers.AddRange(await fence.Ask<int>("select @part * 10 + @step", new NamedValues { { "part", part }, { "step", step } }, (Plans)part, default));
                    order.Add($"{step}");
                }
            })];
            await fence.Together(parts, default);
            Assert.Equal([0, 10, 11, 20, 21, 22, 30, 31, 32, 33], numbers.Order());
            // The second answer of anybody comes after the first of all: they were one trip.
            Assert.Equal("0000111223", string.Concat(order));
            Assert.Equal("auto", await fence.Row<string>("select current_setting('plan_cache_mode')", null, default));
            return 0;
        });
    }

    [Fact]
    public async Task A_question_of_a_named_actor_opens_nothing_to_those_beside_it()
    {
        await world.As(world.University.Member, async services =>
        {
            var fence = services.GetRequiredService<Fence>();
            var own = await fence.Rows<string>(Names, null, default);
            List<string>[] seen = [[], [], []];
            await fence.Together(
            [
                async () => seen[0] = await fence.Ask<string>(Names, [], Plans.Usual, default),
                async () => seen[1] = await fence.Ask<string>(Names, [], Plans.Usual, default, SystemActors.Directory),
                async () => seen[2] = await fence.Ask<string>(Names, [], Plans.Usual, default),
            ], default);
            Assert.Equal(own, seen[0]);
            Assert.Equal(own, seen[2]);
            Assert.True(seen[1].Count > own.Count);
            Assert.Equal(own, await fence.Rows<string>(Names, null, default));
            return 0;
        });
    }

    [Fact]
    public async Task Parts_that_ask_together_can_neither_widen_the_scope_nor_send_anything_by_themselves()
    {
        await world.As(world.University.Member, async services =>
        {
            var fence = services.GetRequiredService<Fence>();
            foreach (var part in (Func<Task>[])
            [
                () => fence.Rows<string>(Names, null, default),
                () => fence.Run("select 1", null, default),
                async () => { using var wide = fence.As(SystemActors.Directory); await fence.Ask<string>(Names, [], Plans.Usual, default); },
                () => fence.Together([], default),
            ])
            {
                await Assert.ThrowsAsync<InvalidOperationException>(() => fence.Together([part, () => fence.Ask<string>(Names, [], Plans.Usual, default)], default));
            }
            Assert.NotEmpty(await fence.Rows<string>(Names, null, default));
            return 0;
        });
    }

    [Fact]
    public async Task Where_one_question_fails_all_parts_learn_it_and_nothing_waits_for_ever()
    {
        await world.As(world.University.Member, async services =>
        {
            var fence = services.GetRequiredService<Fence>();
            List<Task> parts = [];
            var together = fence.Together(
            [
                () => Kept(fence.Ask<string>(Names, [], Plans.Usual, default)),
                () => Kept(fence.Ask<int>("select 1 / @zero", new NamedValues { { "zero", 0 } }, Plans.Usual, default)),
            ], default);
            Assert.Equal("22012", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => together)).SqlState);
            Assert.All(parts, p => Assert.True(p.IsFaulted));
            return 0;

            Task Kept(Task part)
            {
                parts.Add(part);
                return part;
            }
        });
    }

    [Fact]
    public async Task A_part_that_waits_for_something_else_first_is_asked_when_it_comes()
    {
        await world.As(world.University.Member, async services =>
        {
            var fence = services.GetRequiredService<Fence>();
            List<int> numbers = [];
            await fence.Together(
            [
                async () => { await Task.Delay(30); numbers.AddRange(await fence.Ask<int>("select 2", [], Plans.Usual, default)); },
                async () => numbers.AddRange(await fence.Ask<int>("select 1", [], Plans.Usual, default)),
            ], default);
            Assert.Equal([1, 2], numbers);
            return 0;
        });
    }
}
