using System.Net;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Testing;

namespace Zhijian.Modules.Review.Decide;

public sealed class RaceTests(ServedWorld world) : IClassFixture<ServedWorld>
{
    [Fact]
    public async Task Of_two_reviewers_at_once_one_wins_and_the_other_is_told_what_changed()
    {
        for (var round = 0; round < 5; round++)
        {
            var submitted = await world.Submitted($"同时审的记录 {round}");
            var address = $"/review/cases/{submitted.Case.CaseId}";
            Browser[] reviewers = [await world.SignedIn(world.University.GeneralBranchReviewer), await world.SignedIn(world.University.GeneralBranchReviewer, "en")];
            var pages = await Task.WhenAll(reviewers.Select(r => r.Open(address)));
            var forms = pages.Select(p => Browser.Fields((AngleSharp.Html.Dom.IHtmlFormElement)p.QuerySelector("form[action$=accept]")!)).ToArray();

            using var start = new Barrier(2);
            await Task.WhenAll(reviewers.Select((reviewer, i) => Task.Run(async () =>
            {
                start.SignalAndWait();
                await reviewer.Post(address + "/accept", forms[i]);
            })));

            var won = reviewers.Count(r => r.Path == "/review");
            var lost = reviewers.Single(r => r.Path != "/review");
            Assert.Equal(1, won);
            Assert.Equal(HttpStatusCode.OK, lost.Status);
            Assert.Contains("seen=1", lost.Path, StringComparison.Ordinal);
            var accepted = await world.Read(db => db.Set<ReviewStep>().CountAsync(s => s.CaseId == submitted.Case.CaseId && s.Move == ReviewMove.Accept));
            var traced = await world.Read(db => db.Set<Zhijian.Platform.Storage.JournalEntry>().CountAsync(j => j.SubjectId == submitted.SubjectId && j.Fact == nameof(CaseAccepted)));
            Assert.Equal((1, 1), (accepted, traced));
        }
    }

    [Fact]
    public async Task A_decision_on_an_old_picture_is_refused_and_shows_what_happened_since()
    {
        var submitted = await world.Submitted("旧页面上的记录");
        var address = $"/review/cases/{submitted.Case.CaseId}";
        var quick = await world.SignedIn(world.University.GeneralBranchReviewer);
        var slow = await world.SignedIn(world.University.GeneralBranchReviewer);
        var old = await slow.Open(address);
        await quick.Press(await quick.Open(address), "通过，转复审A");

        var after = await slow.Press(old, "通过，转复审A");

        Assert.Contains("您的操作没有生效", slow.Text, StringComparison.Ordinal);
        Assert.Contains("沈南乔初审通过", after.QuerySelector(".z-note.is-info")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_record_handed_in_twice_at_once_becomes_one_case()
    {
        var subject = Guid.CreateVersion7();
        using var start = new Barrier(2);
        var tries = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            start.SignalAndWait();
            try
            {
                await world.Submitted("同时提交的记录", subject);
                return true;
            }
            catch (Exception problem) when (problem is DbUpdateException or InvalidOperationException)
            {
                return false;
            }
        }));

        Assert.Single(await Task.WhenAll(tries), true);
        Assert.Equal(1, await world.Read(db => db.ReviewCases.CountAsync(c => c.SubjectId == subject)));
    }
}
