using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Files;

/// <summary>Sends the bytes of files, also in ranges. Whatever the content, it can't act as a page of ours.</summary>
public sealed class FileSender(FileShelf shelf, Fence fence, InstitutionTime time, Words words)
{
    /// <summary>To be shown within a page: pictures, recordings and their subtitles.</summary>
    public Task<IResult> Show(HttpContext context, IFileBytes file) => Send(context, file, null, null);

    /// <summary>To be kept by a person, whose name the copy bears: inside, or in its own name where its kind has no room (<see cref="TakersMark"/>).</summary>
    public Task<IResult> Save(HttpContext context, StoredFile file, Actor taker) => TakersMark.HasRoom(file.MediaType)
        ? Send(context, file, file.Name, TakersMark.Of(taker, time.Today, words))
        : Send(context, file, TakersMark.InName(file.Name, taker, time.Today, words), null);

    /// <summary>To a program, which may compare the bytes with their SHA-256.</summary>
    public Task<IResult> Hand(HttpContext context, StoredFile file) => Send(context, file, file.Name, null);

    private async Task<IResult> Send(HttpContext context, IFileBytes file, string? savedAs, string? mark)
    {
        if (shelf.Open(file.Place) is not { } content)
        {
            return PlatformRefusals.Missing.ToProblem();
        }
        // The connection goes back before the bytes are sent, which takes a while.
        await fence.Rollback();
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var tag = mark is null ? file.Sha256 : SHA256.HashData([.. file.Sha256, .. Encoding.UTF8.GetBytes(mark)]);
        return Results.File(mark is null ? content : TakersMark.In(content, file.MediaType, mark), file.MediaType, savedAs, file.At, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(tag)}\""), enableRangeProcessing: true);
    }
}

/// <summary>Where the bytes of a file lie and what is known of them.</summary>
public interface IFileBytes
{
    string Place { get; }

    string MediaType { get; }

    byte[] Sha256 { get; }

    DateTimeOffset At { get; }
}
