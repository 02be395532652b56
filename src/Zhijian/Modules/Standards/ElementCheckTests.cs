namespace Zhijian.Modules.Standards;

public sealed class ElementCheckTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("person.full-name", " 简行之 ", "简行之")]
    [InlineData("person.birth-date", "2000年1月5日", "2000-01-05")]
    [InlineData("person.birth-date", "20000105", "2000-01-05")]
    [InlineData("person.birth-date", "２０００/1/5", "2000-01-05")]
    [InlineData("person.birth-date", "2000.01.05", "2000-01-05")]
    [InlineData("person.sex", "女", "2")]
    [InlineData("person.sex", "female", "2")]
    [InlineData("person.sex", "1", "1")]
    [InlineData("person.ethnic-group", "3", "03")]
    [InlineData("person.education", "本科", "20")]
    [InlineData("person.category", "正式", "FullMember")]
    [InlineData("person.category", "预备党员", "ProbationaryMember")]
    [InlineData("person.state", "正常", "Active")]
    [InlineData("post.kind", "支部书记", "Secretary")]
    [InlineData("organisation.kind", "直属支部", "DirectBranch")]
    [InlineData("activity.kind", "支委会", "BranchCommitteeMeeting")]
    [InlineData("activity.starts", "2026/3/5 9:30", "2026-03-05 09:30")]
    [InlineData("activity.expected", "1,024", "1024")]
    [InlineData("learning.class-hours", "3.50", "3.5")]
    [InlineData("person.identity-number", "99050520000101002x", "99050520000101002X")]
    [InlineData("person.mobile-number", "+86 139-1234-5678", "13912345678")]
    [InlineData("person.mobile-number", "１３９１２３４５６７８", "13912345678")]
    [InlineData("person.mobile-number", "+1 650 253 0000", "+16502530000")]
    [InlineData("person.fixed-phone", "010-12345678", "010-12345678")]
    [InlineData("organisation.unit-code", "12990101mb00000190", "12990101MB00000190")]
    public void A_value_has_one_form(string element, string typed, string expected) => Assert.Equal(CheckedValue.Of(expected), Read(element, typed));

    [Theory]
    [InlineData("person.institution-number", "2023 1017！", ElementProblem.Pattern)]
    [InlineData("person.birth-date", "2000-02-30", ElementProblem.NotADay)]
    [InlineData("person.birth-date", "1899-12-31", ElementProblem.TooEarly)]
    [InlineData("person.birth-date", "2026-11-22", ElementProblem.InFuture)]
    [InlineData("person.sex", "7", ElementProblem.NotInCodeSet)]
    [InlineData("activity.starts", "下午两点", ElementProblem.NotAMoment)]
    [InlineData("activity.expected", "很多", ElementProblem.NotANumber)]
    [InlineData("activity.expected", "-1", ElementProblem.TooSmall)]
    [InlineData("activity.expected", "100001", ElementProblem.TooLarge)]
    [InlineData("activity.expected", "1.5", ElementProblem.TooManyDecimals)]
    [InlineData("person.mobile-number", "12345", ElementProblem.PhoneNumber)]
    [InlineData("person.fixed-phone", "内线", ElementProblem.PhoneNumber)]
    [InlineData("person.identity-number", "9901", ElementProblem.IdentityLength)]
    [InlineData("person.identity-number", "9901012000010100X4", ElementProblem.IdentityCharacter)]
    [InlineData("person.identity-number", "000000200001010013", ElementProblem.IdentityRegion)]
    [InlineData("person.identity-number", "990101200013010011", ElementProblem.IdentityBirth)]
    [InlineData("person.identity-number", "990101200001010013", ElementProblem.IdentityCheck)]
    [InlineData("organisation.unit-code", "1299", ElementProblem.CreditLength)]
    [InlineData("organisation.unit-code", "12990000000000019I", ElementProblem.CreditCharacter)]
    [InlineData("organisation.unit-code", "129900000000000198", ElementProblem.CreditCheck)]
    public void What_cannot_be_is_told_by_its_problem(string element, string typed, ElementProblem expected) => Assert.Equal(expected, Read(element, typed).Problem);

    [Fact]
    public void A_text_is_no_longer_than_its_element_allows() => Assert.Equal(ElementProblem.TooLong, Read("person.full-name", new string('长', 51)).Problem);

    [Fact]
    public void Nothing_typed_is_neither_a_value_nor_a_problem() => Assert.Equal(new CheckedValue(null, null), Read("person.full-name", "  "));

    [Theory]
    [InlineData(ElementType.YesNo, "是", "yes")]
    [InlineData(ElementType.YesNo, "×", "no")]
    [InlineData(ElementType.Month, "2026年3月", "2026-03")]
    public void Months_and_yes_or_no_are_read(ElementType type, string typed, string expected) => Assert.Equal(expected, ElementCheck.Read(OfType(type), typed, Today, inventedPeople: true).Value);

    [Theory]
    [InlineData(ElementType.YesNo, "也许", ElementProblem.NotYesOrNo)]
    [InlineData(ElementType.Month, "三月", ElementProblem.NotAMonth)]
    public void Other_words_are_not(ElementType type, string typed, ElementProblem expected) => Assert.Equal(expected, ElementCheck.Read(OfType(type), typed, Today, inventedPeople: true).Problem);

    [Fact]
    public void The_check_of_an_organisation_code_inside_has_its_problem()
    {
        const string Body = "12990000000000018";
        Assert.Equal(ElementProblem.CreditOrganisation, Read("organisation.unit-code", Body + CreditCode.CheckCharacter(Body)).Problem);
    }

    /// <summary>A value in its one form is read as itself.</summary>
    [Fact]
    public void The_one_form_is_read_as_itself()
    {
        foreach (var (element, typed) in new[] { ("person.birth-date", "2000年1月5日"), ("person.sex", "女"), ("activity.starts", "2026/3/5 9:30"), ("learning.class-hours", "3.50"), ("person.mobile-number", "+86 139-1234-5678") })
        {
            var once = Read(element, typed).Value!;
            Assert.Equal(once, Read(element, once).Value);
        }
    }

    private static CheckedValue Read(string element, string typed) => ElementCheck.Read(DataStandard.Find(element)!, typed, Today, inventedPeople: true);

    private static DataElement OfType(ElementType type) => DataStandard.Find("person.full-name")! with { Type = type };
}
