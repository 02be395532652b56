using Zhijian.Modules.Activities;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Experiences;

/// <summary>Who is asked, who writes until when, and what a consent binds, without a clock and without a database.</summary>
public sealed class ExperienceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 2, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly Actor Writer = new() { Name = "林知夏", AccountId = Guid.NewGuid(), MemberId = Guid.NewGuid(), HomePath = "1.2.3." };
    private static readonly ExperienceDraft Words = new("一天", "走了十里路", ExperienceConsent.Named);

    [Theory]
    [InlineData(ActivityState.Planned, "experiences.not-held")]
    [InlineData(ActivityState.Announced, "experiences.not-held")]
    [InlineData(ActivityState.RollOpen, "experiences.not-held")]
    [InlineData(ActivityState.Cancelled, "experiences.not-held")]
    [InlineData(ActivityState.Held, null)]
    [InlineData(ActivityState.Submitted, null)]
    [InlineData(ActivityState.Filed, null)]
    public void Reports_are_asked_for_once_an_activity_was_held(ActivityState state, string? refusal)
    {
        Assert.Equal(refusal, ExperienceCall.Ask(Held(state), "支部", null, Today, Today, Writer, Now, out var call).Refusal?.Code);
        Assert.Equal(refusal is null, call is not null);
        Assert.Equal("experiences.not-held", ExperienceCall.WhyNotAsk(Held(state, history: true))?.Code);
    }

    [Fact]
    public void A_call_has_a_last_day_within_reach_and_a_question_of_one_line()
    {
        Refusal? Wrong(DateOnly? until, string? question = null) => ExperienceCall.Ask(Held(), "支部", question, until, Today, Writer, Now, out _).Refusal;
        Assert.Equal(PlatformRefusals.NotReadable.At("Form.Until"), Wrong(null));
        Assert.Equal(ExperienceRefusals.DayOver.At("Form.Until"), Wrong(Today.AddDays(-1)));
        Assert.Equal(ExperienceRefusals.TooFarAhead.Code, Wrong(Today.AddDays(ExperienceCall.MostDays + 1))?.Code);
        Assert.Equal(PlatformRefusals.TooLong.Code, Wrong(Today, new string('问', ExperienceCall.LongestQuestion + 1))?.Code);
        Assert.Null(Wrong(Today.AddDays(ExperienceCall.MostDays), new string('问', ExperienceCall.LongestQuestion)));

        var call = Call();
        Assert.Equal(PlatformRefusals.Stale, call.Change("", Today, Today, 7).Refusal);
        Assert.Equal(ExperienceRefusals.DayOver.Code, call.Change("", Today.AddDays(-1), Today, call.Version).Refusal?.Code);
        Assert.Null(call.Change("第一行\n第二行", Today.AddDays(3), Today, call.Version).Refusal);
        Assert.Equal(("第一行 第二行", Today.AddDays(3)), (call.Question, call.WelcomeUntil));
        // The question may be mended when the last day is over.
        Assert.Null(call.Change("问题", Today.AddDays(3), Today.AddDays(9), call.Version).Refusal);
    }

    [Fact]
    public void Those_who_took_part_write_until_the_last_day()
    {
        Refusal? Wrong(ExperienceCall? call, bool tookPart = true, int later = 0) => ExperienceReport.Begin(call, tookPart, Words, Today.AddDays(later), Writer, Now, out _).Refusal;
        Assert.Equal(ExperienceRefusals.NotAsked, Wrong(null));
        Assert.Equal(ExperienceRefusals.NotThere, Wrong(Call(), tookPart: false));
        Assert.Equal(ExperienceRefusals.TimeOver, Wrong(Call(), later: 8));
        Assert.Null(Wrong(Call(), later: 7));
    }

    [Fact]
    public void A_draft_may_have_gaps_and_what_is_handed_in_has_none()
    {
        Refusal? Wrong(ExperienceDraft draft) => ExperienceReport.Begin(Call(), true, draft, Today, Writer, Now, out _).Refusal;
        Assert.Equal(PlatformRefusals.TooLong.Code, Wrong(Words with { Title = new string('长', 81) })?.Code);
        Assert.Equal(PlatformRefusals.TooLong.Code, Wrong(Words with { Text = new string('长', 5_001) })?.Code);
        Assert.Equal(PlatformRefusals.Required.At("Form.Consent"), Wrong(Words with { Consent = null }));
        Assert.Equal(PlatformRefusals.Required.At("Form.Title"), Wrong(Words with { Title = null, Text = " " }));
        Assert.Null(Wrong(Words with { Title = null }));
        Assert.Null(Wrong(Words with { Text = null }));
        Assert.Equal(PlatformRefusals.Required.At("Form.Title"), Report(Words with { Title = " " }).HandIn(Now).Refusal);
        Assert.Equal(PlatformRefusals.Required.At("Form.Text"), Report(Words with { Text = null }).HandIn(Now).Refusal);
        var report = Report();
        Assert.Equal(PlatformRefusals.Stale, report.Keep(Call(), true, Words, Today, 9).Refusal);
        Assert.NotNull(report.HandIn(Now).Fact);
        Assert.Equal(ExperienceRefusals.HandedInAlready, report.Keep(Call(), true, Words, Today, report.Version).Refusal);
    }

    [Fact]
    public void A_report_is_taken_back_and_deleted_until_readers_see_it_and_then_its_removal_is_asked_for()
    {
        var report = Report();
        Assert.Equal(ExperienceRefusals.NotHandedIn, report.TakeBack(report.Version).Refusal);
        report.HandIn(Now);
        Assert.Equal(ExperienceRefusals.NotPublished, report.AskRemoval(Now, report.Version).Refusal);
        report.ChooseFor(Guid.NewGuid());
        report.IsPublished = true;
        Assert.Equal(ExperienceRefusals.PublishedAlready, report.TakeBack(report.Version).Refusal);
        Assert.Equal(ExperienceRefusals.PublishedAlready, report.Delete(report.Version).Refusal);
        Assert.Equal(ExperienceRefusals.PublishedAlready, report.Agree(ExperienceConsent.NotPublished, true, report.Version).Refusal);
        Assert.NotNull(report.AskRemoval(Now, report.Version).Fact);
        Assert.Equal(ExperienceRefusals.RemovalAskedAlready, report.AskRemoval(Now, report.Version).Refusal);
        report.LeaveArticle();
        Assert.NotNull(report.Delete(report.Version).Fact);
        Assert.NotNull(report.TakeBack(report.Version).Fact);
        Assert.Equal(ExperienceState.Draft, report.State);
    }

    [Theory]
    [InlineData(ExperienceConsent.Named, true, false)]
    [InlineData(ExperienceConsent.Unnamed, true, true)]
    [InlineData(ExperienceConsent.NotPublished, true, true)]
    [InlineData(ExperienceConsent.Named, false, false)]
    [InlineData(ExperienceConsent.Unnamed, false, false)]
    [InlineData(ExperienceConsent.NotPublished, false, true)]
    public void Less_than_what_it_was_chosen_for_takes_it_out_of_the_choice(ExperienceConsent now, bool named, bool leaves)
    {
        var (report, article) = (Report(), Guid.NewGuid());
        Assert.Equal(ExperienceRefusals.NotHandedIn, report.Agree(now, named, report.Version).Refusal);
        report.HandIn(Now);
        report.ChooseFor(article);
        Assert.Equal(ExperienceRefusals.NotToBeChosen, report.WhyNotChoose());
        Assert.Equal(leaves ? article : null, report.Agree(now, named, report.Version).Fact!.ArticleId);
        Assert.Equal(leaves ? null : article, report.ArticleId);
        Assert.Equal(now == ExperienceConsent.NotPublished || !leaves, report.WhyNotChoose() is not null);
        Assert.Equal(PlatformRefusals.Required.At("Form.Consent"), report.Agree(null, named, report.Version).Refusal);
    }

    [Fact]
    public void A_text_names_only_those_who_agreed()
    {
        var (named, unnamed) = (Report(), Report(new("不署名", "正文", ExperienceConsent.Unnamed)));
        var text = ExperienceText.Of([named, unnamed], "一位参加者");
        Assert.Equal("## 一天\n\n走了十里路\n\n— 林知夏\n\n## 不署名\n\n正文\n\n— 一位参加者", text);
        Assert.True(ExperienceText.Holds(text, "不署名"));
        Assert.False(ExperienceText.Holds(text, "署名"));
        Assert.False(ExperienceText.Holds(null, "一天"));
    }

    private static ExperienceReport Report(ExperienceDraft? draft = null)
    {
        ExperienceReport.Begin(Call(), true, draft ?? Words, Today, Writer, Now, out var report);
        return report!;
    }

    private static ExperienceCall Call()
    {
        ExperienceCall.Ask(Held(), "支部", null, Today.AddDays(7), Today, Writer, Now, out var call);
        return call!;
    }

    private static Activity Held(ActivityState state = ActivityState.Held, bool history = false) => new()
    {
        Path = "1.2.3.", OrganisationId = Guid.NewGuid(), Kind = ActivityKind.ThemePartyDay, State = state, Title = "主题党日", StartsAt = Now, EndsAt = Now.AddHours(1), HostMemberId = Guid.NewGuid(), CodeSecret = [1], CreatedBy = Guid.NewGuid(), CreatedAt = Now, IsHistory = history,
    };
}
