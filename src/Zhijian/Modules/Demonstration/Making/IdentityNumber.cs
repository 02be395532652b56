namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Identity numbers of nobody: region prefix 99, which no province has, with a right check digit (GB 11643).</summary>
internal static class IdentityNumber
{
    public static string Of(DateOnly birth, bool male, int running)
    {
        // The last digit of the sequence is odd for men and even for women; the region carries what no longer fits.
        var sequence = (((running * 2) + (male ? 1 : 0)) % 998) + (male ? 0 : 2);
        var region = 990101 + (running / 499 % 9899);
        var body = $"{region}{birth:yyyyMMdd}{sequence:D3}";
        return body + Standards.IdentityNumber.CheckCharacter(body);
    }
}
