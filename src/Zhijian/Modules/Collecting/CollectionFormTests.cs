using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Collecting;

public sealed class CollectionFormTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 2, 0, 0, TimeSpan.Zero);
    private static readonly Actor Office = new() { Name = "办公室", MemberId = Guid.NewGuid() };

    [Fact]
    public void What_another_form_asks_the_same_organisations_already_is_refused_when_the_form_is_designed()
    {
        var other = Form("基本信息", [OrganisationKind.Branch]);
        Assert.NotNull(other.Ask("organisation.unit-code", true, 1, []).Fact);
        var form = Form("年底核对", [OrganisationKind.Branch, OrganisationKind.JointBranch]);

        var refusal = form.Ask("organisation.unit-code", true, 1, [other]).Refusal;
        Assert.Equal(CollectingRefusals.AskedAlready.Code, refusal?.Code);
        Assert.Equal("基本信息", Assert.Single(refusal!.Values));
        Assert.Empty(form.Questions);
        // Organisations of another kind, or of another part of the tree, are not asked twice.
        Assert.NotNull(Form("总支", [OrganisationKind.GeneralBranch]).Ask("organisation.unit-code", true, 1, [other]).Fact);
        Assert.NotNull(Form("别处", [OrganisationKind.Branch], "1.3.").Ask("organisation.unit-code", true, 1, [Form("他处", [OrganisationKind.Branch], "1.2.")]).Fact);
    }

    [Fact]
    public void A_new_question_is_asked_once_in_the_same_words_and_never_what_the_catalogue_has()
    {
        var other = Form("活动室", [OrganisationKind.Branch]);
        Assert.NotNull(other.AskNew(New("党员活动室面积（平方米）", ElementType.Number), 1, []).Fact);
        var form = Form("场所", [OrganisationKind.Branch]);

        Assert.Equal(CollectingRefusals.AskedAlready.Code, form.AskNew(New("党员活动室面积 (平方米)", ElementType.Number), 1, [other]).Refusal?.Code);
        Assert.Equal(CollectingRefusals.KnownElement.Code, form.AskNew(New("统一社会信用代码", ElementType.Text), 1, []).Refusal?.Code);
        Assert.Equal(CollectingRefusals.NeedsChoices.Code, form.AskNew(New("档次", ElementType.Code, "一"), 1, []).Refusal?.Code);
        Assert.Equal(CollectingRefusals.TooSensitive.Code, form.AskNew(New("联络员", ElementType.IdentityNumber), 1, []).Refusal?.Code);
        Assert.NotNull(form.AskNew(New("是否有图书角", ElementType.YesNo), 1, []).Fact);
        Assert.Equal(CollectingRefusals.AskedHere.Code, form.AskNew(New("是否有图书角", ElementType.YesNo), 1, []).Refusal?.Code);
        Assert.Equal("是否有图书角", form.Questions[0].ElementOf(form.Id)!.Name.Zh);
    }

    [Fact]
    public void A_form_says_whom_it_asks_what_for_and_by_when()
    {
        Refusal? Draft(string? title = "核对", string? purpose = "年报", OrganisationKind[]? kinds = null, FormFrequency? frequency = FormFrequency.Once, int days = 10) =>
            CollectionForm.Draft(new FormDraft(title, purpose, kinds ?? [OrganisationKind.Branch], frequency, Today.AddDays(days)), Guid.NewGuid(), "党委", "1.", Office, Now, Today, out _).Refusal;

        Assert.Null(Draft());
        Assert.Equal(PlatformRefusals.Required.At("Form.Title"), Draft(title: " "));
        Assert.Equal(PlatformRefusals.Required.At("Form.Purpose"), Draft(purpose: null));
        Assert.Equal(PlatformRefusals.Required.At("Form.Kinds"), Draft(kinds: []));
        Assert.Equal(PlatformRefusals.Required.At("Form.Frequency"), Draft(frequency: null));
        Assert.Equal(CollectingRefusals.DueTooSoon.At("Form.FirstDue"), Draft(days: 0));
    }

    [Fact]
    public void Only_a_draft_that_asks_something_of_somebody_is_published_and_then_no_longer_changes()
    {
        var form = Form("核对", [OrganisationKind.Branch]);
        Assert.Equal(CollectingRefusals.NothingAsked, form.WhyNotPublish(5, [], Today));
        form.Ask("organisation.name", true, 1, []);
        Assert.Equal(CollectingRefusals.NothingAsked, form.WhyNotPublish(5, [], Today));
        form.Ask("organisation.room", true, 1, []);
        Assert.Equal(CollectingRefusals.AskedHere.Code, form.Ask("organisation.room", true, 1, []).Refusal?.Code);
        Assert.Equal(CollectingRefusals.NobodyToAsk, form.WhyNotPublish(0, [], Today));
        Assert.Equal(CollectingRefusals.NotPublished, form.Close(1).Refusal);
        Assert.Equal(PlatformRefusals.Stale, form.Publish(5, [], 9, Now, Today).Refusal);
        var meanwhile = Form("别的表", [OrganisationKind.Branch]);
        meanwhile.Ask("organisation.room", true, 1, []);
        Assert.Equal(CollectingRefusals.AskedAlready.Code, form.WhyNotPublish(5, [meanwhile], Today)?.Code);

        Assert.NotNull(form.Publish(5, [], 1, Now, Today).Fact);
        Assert.Equal(CollectingRefusals.NotADraft, form.Ask("organisation.unit-name", true, 1, []).Refusal);
        Assert.Equal(CollectingRefusals.NotADraft, form.WhyNotPublish(5, [], Today));
        Assert.NotNull(form.Close(1).Fact);
    }

    [Fact]
    public void A_form_has_an_end()
    {
        var form = Form("长表", [OrganisationKind.Branch]);
        for (var i = 0; i < CollectionForm.MostQuestions; i++)
        {
            Assert.NotNull(form.AskNew(New($"问题{i}号", ElementType.YesNo), 1, []).Fact);
        }
        Assert.Equal(CollectingRefusals.TooManyQuestions.Code, form.AskNew(New("还有一个", ElementType.YesNo), 1, []).Refusal?.Code);
    }

    [Fact]
    public void What_is_known_costs_nothing_and_the_rest_what_the_standard_estimates()
    {
        var form = Form("核对", [OrganisationKind.Branch], frequency: FormFrequency.Quarterly);
        form.Ask("organisation.name", true, 1, []);
        form.Ask("organisation.room", true, 1, []);
        form.Ask("organisation.unit-code", true, 1, []);
        Assert.Equal((int)Math.Ceiling(DataStandard.MinutesOf(ElementType.Text) + DataStandard.MinutesOf(ElementType.SocialCreditCode)), form.Minutes);
        Assert.Equal(form.Minutes * 4 * 30, FormCost.YearOf(form, 30));
        Assert.Equal([new DateOnly(2026, 12, 31), new DateOnly(2027, 3, 31), new DateOnly(2027, 6, 30)], [.. Enumerable.Range(1, 3).Select(form.DueOn)]);
    }

    [Fact]
    public void The_worst_month_adds_up_what_the_same_organisations_are_asked()
    {
        CollectionForm With(string title, OrganisationKind kind, FormFrequency frequency, int questions)
        {
            var form = Form(title, [kind], frequency: frequency);
            for (var i = 0; i < questions; i++)
            {
                form.AskNew(New($"{title}{i}", ElementType.Number), 1, []);
            }
            return form;
        }
        var monthly = With("月报", OrganisationKind.Branch, FormFrequency.Monthly, 3);
        var yearly = With("年报", OrganisationKind.Branch, FormFrequency.Yearly, 5);
        var others = With("总支表", OrganisationKind.GeneralBranch, FormFrequency.Monthly, 9);
        var form = With("季报", OrganisationKind.Branch, FormFrequency.Quarterly, 1);

        Assert.Equal(form.Minutes + monthly.Minutes + yearly.Minutes, FormCost.WorstMonth(form, [monthly, yearly, others, form], Today));
        Assert.Equal(form.Minutes, FormCost.WorstMonth(form, [others], Today));
        Assert.Equal((true, false, true, false), (FormCost.IsDueIn(form, new(2026, 12, 1)), FormCost.IsDueIn(form, new(2027, 1, 1)), FormCost.IsDueIn(form, new(2027, 3, 1)), FormCost.IsDueIn(form, new(2026, 9, 1))));
    }

    [Fact]
    public void Answers_are_read_by_their_elements_and_a_return_does_not_make_late()
    {
        var form = Form("核对", [OrganisationKind.Branch]);
        form.Ask("organisation.name", true, 1, []);
        form.Ask("organisation.unit-code", true, 1, []);
        form.AskNew(New("是否有图书角", ElementType.YesNo), 1, []);
        form.Publish(1, [], 1, Now, Today);
        var known = new Dictionary<string, KnownAnswer> { ["organisation.name"] = new("计算机第一党支部", "committee", Today, null), ["organisation.unit-code"] = new("12990101MB00000190", "organisation", Today, "旧表") };
        Refusal? Read(string?[] typed, bool complete, out List<FormAnswer> answers) => CollectionEntry.Read(form, typed, known, complete, Today, true, out answers);

        Assert.Equal(CollectingRefusals.WrongAnswer.Code, Read(["1299", "是"], false, out _)?.Code);
        Assert.Equal("Form.Answers[0]", Read(["1299", "是"], false, out _)?.Field);
        Assert.Equal(PlatformRefusals.Required.At("Form.Answers[1]"), Read(["12990101MB00000190", ""], true, out _));
        Assert.Null(Read(["12990101mb00000190", "是"], true, out var right));
        Assert.Equal([("计算机第一党支部", true), ("12990101MB00000190", true), ("yes", false)], right.Select(a => (a.Value, a.WasKnown)));

        var entry = new CollectionEntry
        {
            FormId = form.Id, RoundId = Guid.NewGuid(), OrganisationId = Guid.NewGuid(), Path = "1.2.", Title = form.Title, Minutes = 3, Fields = 3, AskedBy = Guid.NewGuid(), AskedByName = "党委", DueOn = Today, OpenedAt = Now,
        };
        Assert.NotNull(entry.Save(right, FormState.Published, 1).Fact);
        Assert.Equal(CollectingRefusals.AskedNoMore, entry.WhyNotFill(FormState.Closed, 1));
        Assert.True(entry.HandIn(right, FormState.Published, 1, Office.MemberId, Now, Today).Fact!.InTime);
        Assert.Equal(CollectingRefusals.HandedInAlready, entry.WhyNotFill(FormState.Published, 1));
        entry.BackTo(EntryState.Returned);
        Assert.False(entry.IsIn);
        Assert.True(entry.HandIn(right, FormState.Published, 1, Office.MemberId, Now.AddDays(5), Today.AddDays(5)).Fact!.InTime);
    }

    [Fact]
    public void A_list_gives_what_it_says_then_what_was_typed_so_far_then_what_is_known()
    {
        var form = Form("核对", [OrganisationKind.Branch]);
        form.Ask("organisation.name", true, 1, []);
        form.Ask("organisation.room", true, 1, []);
        form.Ask("organisation.contact-person", false, 1, []);
        form.AskNew(New("图书角册数", ElementType.Number), 1, []);
        form.Publish(1, [], 1, Now, Today);
        var books = FormQuestion.IdOf(form.Id, 4);
        var known = new Dictionary<string, KnownAnswer> { ["organisation.name"] = new("计算机第一党支部", "committee", Today, null), ["organisation.room"] = new("主楼 301", "organisation", Today, "旧表"), ["organisation.contact-person"] = new("何文", "organisation", Today, "旧表") };
        var entry = new CollectionEntry
        {
            FormId = form.Id, RoundId = Guid.NewGuid(), OrganisationId = Guid.NewGuid(), Path = "1.2.", Title = form.Title, Minutes = 3, Fields = 4, AskedBy = Guid.NewGuid(), AskedByName = "党委", DueOn = Today, OpenedAt = Now,
        };
        entry.Save([new FormAnswer("organisation.contact-person", "于清", false)], FormState.Published, 1);
        var (round, asked) = (new AskedRound(entry.RoundId, form), new AskedEntry(entry, known));

        ListedAnswers.Complete(round, asked, new Dictionary<string, string>(), out var missing);
        Assert.Equal(books, missing);
        var answers = ListedAnswers.Complete(round, asked, new Dictionary<string, string> { [books] = "12" }, out missing);
        Assert.Null(missing);
        Assert.Equal([("计算机第一党支部", true), ("主楼 301", true), ("于清", false), ("12", false)], answers.Select(a => (a.Value, a.WasKnown)));
    }

    [Fact]
    public void A_budget_is_of_some_minutes_from_this_month_on()
    {
        Refusal? Set(int? minutes, DateOnly? from) => CollectionBudget.Set(Guid.NewGuid(), "1.", minutes, from, Office, Now, Today, out _).Refusal;

        Assert.Null(Set(60, Today));
        Assert.Equal(PlatformRefusals.Required.At("Form.Minutes"), Set(null, Today));
        Assert.Equal(CollectingRefusals.BadBudget.Code, Set(0, Today)?.Code);
        Assert.Equal(CollectingRefusals.BudgetInThePast.Code, Set(60, Today.AddMonths(-1))?.Code);
    }

    private static CollectionForm Form(string title, OrganisationKind[] kinds, string path = "1.", FormFrequency frequency = FormFrequency.Once)
    {
        CollectionForm.Draft(new FormDraft(title, "用途", kinds, frequency, new DateOnly(2026, 12, 31)), Guid.NewGuid(), "党委", path, Office, Now, Today, out var form);
        return form!;
    }

    private static NewQuestion New(string label, ElementType type, params string[] choices) => new(label, type, choices, null, true);
}
