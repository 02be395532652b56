using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Modules.Review.Decide;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Privacy.Requests;

/// <summary>What people ask for about their own data takes effect when its review approved it, and not before.</summary>
public sealed class RequestTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_correction_of_a_sealed_field_takes_effect_only_after_the_last_layer_and_is_shown_masked()
    {
        var (person, browser) = await Person("甲更正");
        var request = await Asked(browser, "MobileNumber", "13900002222", "换了号码");
        Assert.Equal(RequestState.Waiting, request.State);
        Assert.True(request.DueOn > DateOnly.FromDateTime(request.AskedAt.UtcDateTime));
        Assert.DoesNotContain("13900002222", System.Text.Encoding.UTF8.GetString(request.NewValue!), StringComparison.Ordinal);

        var submission = await world.Read(db => db.Set<Submission>().SingleAsync(s => db.Set<ReviewCase>().Any(c => c.Id == s.CaseId && c.SubjectId == request.Id)));
        Assert.Contains("138****1111", submission.ContentJson, StringComparison.Ordinal);
        Assert.Contains("139****2222", submission.ContentJson, StringComparison.Ordinal);
        Assert.DoesNotContain("13900002222", submission.ContentJson, StringComparison.Ordinal);

        Assert.IsType<CaseAccepted>((await Accept(request, world.University.GeneralBranchReviewer)).Fact);
        Assert.Equal("13800001111", await Mobile(person));
        Assert.IsType<CaseApproved>((await Accept(request, world.University.OrganisationDepartment)).Fact);
        Assert.Equal("13900002222", await Mobile(person));
        Assert.Equal(RequestState.Granted, (await Kept(request.Id)).State);
        var traces = await world.Read(db => db.Set<JournalEntry>().Where(j => j.SubjectId == person.Id || j.SubjectId == request.Id).ToListAsync());
        Assert.Contains(traces, t => t.Fact == nameof(MemberCorrected));
        Assert.Contains(traces, t => t.Fact == nameof(RequestAnswered));
        Assert.All(traces, t => Assert.DoesNotContain("13900002222", t.Body, StringComparison.Ordinal));

        // Taken back within its minutes, what stood there before stands there again.
        await Undo(request, world.University.OrganisationDepartment);
        Assert.Equal("13800001111", await Mobile(person));
        Assert.Equal(RequestState.Waiting, (await Kept(request.Id)).State);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_reason_and_can_be_asked_again()
    {
        var (person, browser) = await Person("乙退回");
        var request = await Asked(browser, "ClassName", "软件二班", "转班");
        await Return(request, world.University.GeneralBranchReviewer, "请附转班通知");
        Assert.Equal(RequestState.Returned, (await Kept(request.Id)).State);
        Assert.Contains("/requests/" + request.Id, await world.Read(db => db.Set<Platform.Messages.Message>().Where(m => m.MemberId == person.Id).Select(m => m.Href).ToListAsync()));
        var page = await browser.Open($"/requests/{request.Id}");
        Assert.Contains("请附转班通知", browser.Text, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("input[type=file]"));
        await browser.Press(page, "再次提交", ("Form.Reason", "转班，已附通知"));
        Assert.Equal(RequestState.Waiting, (await Kept(request.Id)).State);
        await Accept(request, world.University.GeneralBranchReviewer);
        await Accept(request, world.University.OrganisationDepartment);
        Assert.Equal("软件二班", (await Member(person.Id)).ClassName);
    }

    [Fact]
    public async Task What_cannot_be_right_is_refused_at_once_and_the_same_is_asked_once()
    {
        var (_, browser) = await Person("丙重复");
        await browser.Press(await browser.Open("/me/requests/correct/MobileNumber"), "提交申请", ("Form.Value", "12"), ("Form.Reason", "换号"));
        browser.Says(PeopleRefusals.BadPhone);
        await browser.Press(await browser.Open("/me/requests/correct/MobileNumber"), "提交申请", ("Form.Value", "13800001111"), ("Form.Reason", "换号"));
        browser.Says(PrivacyRefusals.NothingNew);
        await Asked(browser, "MobileNumber", "13900003333", "换号");
        await browser.Press(await browser.Open("/me/requests/correct/MobileNumber"), "提交申请", ("Form.Value", "13900004444"), ("Form.Reason", "换号"));
        browser.Says(PrivacyRefusals.AskedAlready);
        await browser.Press(await browser.Open("/me/requests/restrict"), "提交申请", ("Form.Kind", "Lift"), ("Form.Reason", "不再需要"));
        browser.Says(PeopleRefusals.NotRestricted);
        await browser.Open("/me/requests/correct/Category");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Nobody_but_the_person_and_reviewers_sees_a_request_and_sealed_values_leave_a_trace()
    {
        var (person, browser) = await Person("丁密封");
        var request = await Asked(browser, "HomeAddress", "新路九号", "搬家");
        foreach (var other in new[] { world.University.SecondMember, world.University.OtherGeneralBranchReviewer, world.University.Secretary })
        {
            var stranger = await world.SignedIn(other);
            await stranger.Open($"/requests/{request.Id}");
            Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
        }
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);
        await reviewer.Open($"/requests/{request.Id}");
        Assert.DoesNotContain("新路九号", reviewer.Text, StringComparison.Ordinal);
        await reviewer.Press(await reviewer.Open($"/requests/{request.Id}/values"), "查看 60 秒");
        Assert.Contains("新路九号", reviewer.Text, StringComparison.Ordinal);
        var trace = await world.Read(db => db.Set<JournalEntry>().SingleAsync(j => j.SubjectId == person.Id && j.Fact == nameof(RequestValuesShown)));
        Assert.DoesNotContain("新路九号", trace.Body, StringComparison.Ordinal);
        Assert.Contains("message.request-values-shown", await world.Read(db => db.Set<Platform.Messages.Message>().Where(m => m.MemberId == person.Id).Select(m => m.TextKey).ToListAsync()));
    }

    [Fact]
    public async Task An_answer_that_is_late_is_noted_once_for_the_overview()
    {
        var (_, browser) = await Person("戊超期");
        var request = await Asked(browser, "Grade", "2024级", "录错了");
        await world.Inside(s => s.GetRequiredService<OverdueRequestsJob>().Note(default));
        Assert.Null((await Kept(request.Id)).OverdueSince);
        world.Clock.Move(TimeSpan.FromDays(40));
        await world.Inside(s => s.GetRequiredService<OverdueRequestsJob>().Note(default));
        await world.Inside(s => s.GetRequiredService<OverdueRequestsJob>().Note(default));
        Assert.NotNull((await Kept(request.Id)).OverdueSince);
        Assert.Equal(1, await world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.SubjectId == request.Id && j.Fact == nameof(RequestOverdue))));
        world.Clock.Move(TimeSpan.FromDays(-40));
    }

    [Fact]
    public async Task Erasure_of_somebody_still_here_shreds_what_is_optional_and_restricts_the_rest_after_two_decided()
    {
        var (person, browser) = await Person("己抹去");
        await browser.Press(await browser.Open("/me/requests/restrict"), "提交申请", ("Form.Kind", "Erase"), ("Form.Reason", "不愿再留"));
        var request = await Mine(person);
        await Accept(request, world.University.OrganisationDepartment);
        Assert.Null((await Member(person.Id)).RestrictedSince);
        Assert.NotNull((await Member(person.Id)).HomeAddress);
        await Accept(request, world.University.Office);
        var kept = await Member(person.Id);
        Assert.True(kept is { HomeAddress: null, FixedPhone: null, RestrictedSince: not null, MobileNumber: not null });
        Assert.Contains("people-rights", (await world.Read(db => db.Set<JournalEntry>().SingleAsync(j => j.SubjectId == person.Id && j.Fact == nameof(MemberRestricted)))).Rule!, StringComparison.Ordinal);

        // Others see what duty asks and the mark, nothing more; nobody asks for a sealed value.
        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open($"/people/{person.Id}");
        Assert.Contains("限制处理", secretary.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("138****", secretary.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("软件一班", secretary.Text, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("a.z-reveal"));
        await secretary.Open($"/people/{person.Id}/reveal/MobileNumber");
        Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
        await secretary.Open("/people");
        Assert.DoesNotContain($"S-{(int)'己'}", secretary.Text, StringComparison.Ordinal);
        using var program = await world.Program(world.University.Secretary);
        var json = await program.GetStringAsync($"/api/v1/members/{person.Id}");
        Assert.DoesNotContain("软件一班", json, StringComparison.Ordinal);
        Assert.Contains("restrictedSince\":\"2", json, StringComparison.Ordinal);

        await browser.Press(await browser.Open("/me/requests/restrict"), "提交申请", ("Form.Kind", "Restrict"), ("Form.Reason", "再次"));
        browser.Says(PeopleRefusals.RestrictedAlready);
        await browser.Press(await browser.Open("/me/requests/restrict"), "提交申请", ("Form.Kind", "Lift"), ("Form.Reason", "恢复"));
        var lift = await Mine(person);
        await Accept(lift, world.University.OrganisationDepartment);
        await Accept(lift, world.University.Office);
        Assert.True(await Member(person.Id) is { RestrictedSince: null, HomeAddress: null });
    }

    private async Task<(Member Person, Browser Browser)> Person(string name)
    {
        var person = await world.Given(db =>
        {
            var branch = world.University.First;
            var made = new Member
            {
                Name = name, OrganisationId = branch.Id, Path = branch.Path, Category = MemberCategory.ProbationaryMember, MobileNumber = new("13800001111"), HomeAddress = new("旧路一号"), ClassName = "软件一班",
                InstitutionNumber = $"S-{(int)name[0]}", FixedPhone = "021-5555",
            };
            db.Add(made);
            db.Add(new Membership { MemberId = made.Id, OrganisationId = branch.Id, Path = branch.Path, From = new DateOnly(2025, 9, 1) });
            return made;
        });
        return (person, await world.SignedIn(await world.AccountOf(person)));
    }

    private async Task<PersonRequest> Asked(Browser browser, string field, string value, string reason)
    {
        await browser.Press(await browser.Open($"/me/requests/correct/{field}"), "提交申请", ("Form.Value", value), ("Form.Reason", reason));
        Assert.StartsWith("/requests/", browser.Path, StringComparison.Ordinal);
        return await Kept(Guid.Parse(browser.Path.Split('/')[2]));
    }

    private Task<PersonRequest> Kept(Guid id) => world.Read(db => db.Set<PersonRequest>().AsNoTracking().SingleAsync(r => r.Id == id));

    private Task<PersonRequest> Mine(Member person) => world.Read(db => db.Set<PersonRequest>().AsNoTracking().Where(r => r.MemberId == person.Id).OrderByDescending(r => r.Id).FirstAsync());

    private Task<Member> Member(Guid id) => world.Read(db => db.Members.AsNoTracking().SingleAsync(m => m.Id == id));

    private async Task<string> Mobile(Member person) => await world.Read(async db => (await db.Members.AsNoTracking().SingleAsync(m => m.Id == person.Id)).MobileNumber!.Plain);

    private Task<Decision<CaseFact>> Accept(PersonRequest request, Account by) => Decide(request, by, (s, c, a) => s.GetRequiredService<AcceptAction>().Run(c.Id, c.Version, null, a, default));

    private Task<Decision<CaseReturned>> Return(PersonRequest request, Account by, string why) =>
        Decide(request, by, (s, c, a) => s.GetRequiredService<ReturnAction>().Run(c.Id, c.Version, null, why, [], a, default));

    private Task<Decision<DecisionUndone>> Undo(PersonRequest request, Account by) => Decide(request, by, (s, c, a) => s.GetRequiredService<UndoAction>().Run(c.Id, c.Version, a, default));

    private async Task<Decision<TFact>> Decide<TFact>(PersonRequest request, Account by, Func<IServiceProvider, ReviewCase, Actor, Task<Decision<TFact>>> move)
        where TFact : class, IFact
    {
        var found = await world.Read(db => db.ReviewCases.AsNoTracking().SingleAsync(c => c.SubjectId == request.Id));
        return await world.As(by, async services =>
        {
            var decision = await move(services, found, await ReviewStories.ActorOf(services, by));
            Assert.Null(decision.Refusal?.Code);
            await services.GetRequiredService<Fence>().Commit(default);
            return decision;
        });
    }
}
