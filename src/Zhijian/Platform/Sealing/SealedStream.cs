using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Zhijian.Platform.Sealing;

/// <summary>
/// Seals bytes of any length on their way to a file, and opens them again: portions of 64 KiB, each with AES-256-GCM and its number as nonce, under a key that seals this one file only.
/// The file, the portion's number and whether it is the last are authenticated with it, so that nothing can be moved, left out or cut off unseen.
/// </summary>
internal static class SealedStream
{
    private const int Portion = 64 * 1024;
    private const int TagLength = 16;
    private const int NonceLength = 12;
    private const int Associated = 17;

    /// <summary>What is written to it goes out sealed; disposing it writes the last portion and leaves <paramref name="to"/> open.</summary>
    public static Stream Sealing(Stream to, byte[] key, Guid file) => new Writing(to, key, file);

    /// <summary>Opens all of it, portion by portion.</summary>
    /// <exception cref="SealingException">It was changed, cut off, or sealed with another key.</exception>
    public static async Task Open(Stream from, Stream to, byte[] key, Guid file, CancellationToken cancel)
    {
        using var cipher = new AesGcm(key, TagLength);
        var (stored, next, plain) = (new byte[Portion + TagLength], new byte[Portion + TagLength], new byte[Portion]);
        var read = await from.ReadAtLeastAsync(stored, stored.Length, throwOnEndOfStream: false, cancel);
        for (var number = 0L; ; number++)
        {
            var follows = read == stored.Length ? await from.ReadAtLeastAsync(next, next.Length, throwOnEndOfStream: false, cancel) : 0;
            if (read < TagLength)
            {
                throw new SealingException("A sealed file was cut off.");
            }
            try
            {
                cipher.Decrypt(Nonce(number), stored.AsSpan(0, read - TagLength), stored.AsSpan(read - TagLength, TagLength), plain.AsSpan(0, read - TagLength), Place(file, isLast: follows == 0));
            }
            catch (AuthenticationTagMismatchException changed)
            {
                throw new SealingException("A sealed file was changed outside the program, cut off, or sealed with another key.", changed);
            }
            await to.WriteAsync(plain.AsMemory(0, read - TagLength), cancel);
            if (follows == 0)
            {
                return;
            }
            ((stored, next), read) = ((next, stored), follows);
        }
    }

    private static byte[] Nonce(long number)
    {
        var nonce = new byte[NonceLength];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(NonceLength - sizeof(long)), number);
        return nonce;
    }

    private static byte[] Place(Guid file, bool isLast)
    {
        var place = new byte[Associated];
        file.TryWriteBytes(place, bigEndian: true, out _);
        place[^1] = isLast ? (byte)1 : (byte)0;
        return place;
    }

    private sealed class Writing(Stream to, byte[] key, Guid file) : Stream
    {
        private readonly AesGcm _cipher = new(key, TagLength);
        private readonly byte[] _plain = new byte[Portion];
        private readonly byte[] _stored = new byte[Portion + TagLength];
        private int _filled;
        private long _number;
        private bool _ended;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (buffer.Length > 0)
            {
                if (_filled == Portion)
                {
                    await WritePortion(isLast: false, cancellationToken);
                }
                var take = Math.Min(buffer.Length, Portion - _filled);
                buffer.Span[..take].CopyTo(_plain.AsSpan(_filled));
                _filled += take;
                buffer = buffer[take..];
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            if (!_ended)
            {
                _ended = true;
                await WritePortion(isLast: true, CancellationToken.None);
            }
            _cipher.Dispose();
            CryptographicOperations.ZeroMemory(_plain);
            await base.DisposeAsync();
        }

        private async Task WritePortion(bool isLast, CancellationToken cancel)
        {
            _cipher.Encrypt(Nonce(_number++), _plain.AsSpan(0, _filled), _stored.AsSpan(0, _filled), _stored.AsSpan(_filled, TagLength), Place(file, isLast));
            await to.WriteAsync(_stored.AsMemory(0, _filled + TagLength), cancel);
            _filled = 0;
        }
    }
}
