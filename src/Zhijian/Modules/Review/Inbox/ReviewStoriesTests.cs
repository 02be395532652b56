using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Review.Inbox;

/// <summary>Hands records in as people of the small university, through the same door as every module.</summary>
internal static class ReviewStories
{
    public const string Kind = "test-record";

    /// <summary>The secretary of the first branch hands in a record.</summary>
    public static async Task<CaseSubmitted> Submitted(this World world, string title, Guid? subject = null, Func<Submitting, Submitting>? change = null, Account? by = null, Organisation? of = null, params string[] points)
    {
        var account = by ?? world.University.Secretary;
        var content = new Submitting(account.MemberId!.Value, account.DisplayName, title, Content(points.Length == 0 ? ["图书馆座位管理"] : points))
        {
            Checks = [AutomaticCheck.Of("review.checks", true)],
        };
        return await world.As(account, async services =>
        {
            var decision = await services.GetRequiredService<SubmitForReviewAction>().Run(
                new ForReview(Kind, subject ?? Guid.CreateVersion7(), (of ?? world.University.First).Id, change?.Invoke(content) ?? content), await ActorOf(services, account), CancellationToken.None);
            await services.GetRequiredService<Fence>().Commit(CancellationToken.None);
            return decision.Fact ?? throw new InvalidOperationException(decision.Refusal!.Code);
        });
    }

    /// <summary>Runs something inside this person's own scope.</summary>
    public static async Task<T> As<T>(this World world, Account account, Func<IServiceProvider, Task<T>> act)
    {
        await using var scope = world.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Fence>().Enclose(FencedScope.Of(await ActorOf(scope.ServiceProvider, account)));
        return await act(scope.ServiceProvider);
    }

    /// <summary>Somebody's move in the newest case of a record: it is not refused, and committed.</summary>
    public static async Task<Decision<TFact>> Decide<TFact>(this World world, Guid subject, Account by, Func<IServiceProvider, ReviewCase, Actor, Task<Decision<TFact>>> move)
        where TFact : class, IFact
    {
        var found = await world.Read(db => db.ReviewCases.AsNoTracking().Where(c => c.SubjectId == subject).OrderByDescending(c => c.Id).FirstAsync());
        return await world.As(by, async services =>
        {
            var decision = await move(services, found, await ActorOf(services, by));
            Assert.Null(decision.Refusal?.Code);
            await services.GetRequiredService<Fence>().Commit(default);
            return decision;
        });
    }

    public static async Task<Actor> ActorOf(IServiceProvider services, Account account)
    {
        var actor = (await services.GetRequiredService<ActorCache>().Find(account.Id, CancellationToken.None))!.Actor;
        return actor with { Space = actor.Posts.Count > 0 ? actor.Posts[0] : null };
    }

    private static RecordContent Content(string[] points) => new(
    [
        ReviewField.Text("present", "review.field", "20"),
        ReviewField.List("points", "review.reason", points),
    ]);
}
