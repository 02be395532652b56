using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Training;

public sealed class TrainingClassTests
{
    private static readonly DateOnly Today = new(2026, 11, 29);
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 2, 0, 0, TimeSpan.Zero);
    private static readonly Actor Holder = new() { Name = "贺", MemberId = Guid.NewGuid() };
    private static readonly TrainingLesson Lesson = new(LessonKind.Paper, Guid.NewGuid(), "消防安全");

    public static TheoryData<string, TrainingDraft, Refusal?> Drafts => new()
    {
        { "all there", Draft(), null },
        { "one day", Draft() with { EndsOn = Today }, null },
        { "no title", Draft() with { Title = " " }, PlatformRefusals.Required },
        { "too long a title", Draft() with { Title = new string('训', TrainingClass.LongestTitle + 1) }, PlatformRefusals.TooLong },
        { "no first day", Draft() with { StartsOn = null }, PlatformRefusals.Required },
        { "no last day", Draft() with { EndsOn = null }, PlatformRefusals.Required },
        { "ends before it starts", Draft() with { EndsOn = Today.AddDays(-1) }, TrainingRefusals.DatesOutOfRange },
        { "too long", Draft() with { EndsOn = Today.AddDays(TrainingClass.MostDays + 1) }, TrainingRefusals.DatesOutOfRange },
        { "no units", Draft() with { Units = null }, TrainingRefusals.UnitsOutOfRange },
        { "too many units", Draft() with { Units = TrainingClass.MostUnits + 1 }, TrainingRefusals.UnitsOutOfRange },
        { "nobody decides", Draft() with { Decides = null }, PlatformRefusals.Required },
        { "too long a note", Draft() with { Note = new string('训', TrainingClass.LongestNote + 1) }, PlatformRefusals.TooLong },
    };

    [Theory]
    [MemberData(nameof(Drafts))]
    public void What_is_typed_is_held_to_its_rules(string what, TrainingDraft draft, Refusal? refusal) => Assert.True(refusal?.Code == draft.WhyWrong(Today)?.Code, what);

    [Fact]
    public void Lessons_are_added_once_up_to_a_number_and_taken_out()
    {
        var it = Planned(TrainingDecides.Lessons);
        Assert.Equal(TrainingRefusals.LessonUnknown.Code, it.Add(null, 1).Refusal?.Code);
        Assert.Equal(PlatformRefusals.Stale.Code, it.Add(Lesson, 2).Refusal?.Code);
        Assert.Equal(1, it.Add(Lesson, 1).Fact?.Lessons);
        Assert.Equal(TrainingRefusals.LessonThere.Code, it.Add(Lesson, 1).Refusal?.Code);
        it.Lessons = [.. Enumerable.Range(0, TrainingClass.MostLessons).Select(_ => Lesson with { Id = Guid.NewGuid() })];
        Assert.Equal(TrainingRefusals.TooManyLessons.Code, it.Add(Lesson, 1).Refusal?.Code);
        Assert.Equal(TrainingRefusals.LessonUnknown.Code, it.TakeOut(Lesson.Id, 1).Refusal?.Code);
        Assert.Equal(TrainingClass.MostLessons - 1, it.TakeOut(it.Lessons[0].Id, 1).Fact?.Lessons);
    }

    [Theory]
    [InlineData(0, 5, "training.nobody-came")]
    [InlineData(5, 5, null)]
    [InlineData(1, TrainingClass.MostPeople + 1, "training.too-many-people")]
    public void So_many_people_are_enrolled(int came, int all, string? refusal) => Assert.Equal(refusal, TrainingClass.WhyNotEnrol(came, all)?.Code);

    [Fact]
    public void It_ends_by_what_decides_and_not_before_its_last_day()
    {
        var it = Planned(TrainingDecides.Lessons);
        Assert.Equal(TrainingRefusals.TooManyPeople.Code, TrainingClass.WhyNotEnrol(1, TrainingClass.MostPeople + 1)?.Code);
        Assert.Equal(TrainingRefusals.NotOverYet.Code, it.WhyNotEnd(Today)?.Code);
        Assert.Equal(TrainingRefusals.NoLessons.Code, it.WhyNotEnd(Today.AddDays(2))?.Code);
        it.Add(Lesson, 1);
        Assert.Equal(TrainingRefusals.DecidedByLessons.Code, it.HandIn(1, 1, Today.AddDays(2)).Refusal?.Code);
        Assert.Equal(TrainingRefusals.NobodyCompleted.Code, it.End(0, 1, Today.AddDays(2)).Refusal?.Code);
        Assert.Equal(3, it.End(3, 1, Today.AddDays(2)).Fact?.Certificates);
        Assert.Equal(TrainingRefusals.NotOpen.Code, it.Cancel("停办", 1).Refusal?.Code);
        var roll = Planned(TrainingDecides.Roll);
        Assert.Equal(TrainingRefusals.NeedsRoll.Code, roll.End(3, 1, Today.AddDays(2)).Refusal?.Code);
        Assert.Equal(TrainingRefusals.NobodyCompleted.Code, roll.HandIn(0, 1, Today.AddDays(2)).Refusal?.Code);
        Assert.Null(roll.HandIn(1, 1, Today.AddDays(2)).Refusal);
        Assert.Equal(TrainingState.InReview, roll.State);
    }

    [Fact]
    public void A_certificate_is_printed_with_running_numbers_until_it_is_revoked()
    {
        var it = TrainingCertificate.Issue(Planned(TrainingDecides.Roll), [(Guid.NewGuid(), "周以宁"), (Guid.NewGuid(), "欧阳若水")], 4, Today);
        Assert.EndsWith("-005", it[0].Number, StringComparison.Ordinal);
        Assert.NotEqual(it[0].Code, it[1].Code);
        Assert.Equal(1, it[0].Print(Holder, Now, out _).Fact?.Print);
        Assert.Equal(2, it[0].Print(Holder, Now, out var second).Fact?.Print);
        Assert.True(second!.IsOpenTo(Holder.MemberId, Now.AddMinutes(9)));
        Assert.False(second.IsOpenTo(Holder.MemberId, Now.AddMinutes(10)));
        Assert.False(second.IsOpenTo(Guid.NewGuid(), Now));
        Assert.Equal(PlatformRefusals.Required.Code, it[0].Revoke(" ", 1, Today).Refusal?.Code);
        Assert.Null(it[0].Revoke("冒名", 1, Today).Refusal);
        Assert.True(it[0].ForEverybody().IsRevoked);
        Assert.Equal(TrainingRefusals.Revoked.Code, it[0].Print(Holder, Now, out _).Refusal?.Code);
        Assert.Equal(TrainingRefusals.Revoked.Code, it[0].Revoke("冒名", 1, Today).Refusal?.Code);
    }

    [Theory]
    [InlineData("周以宁", "周**")]
    [InlineData("李", "李*")]
    [InlineData("阿不都热依木", "阿***")]
    [InlineData("", "*")]
    public void A_name_is_masked_but_for_its_first_character(string name, string masked) => Assert.Equal(masked, CertificateCode.Masked(name));

    [Theory]
    [InlineData("abcd-efgh-jkmn-pqrs", "ABCDEFGHJKMNPQRS")]
    [InlineData(" ABCD EFGH JKMN PQRO ", "ABCDEFGHJKMNPQR0")]
    [InlineData("abcd-efgh-jkmn-pql1", "ABCDEFGHJKMNPQ11")]
    [InlineData("ABCD-EFGH-JKMN", null)]
    [InlineData("ABCD-EFGH-JKMN-PQRS-T", null)]
    [InlineData("ABCD-EFGH-JKMN-PQRU", null)]
    [InlineData(null, null)]
    public void A_code_is_read_as_people_type_it(string? typed, string? code) => Assert.Equal(code, CertificateCode.Read(typed));

    [Fact]
    public void Codes_are_sixteen_random_characters_that_read_back() => Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(16, CertificateCode.Read(CertificateCode.Shown(CertificateCode.New()))!.Length));

    private static TrainingDraft Draft() => new("新党员培训班", [], Today, Today.AddDays(2), 8, TrainingDecides.Lessons, null);

    private static TrainingClass Planned(TrainingDecides decides)
    {
        TrainingClass.Plan(Draft() with { Decides = decides }, Guid.NewGuid(), "总支", "1.2.", Holder, Now, Today, out var planned);
        return planned!;
    }
}
