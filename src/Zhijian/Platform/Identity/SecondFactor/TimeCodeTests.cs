using System.Security.Cryptography;
using System.Text;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>The codes of RFC 6238, appendix B, and the window in which one counts, once.</summary>
public sealed class TimeCodeTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(59, "94287082", "46119246", "90693936")]
    [InlineData(1111111109, "07081804", "68084774", "25091201")]
    [InlineData(1111111111, "14050471", "67062674", "99943326")]
    [InlineData(1234567890, "89005924", "91819424", "93441116")]
    [InlineData(2000000000, "69279037", "90698825", "38618901")]
    [InlineData(20000000000, "65353130", "77737706", "47863826")]
    public void Codes_are_those_of_the_standard(long seconds, string sha1, string sha256, string sha512)
    {
        var step = TimeCode.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));
        Assert.Equal(sha1, TimeCode.Of(Secret, step, 8));
        Assert.Equal(sha256, TimeCode.Of(Encoding.ASCII.GetBytes("12345678901234567890123456789012"), step, 8, HashAlgorithmName.SHA256));
        Assert.Equal(sha512, TimeCode.Of(Encoding.ASCII.GetBytes("1234567890123456789012345678901234567890123456789012345678901234"), step, 8, HashAlgorithmName.SHA512));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_code_counts_one_step_early_or_late(int stepsAway, bool counts)
    {
        var step = TimeCode.StepAt(Noon) + stepsAway;
        Assert.Equal(counts ? step : null, TimeCode.StepOf(TimeCode.Of(Secret, step), Secret, Noon, 0));
    }

    [Fact]
    public void A_code_that_was_used_counts_no_more_nor_does_an_earlier_one()
    {
        var now = TimeCode.StepAt(Noon);
        Assert.Null(TimeCode.StepOf(TimeCode.Of(Secret, now), Secret, Noon, now));
        Assert.Null(TimeCode.StepOf(TimeCode.Of(Secret, now - 1), Secret, Noon, now));
        Assert.Equal(now + 1, TimeCode.StepOf(TimeCode.Of(Secret, now + 1), Secret, Noon, now));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Keys_are_written_as_the_standard_says(string bytes, string text)
    {
        Assert.Equal(text, Base32.Of(Encoding.ASCII.GetBytes(bytes)));
        Assert.Equal(bytes, Encoding.ASCII.GetString(Base32.Read(text)));
    }

    [Fact]
    public void The_address_in_the_picture_names_institution_person_and_key() =>
        Assert.Equal("otpauth://totp/%E7%A4%BA%E4%BE%8B%E5%A4%A7%E5%AD%A6:keeper?secret=MZXW6YTB&issuer=%E7%A4%BA%E4%BE%8B%E5%A4%A7%E5%AD%A6&digits=6&period=30", TimeCode.Address("示例大学", "keeper", "MZXW6YTB"));

    [Fact]
    public void Recovery_codes_are_ten_different_ones_never_taken_for_codes_of_the_app()
    {
        var codes = SecondStep.NewRecoveryCodes();
        Assert.Equal(10, codes.Distinct().Count());
        Assert.All(codes, c => Assert.Equal(SecondStep.RecoveryLength, SecondStep.Plain(c).Length));
        Assert.NotEqual(SecondStep.RecoveryLength, TimeCode.Digits);
        Assert.Equal("ABCD2345", SecondStep.Plain(" abcd-2345 "));
    }
}
