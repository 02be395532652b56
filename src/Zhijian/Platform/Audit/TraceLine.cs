using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Zhijian.Platform.Audit;

/// <summary>
/// An entry of the journal as it enters the tree. The <see cref="Line"/> (number, moment, fact, subject, member, post, rule; parted by tabs) is hashed as it is written;
/// what was decided and by whom in words only as the hash of salt and detail. The place in the tree of organisations is left out: it follows when an organisation moves.
/// </summary>
internal sealed class TraceLine
{
    /// <summary>The columns, in the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns = "j.id, j.at, j.fact, j.subject_id, j.member_id, j.post, j.rule, j.salt, j.actor_name, j.body::text, j.detail_hash";

    private static readonly SearchValues<char> Special = SearchValues.Create("\\\t\n\r");

    private readonly ArrayBufferWriter<byte> _line = new(512);
    private readonly ArrayBufferWriter<byte> _detail = new(2048);
    private readonly byte[] _detailHash = new byte[Merkle.HashLength];

    public long Id { get; private set; }

    public ReadOnlySpan<byte> Line => _line.WrittenSpan;

    public ReadOnlySpan<byte> DetailHash => _detailHash;

    public bool IsErased { get; private set; }

    /// <summary>Takes the next row; the former one is forgotten.</summary>
    public void Read(NpgsqlDataReader row, int first)
    {
        Id = row.GetInt64(first);
        ReadLine(row, first);
        ReadDetail(row, first + 7);
    }

    public byte[] Leaf()
    {
        Span<byte> all = _line.WrittenCount < 900 ? stackalloc byte[_line.WrittenCount + Merkle.HashLength] : new byte[_line.WrittenCount + Merkle.HashLength];
        _line.WrittenSpan.CopyTo(all);
        _detailHash.CopyTo(all[_line.WrittenCount..]);
        return Merkle.Leaf(all);
    }

    private void ReadLine(NpgsqlDataReader row, int first)
    {
        _line.ResetWrittenCount();
        Write(Id, default);
        Tab();
        Write(row.GetDateTime(first + 1), Checkpoint.MomentFormat);
        Tab();
        Escaped(row.GetString(first + 2));
        Tab();
        Write(row.GetGuid(first + 3), "D");
        Tab();
        Write(row.GetGuid(first + 4), "D");
        Tab();
        Escaped(row.IsDBNull(first + 5) ? null : row.GetString(first + 5));
        Tab();
        Escaped(row.IsDBNull(first + 6) ? null : row.GetString(first + 6));
    }

    private void ReadDetail(NpgsqlDataReader row, int first)
    {
        IsErased = row.IsDBNull(first);
        if (IsErased)
        {
            // A hash of another length is none: the leaf won't fit.
            var kept = row.IsDBNull(first + 3) ? [] : row.GetFieldValue<byte[]>(first + 3);
            _detailHash.AsSpan().Clear();
            kept.AsSpan(0, Math.Min(kept.Length, _detailHash.Length)).CopyTo(_detailHash);
            return;
        }
        _detail.ResetWrittenCount();
        row.GetGuid(first).TryWriteBytes(_detail.GetSpan(16), bigEndian: true, out _);
        _detail.Advance(16);
        Encoding.UTF8.GetBytes(row.GetString(first + 1), _detail);
        _detail.GetSpan(1)[0] = 0;
        _detail.Advance(1);
        Encoding.UTF8.GetBytes(row.GetString(first + 2), _detail);
        SHA256.HashData(_detail.WrittenSpan, _detailHash);
    }

    private void Write<T>(T value, ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(_line.GetSpan(64), out var written, format, CultureInfo.InvariantCulture);
        _line.Advance(written);
    }

    private void Tab()
    {
        _line.GetSpan(1)[0] = (byte)'\t';
        _line.Advance(1);
    }

    /// <summary>As PostgreSQL's COPY writes text, so that no value can pretend to be two.</summary>
    private void Escaped(string? text) => Encoding.UTF8.GetBytes(
        text is null ? "\\N" : text.AsSpan().ContainsAny(Special)
            ? text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
            : text, _line);
}
