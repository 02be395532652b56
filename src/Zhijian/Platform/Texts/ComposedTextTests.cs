using System.Globalization;
using System.Text;
using Zhijian.Testing;

namespace Zhijian.Platform.Texts;

/// <summary>What looks alike is written alike: six hundred strings and their form C, made by another implementation.</summary>
public sealed class ComposedTextTests
{
    [Fact]
    public void Form_C_is_that_of_the_standard() =>
        Breaches.None(File.ReadLines(Path.Combine(World.Repository, "src", "Zhijian", "Platform", "Texts", "nfc-cases.txt"))
            .Select(line => line.Split(" ; ")).Where(c => ComposedText.Of(Text(c[0])) != Text(c[1])).Select(c => $"{c[0]} should become {c[1]}"));

    [Theory]
    [InlineData("plain")]
    [InlineData("今天天气真的很好啊")]
    [InlineData("")]
    public void What_is_composed_stays(string text) => Assert.Equal(text, ComposedText.Of(text));

    private static string Text(string points) => string.Concat(points.Split(' ').Select(p => new Rune(int.Parse(p, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
}
