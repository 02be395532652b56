using System.Text;

namespace Zhijian.Platform.Texts;

/// <summary>Reads text files as spreadsheets here write them.</summary>
public static class FileText
{
    /// <summary>UTF-16 where its mark says so, UTF-8 where the bytes are that, with or without mark, else GB18030, as Chinese spreadsheets write it.</summary>
    public static string Decode(byte[] bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] && bytes.Length % 2 == 0)
        {
            return Encoding.Unicode.GetString(bytes.AsSpan(2));
        }
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetString(bytes);
        }
    }
}
