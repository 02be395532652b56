using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Files;

/// <summary>
/// A remark in the copy of a file that somebody takes along: who took it and on which day. It stands where the kind of file has room for what programs pass over, so the copy looks
/// and prints as the file does; whoever means to can remove it. Text, tables of text, recordings and WebP have no such room: there the name of the copy says it. The file itself is never changed.
/// </summary>
public static class TakersMark
{
    /// <summary>Begins every remark, so that it can be looked for.</summary>
    public const string Head = "Zhijian: ";

    /// <summary>What a zip archive says of its own end takes this many bytes, without a remark.</summary>
    private const int EndOfArchive = 22;

    /// <summary>The signature and the first chunk of a PNG.</summary>
    private const int PngHead = 33;

    /// <summary>The longest remark that one block of the shortest kind (GIF) holds.</summary>
    private const int Longest = 255;

    /// <summary>The remark: the taker's name, the day, and the account, which tells people of one name apart. The same all day, so that a broken download can be resumed.</summary>
    public static string Of(Actor taker, DateOnly day, Words words) => $"{Head}{words["files.mark", taker.Name, day.ToString("O", CultureInfo.InvariantCulture)]} [{taker.AccountId:N}]";

    /// <summary>Whether files of this kind have room for a remark.</summary>
    public static bool HasRoom(string mediaType) =>
        mediaType == FileType.Pdf.MediaType || mediaType == FileType.Jpeg.MediaType || mediaType == FileType.Png.MediaType || mediaType == FileType.Gif.MediaType || IsOffice(mediaType);

    /// <summary>The name of a copy that has no room for a remark: who took it, and on which day.</summary>
    public static string InName(string fileName, Actor taker, DateOnly day, Words words) =>
        FileName.Shown(words["files.name-marked", Path.GetFileNameWithoutExtension(fileName), taker.Name, day.ToString("O", CultureInfo.InvariantCulture)]) + Path.GetExtension(fileName);

    /// <summary>The copy with the remark in it. Takes over <paramref name="content"/>, which can seek.</summary>
    public static Stream In(Stream content, string mediaType, string mark)
    {
        var remark = Shortened(mark);
        // What is only the head of its kind has no place for a remark.
        Stream Put(long at, byte[] bytes, int instead = 0) => at <= content.Length ? new SplicedStream(content, at, bytes, instead) : AtStart(content);
        return mediaType switch
        {
            _ when mediaType == FileType.Pdf.MediaType => Put(content.Length, [.. "\n% "u8, .. remark, .. "\n"u8]),
            _ when mediaType == FileType.Jpeg.MediaType => Put(AfterApplicationSegments(content), [0xFF, 0xFE, .. BigEndian((uint)remark.Length + 2)[2..], .. remark]),
            _ when mediaType == FileType.Png.MediaType => Put(PngHead, Chunk([.. "Comment\0\0\0\0\0"u8, .. remark])),
            _ when mediaType == FileType.Gif.MediaType => Put(content.Length - 1, [0x21, 0xFE, (byte)remark.Length, .. remark, 0]),
            _ when IsOffice(mediaType) && EndsWithoutRemark(content) => Put(content.Length - 2, [(byte)remark.Length, 0, .. remark], instead: 2),
            _ => AtStart(content),
        };
    }

    private static Stream AtStart(Stream content)
    {
        content.Position = 0;
        return content;
    }

    private static bool IsOffice(string mediaType) => mediaType == FileType.Docx.MediaType || mediaType == FileType.Xlsx.MediaType || mediaType == FileType.Pptx.MediaType;

    private static byte[] Shortened(string mark)
    {
        var bytes = Encoding.UTF8.GetBytes(mark);
        var length = Math.Min(bytes.Length, Longest);
        // Never in the middle of a character.
        while (length < bytes.Length && (bytes[length] & 0xC0) == 0x80) { length--; }
        return bytes[..length];
    }

    /// <summary>Behind the segments APP0 to APP15 at the head of a JPEG: readers want to find their own first.</summary>
    private static long AfterApplicationSegments(Stream content)
    {
        Span<byte> head = stackalloc byte[4];
        var at = 2L;
        while (true)
        {
            content.Position = at;
            if (content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || head[0] != 0xFF || head[1] is < 0xE0 or > 0xEF)
            {
                return at;
            }
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
        }
    }

    /// <summary>A chunk of international text after the PNG standard: its length, its name, its content, and the CRC-32 of the two.</summary>
    private static byte[] Chunk(byte[] content)
    {
        byte[] named = [.. "iTXt"u8, .. content];
        return [.. BigEndian((uint)content.Length), .. named, .. BigEndian(Crc32.HashToUInt32(named))];
    }

    private static bool EndsWithoutRemark(Stream content)
    {
        Span<byte> end = stackalloc byte[EndOfArchive];
        content.Position = Math.Max(content.Length - EndOfArchive, 0);
        return content.ReadAtLeast(end, end.Length, throwOnEndOfStream: false) == end.Length && end.StartsWith("PK\x05\x06"u8) && end[^2..] is [0, 0];
    }

    private static byte[] BigEndian(uint number)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}

/// <summary>A stream with some bytes put in at a place, in addition to those there or instead of some. Takes over the stream it reads from.</summary>
internal sealed class SplicedStream(Stream inner, long at, byte[] put, int instead) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => inner.Length - instead + put.Length;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        if (FromPut(buffer) is var copied and > 0)
        {
            return copied;
        }
        var read = inner.Read(buffer[..BeforePut(buffer.Length)]);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (FromPut(buffer.Span) is var copied and > 0)
        {
            return copied;
        }
        var read = await inner.ReadAsync(buffer[..BeforePut(buffer.Length)], cancellationToken);
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) =>
        _position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => Length };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
        base.Dispose(disposing);
    }

    private int FromPut(Span<byte> buffer)
    {
        if (_position < at || _position >= at + put.Length)
        {
            return 0;
        }
        var left = put.AsSpan((int)(_position - at));
        var length = Math.Min(left.Length, buffer.Length);
        left[..length].CopyTo(buffer);
        _position += length;
        return length;
    }

    /// <summary>Moves the inner stream to where this one stands, and says how many bytes may be read before the next place where bytes are put.</summary>
    private int BeforePut(int wanted)
    {
        var isBefore = _position < at;
        inner.Position = isBefore ? _position : _position - put.Length + instead;
        return isBefore ? (int)Math.Min(wanted, at - _position) : wanted;
    }
}
