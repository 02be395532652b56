using Zhijian.Modules.Questions.Showing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Bank;

/// <summary>A picture that an author adds to what a question asks.</summary>
/// <param name="Extension">With its dot.</param>
/// <param name="Content">Base64.</param>
/// <param name="Words">Read out to those who can't see it.</param>
public sealed record BroughtPicture(string Extension, string Content, string Words)
{
    /// <summary>Bytes; learners open it on their phones.</summary>
    public const int Largest = 2 * 1024 * 1024;

    public const int LongestWords = 200;

    /// <summary>What was chosen on the form, or why it can't be taken; neither where nothing was chosen.</summary>
    internal static async Task<(BroughtPicture? Picture, Refusal? Refusal)> Read(IFormFile? file, string? words, CancellationToken cancel)
    {
        if (file is null or { Length: 0 })
        {
            return (null, null);
        }
        if (file.Length > Largest)
        {
            return (null, QuestionRefusals.PictureTooLarge.With(Largest / 1024 / 1024).At("Form.Picture"));
        }
        var said = words?.ReplaceLineEndings(" ").Trim() ?? "";
        if (said.Length is 0 or > LongestWords)
        {
            return (null, (said.Length == 0 ? PlatformRefusals.Required : PlatformRefusals.TooLong.With(LongestWords)).At("Form.PictureWords"));
        }
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancel);
        bytes.Position = 0;
        return FileType.Of(bytes, file.FileName) is { } type && QuestionPictures.CanShow(type)
            ? (new BroughtPicture(type.Extension, Convert.ToBase64String(bytes.ToArray()), said), null) : (null, QuestionRefusals.NotAPicture.At("Form.Picture"));
    }
}
