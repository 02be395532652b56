using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.People;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>Single answers of a paper: kept once each, refused as the paper stands, many at the same time.</summary>
public sealed class PaperAnswerTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    [Fact]
    public async Task An_answer_is_kept_once_by_its_key_and_told_the_same_again()
    {
        var account = world.University.Member;
        var (copy, single) = await Begun(account.MemberId!.Value);
        var member = await Sender.Of(world, account);
        var before = (await Traces(account)).Count;

        using var first = await member.Send(copy.Id, "script", byScript: true, single, "1");
        using var again = await member.Send(copy.Id, "script", byScript: true, single, "1");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, again.StatusCode));
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.True(again.Headers.Contains("Idempotent-Replayed"));
        await Refuses(member.Send(copy.Id, "script", byScript: true, single, "2"), PlatformWebRefusals.KeyReused);
        await Refuses(member.Send(copy.Id, "script", byScript: false, single, "2"), PlatformWebRefusals.KeyReused);
        // A value that the door refuses does not get past the key either.
        await Refuses(member.Send(copy.Id, "script", byScript: true, 99, "2"), PlatformWebRefusals.KeyReused);
        Assert.Equal("1", await Marked(copy, single));
        var trace = Assert.Single((await Traces(account)).Skip(before));
        Assert.Equal((world.University.First.Path, account.MemberId.Value, (string?)null, (string?)null), (trace.Path, trace.MemberId, trace.Post, trace.Rule));
        Assert.DoesNotContain(copy.Id.ToString(), trace.Body, StringComparison.Ordinal);

        // Without script it leads to the next question, which says once what was done; so does its repetition.
        using var led = await member.Send(copy.Id, "form", byScript: false, single, "2");
        using var ledAgain = await member.Send(copy.Id, "form", byScript: false, single, "2");
        Assert.Equal((HttpStatusCode.Found, $"/papers/attempts/{copy.Id}#q{single + 1}"), (led.StatusCode, led.Headers.Location?.OriginalString));
        Assert.Equal((led.StatusCode, led.Headers.Location), (ledAgain.StatusCode, ledAgain.Headers.Location));
        Assert.Contains(TextFiles.Find(TextFiles.Chinese, "done.own-paper-written")!, await member.Page($"/papers/attempts/{copy.Id}"), StringComparison.Ordinal);
        Assert.Equal("2", await Marked(copy, single));

        // What is taken back is kept as nothing.
        using var blank = await member.Send(copy.Id, "blank", byScript: true, single, "");
        Assert.Equal((HttpStatusCode.NoContent, null), (blank.StatusCode, await Marked(copy, single)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_paper_does_not_take_is_refused_and_keeps_nothing(bool byScript)
    {
        var account = world.University.BranchCommittee;
        var (copy, single) = await Begun(account.MemberId!.Value);
        var (member, beside) = (await Sender.Of(world, account), await Sender.Of(world, world.University.SecondMember));
        Task<HttpResponseMessage> Send(string value = "0", string? key = null) => member.Send(copy.Id, key ?? Guid.NewGuid().ToString("N"), byScript, single, value);

        using (var kept = await Send("1", key: $"kept {byScript}"))
        {
            Assert.Equal(byScript ? HttpStatusCode.NoContent : HttpStatusCode.Found, kept.StatusCode);
        }
        var before = (await Traces(account)).Count;
        // Nobody else's, also now that the copy is remembered: the same as one that isn't there.
        await Refuses(beside.Send(copy.Id, "beside", byScript, single, "0"), PlatformRefusals.Missing);
        await Refuses(member.Send(Guid.NewGuid(), "nowhere", byScript, single, "0"), PlatformRefusals.Missing);
        foreach (var place in new[] { 0, copy.Questions.Count + 1 })
        {
            await Told(member, copy, member.Send(copy.Id, $"place {place} {byScript}", byScript, place, "0"), byScript, PlatformRefusals.NotReadable);
        }
        await Told(member, copy, Send("3", key: $"fits {byScript}"), byScript, PlatformRefusals.NotReadable);

        await Now("update paper set opens_at = @now + interval '1 hour' where id = @PaperId", copy);
        await Told(member, copy, Send(), byScript, PaperRefusals.NotYetOpen);
        await Now("update paper set opens_at = null, closes_at = @now where id = @PaperId", copy);
        await Told(member, copy, Send(), byScript, PaperRefusals.Closed.With(1, copy.Questions.Count));
        await Now("update paper set state = 'Withdrawn', closes_at = null where id = @PaperId", copy);
        await Told(member, copy, Send(), byScript, PaperRefusals.NotOpen);
        await Now("update paper_attempt set state = 'HandedIn' where id = @Id", copy);
        await Told(member, copy, Send(), byScript, PaperRefusals.HandedInAlready);
        // That it is handed in comes before whether the answer fits.
        await Told(member, copy, Send("3"), byScript, PaperRefusals.HandedInAlready);
        Assert.Equal("1", await Marked(copy, single));
        Assert.Equal(before, (await Traces(account)).Count);

        // A refusal is not kept: the same key may ask again, once it is taken.
        await Now("update paper set state = 'Open' where id = @PaperId; update paper_attempt set state = 'Running' where id = @Id", copy);
        using (var asked = await Send("2", key: $"fits {byScript}"))
        {
            Assert.Equal((byScript ? HttpStatusCode.NoContent : HttpStatusCode.Found, "2"), (asked.StatusCode, await Marked(copy, single)));
        }

        // Erased, it is gone for its own member too; a request that was answered before is told the same.
        await Now("delete from paper_answer where attempt_id = @Id; delete from paper_attempt where id = @Id", copy);
        await Refuses(Send(), PlatformRefusals.Missing);
        using var repeated = await Send("1", key: $"kept {byScript}");
        Assert.True(repeated.Headers.Contains("Idempotent-Replayed"));
        Assert.Null(await Marked(copy, single));
    }

    [Fact]
    public async Task Of_many_answers_to_one_question_in_a_group_the_last_is_kept()
    {
        var account = world.University.Member;
        var (copy, single) = await Begun(account.MemberId!.Value);
        var actor = await world.As(account, s => ReviewStories.ActorOf(s, account));
        var before = (await Traces(account)).Count;
        var (door, writer) = (world.Services.GetRequiredService<AnswerDoor>(), world.Services.GetRequiredService<AnswerWriter>());
        async Task<AnswerAsked> Asked(int value, string key)
        {
            var marked = (await door.Admit(copy.Id, single, new AnswerSheet([[value.ToString(CultureInfo.InvariantCulture)]]), actor, default)).Marked!;
            var request = new KeyedRequest(account.Id, key, "POST here", [(byte)value]);
            return new AnswerAsked(marked, actor, request, KeptAnswer.Silent(request), world.Clock.GetUtcNow());
        }
        List<AnswerAsked> asked = [];
        for (var i = 0; i < 60; i++)
        {
            asked.Add(await Asked(i % 3, $"many {i}"));
        }
        // The same key once more, and with something else.
        asked.AddRange([await Asked(2, "many 59"), await Asked(1, "many 59")]);

        // All are handed over before the first group is written, so that most of them share one.
        var told = await Task.WhenAll([.. asked.Select(writer.Write)]);

        Assert.All(told[..61], t => Assert.Equal((int)HttpStatusCode.NoContent, t.Answer?.Status));
        Assert.Equal((PlatformWebRefusals.KeyReused, true), (told[61].Refusal, told[61].IsUnheard));
        Assert.Equal("2", await Marked(copy, single));
        Assert.Equal(60, (await Traces(account)).Count - before);
    }

    [Fact]
    public async Task What_many_members_answer_at_the_same_time_stands()
    {
        var branch = world.University.Second;
        var people = await world.Given(db =>
        {
            List<Member> made = [.. Enumerable.Range(0, 30).Select(i => new Member { OrganisationId = branch.Id, Path = branch.Path, Name = $"答{i}", Category = MemberCategory.FullMember })];
            db.AddRange(made);
            return made;
        });
        var copies = await Begun([.. people.Select(p => p.Id)]);
        List<Sender> members = [];
        foreach (var person in people)
        {
            members.Add(await Sender.Of(world, await world.AccountOf(person)));
        }

        // Everybody answers every question, and the single choice once more in the middle of it.
        var answers = await Task.WhenAll(members.SelectMany((m, i) => Enumerable.Range(1, copies[i].Copy.Questions.Count).Append(copies[i].Single).Select((place, n) => m.Send(copies[i].Copy.Id, $"a{n}", n % 2 == 0, place, "0"))));

        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.Found, a.StatusCode.ToString()));
        var ids = copies.Select(c => c.Copy.Id).ToList();
        var kept = await world.Read(db => db.Set<PaperAnswer>().AsNoTracking().Where(a => ids.Contains(a.AttemptId)).ToListAsync());
        Assert.Equal(copies.Sum(c => c.Copy.Questions.Count), kept.Count);
        foreach (var (copy, _) in copies)
        {
            Assert.All(kept.Where(a => a.AttemptId == copy.Id), a => Assert.Equal((copy.MemberId, copy.Questions[a.Place - 1].QuestionId, 1, "0"), (a.MemberId, a.QuestionId, a.Number, a.Sheet?.Text(0))));
        }
        var memberIds = people.Select(p => p.Id).ToList();
        Assert.Equal(answers.Length, await world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.Fact == nameof(OwnPaperWritten) && j.Path == branch.Path && memberIds.Contains(j.SubjectId) && j.MemberId == j.SubjectId)));
    }

    [Theory]
    [InlineData("::单选::问{=甲 ~乙 ~丙}", "2", true)]
    [InlineData("::单选::问{=甲 ~乙 ~丙}", "3", false)]
    [InlineData("::判断::真的{T}", "false", true)]
    [InlineData("::判断::真的{T}", "0", false)]
    [InlineData("::匹配::问{=甲 -> 一 =乙 -> 二 =丙 -> 一}", "1|0|1", true)]
    [InlineData("::匹配::问{=甲 -> 一 =乙 -> 二 =丙 -> 一}", "2", false)]
    [InlineData("::匹配::问{=甲 -> 一 =乙 -> 二 =丙 -> 一}", "0|0|0|0", false)]
    [InlineData("::填空::问{=甲}", "随便什么", true)]
    [InlineData("::填空::问{=甲}", "甲|乙", false)]
    public void An_answer_fits_where_the_page_of_its_question_could_have_sent_it(string gift, string values, bool fits) =>
        Assert.Equal(fits, new AnswerSheet([.. values.Split('|').Select(v => (IReadOnlyList<string>)[v])]).Fits(Formats.GiftReader.Read(gift).Questions.Single().Question));

    private async Task<(PaperAttempt Copy, int Single)> Begun(Guid member) => (await Begun([member]))[0];

    /// <summary>A paper of four questions that was just opened, and a running copy of each of these members; where the single choice stands in it.</summary>
    private Task<List<(PaperAttempt Copy, int Single)>> Begun(List<Guid> members) => world.Given(db =>
    {
        var now = world.Clock.GetUtcNow();
        var questions = QuestionSamples.Released(db, world.University.Committee, now);
        // Of each of these the first control takes a 0.
        List<BankQuestion> asked = [questions[0], questions[1], questions[3], questions[5]];
        var paper = db.Add(QuestionSamples.PaperOf(asked, world.University.Committee, now, opens: true)).Entity;
        return members.ConvertAll(m => QuestionSamples.Attempt(db, paper, m, 1) is var copy ? (copy, copy.Questions.Index().Single(q => q.Item.QuestionId == questions[0].Id).Index + 1) : default);
    });

    /// <summary>The copy or its paper stands otherwise from now on.</summary>
    private Task Now(string sql, PaperAttempt copy) => world.Inside(async s =>
    {
        var fence = s.GetRequiredService<Fence>();
        Assert.NotEqual(0, await fence.Run(sql, new { copy.Id, copy.PaperId, now = world.Clock.GetUtcNow().UtcDateTime }, default));
        await fence.Commit(default);
        return true;
    });

    /// <summary>The first value that is kept of an answer; null where nothing is.</summary>
    private async Task<string?> Marked(PaperAttempt copy, int place) => (await world.Read(db => db.Set<PaperAnswer>().AsNoTracking().SingleOrDefaultAsync(a => a.AttemptId == copy.Id && a.Place == place)))?.Sheet?.Text(0);

    private Task<List<JournalEntry>> Traces(Account account) => world.Read(db => db.Set<JournalEntry>().AsNoTracking().Where(j => j.Fact == nameof(OwnPaperWritten) && j.SubjectId == account.MemberId).OrderBy(j => j.Id).ToListAsync());

    private static string Sentence(Refusal refusal) => string.Format(CultureInfo.InvariantCulture, TextFiles.Find(TextFiles.Chinese, $"refusal.{refusal.Code}")!, [.. refusal.Values]);

    /// <summary>The refusal stands in the answer itself.</summary>
    private static async Task Refuses(Task<HttpResponseMessage> answer, Refusal refusal)
    {
        using var response = await answer;
        Assert.Equal(Problems.StatusOf(refusal), (int)response.StatusCode);
        Assert.Contains(Sentence(refusal), WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    /// <summary>To a script the refusal stands in the answer; a person without one is led back to the copy and told there.</summary>
    private static async Task Told(Sender member, PaperAttempt copy, Task<HttpResponseMessage> answer, bool byScript, Refusal refusal)
    {
        if (byScript)
        {
            await Refuses(answer, refusal);
            return;
        }
        using var led = await answer;
        Assert.Equal(HttpStatusCode.Found, led.StatusCode);
        Assert.StartsWith($"/papers/attempts/{copy.Id}#q", led.Headers.Location?.OriginalString, StringComparison.Ordinal);
        // Whichever page comes next says it.
        Assert.Contains(Sentence(refusal), await member.Page("/papers"), StringComparison.Ordinal);
    }

    /// <summary>Somebody who is signed in and answers, from a page that is open already.</summary>
    private sealed record Sender(Browser Browser, string Token)
    {
        public static async Task<Sender> Of(World world, Account account)
        {
            var browser = await world.SignedIn(account);
            var page = await browser.Open("/messages");
            return new Sender(browser, Browser.Fields(page.QuerySelector<IHtmlFormElement>("form[method=post]")!).First(f => f.Key == "__RequestVerificationToken").Value);
        }

        public Task<HttpResponseMessage> Send(Guid attempt, string key, bool byScript, int place, string value)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/papers/attempts/{attempt}/answers")
            {
                Content = new FormUrlEncodedContent([new("__RequestVerificationToken", Token), new("_key", key), new("place", place.ToString(CultureInfo.InvariantCulture)), new("a0", value)]),
            };
            if (byScript)
            {
                request.Headers.Add("HX-Request", "true");
            }
            return Browser.Raw(request);
        }

        public async Task<string> Page(string path)
        {
            await Browser.Open(path);
            return WebUtility.HtmlDecode(Browser.Text);
        }
    }
}
