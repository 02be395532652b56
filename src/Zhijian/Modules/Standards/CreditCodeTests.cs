namespace Zhijian.Modules.Standards;

public sealed class CreditCodeTests
{
    [Theory]
    [InlineData("129900000000000197")]
    [InlineData("12990101MB00000190")]
    [InlineData("11990202A0B0C0D014")]
    [InlineData("51990303TETT0001X7")]
    [InlineData("91350100M000100Y43")]
    [InlineData(" 12990101mb00000190 ")]
    [InlineData("１２９９０１０１ＭＢ００００0190")]
    public void A_right_code_is_read_in_its_one_form(string typed)
    {
        Assert.Null(CreditCode.Read(typed, out var code));
        Assert.Equal(TypedText.HalfWidth(typed).ToUpperInvariant(), code);
    }

    [Theory]
    [InlineData("129900000000000198", CreditCodeProblem.CheckCharacter)]
    [InlineData("12990000000000019I", CreditCodeProblem.IllegalCharacter)]
    [InlineData("91350100M000100Y4Z", CreditCodeProblem.IllegalCharacter)]
    [InlineData("12990000000000019", CreditCodeProblem.Length)]
    public void A_wrong_code_is_told_what_is_wrong(string typed, CreditCodeProblem expected)
    {
        Assert.Equal(expected, CreditCode.Read(typed, out var code));
        Assert.Null(code);
    }

    [Fact]
    public void The_organisation_code_inside_has_a_check_character_of_its_own()
    {
        const string Body = "12990000000000018";
        var wrongInside = Body + CreditCode.CheckCharacter(Body);

        Assert.Equal(CreditCodeProblem.OrganisationCheck, CreditCode.Read(wrongInside, out _));
        Assert.Equal('9', CreditCode.OrganisationCheck("00000001"));
        Assert.Equal('4', CreditCode.OrganisationCheck("M000100Y"));
    }

    [Fact]
    public void Any_single_slip_is_seen()
    {
        const string Right = "12990101MB00000190";
        foreach (var place in Enumerable.Range(0, Right.Length))
        {
            foreach (var other in "0123456789ABCDEFGHJKLMNPQRTUWXY".Where(c => c != Right[place]))
            {
                Assert.NotNull(CreditCode.Read(Right[..place] + other + Right[(place + 1)..], out _));
            }
        }
    }
}
