namespace Zhijian.Modules.Standards;

public sealed class IdentityNumberTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("990101200001010014", "2000-01-01", true)]
    [InlineData("990101199912310020", "1999-12-31", false)]
    [InlineData("99050520000101002X", "2000-01-01", false)]
    [InlineData("990101200509300071", "2005-09-30", true)]
    [InlineData("990404200002290164", "2000-02-29", false)]
    [InlineData("11010519491231002X", "1949-12-31", false)]
    public void A_right_number_tells_birth_and_sex(string text, string birth, bool male)
    {
        Assert.Null(IdentityNumber.Read(text, Today, inventedPeople: true, out var number));
        Assert.Equal((DateOnly.Parse(birth, System.Globalization.CultureInfo.InvariantCulture), male), (number!.Birth, number.IsMale));
    }

    [Theory]
    [InlineData("99010120000101001", IdentityProblem.Length)]
    [InlineData("990101200001010013", IdentityProblem.CheckDigit)]
    [InlineData("99010119991231002X", IdentityProblem.CheckDigit)]
    [InlineData("990202197002290035", IdentityProblem.BirthDate)]
    [InlineData("990101200013010011", IdentityProblem.BirthDate)]
    [InlineData("99010120040431002X", IdentityProblem.BirthDate)]
    [InlineData("990101209912310019", IdentityProblem.BirthDateInFuture)]
    [InlineData("990101180012310033", IdentityProblem.BirthDateTooEarly)]
    [InlineData("000000200001010013", IdentityProblem.Region)]
    [InlineData("9901012000010100X4", IdentityProblem.IllegalCharacter)]
    [InlineData("440524188001010014", IdentityProblem.BirthDateTooEarly)]
    public void A_wrong_number_is_told_what_is_wrong(string text, IdentityProblem expected)
    {
        Assert.Equal(expected, IdentityNumber.Read(text, Today, inventedPeople: true, out _));
    }

    [Fact]
    public void The_region_of_invented_people_exists_only_where_allowed()
    {
        Assert.Equal(IdentityProblem.Region, IdentityNumber.Read("990101200001010014", Today, inventedPeople: false, out _));
    }

    [Theory]
    [InlineData(" 99050520000101002x ")]
    [InlineData("９９０５０５２０００010100２Ｘ")]
    public void Spaces_wide_characters_and_a_small_x_are_read(string text)
    {
        Assert.Null(IdentityNumber.Read(text, Today, inventedPeople: true, out var number));
        Assert.Equal("99050520000101002X", number!.Text);
    }

    [Fact]
    public void The_sequence_000_is_worth_a_second_look()
    {
        Assert.Null(IdentityNumber.Read("990101200001010006", Today, inventedPeople: true, out var number));
        Assert.True(number!.HasOddSequence);
    }
}
