namespace Zhijian.Platform.Sealing;

/// <summary>
/// A sensitive value about a person (classes S2 and S3). In the database it is always sealed with the person's own key; here it is opened only when somebody asks for it.
/// Its text never appears in a log or an interpolated string.
/// </summary>
public sealed class Restricted : IEquatable<Restricted>
{
    private readonly Func<byte[], string>? _open;
    private string? _plain;

    /// <summary>A value as it was just typed; it is sealed when it is saved.</summary>
    public Restricted(string plain) => _plain = plain;

    private Restricted(byte[] stored, Func<byte[], string>? open, string? plain) => (Stored, _open, _plain) = (stored, open, plain);

    /// <summary>The value as it lies in the database; null until it is sealed.</summary>
    public byte[]? Stored { get; }

    /// <summary>The value in the clear.</summary>
    /// <exception cref="SealingException">The person's key is gone, or what is stored was changed or belongs elsewhere.</exception>
    public string Plain => _plain ??= _open is null ? throw new SealingException("A sealed value was asked for without its key.") : _open(Stored!);

    /// <summary>All but the first and last characters hidden: <c>138****0000</c>, <c>990101********0014</c>.</summary>
    public string Masked
    {
        get
        {
            var (first, last) = Plain.Length switch { >= 15 => (6, 4), >= 8 => (3, 4), > 4 => (1, 1), _ => (0, 0) };
            return Plain[..first] + new string('*', Plain.Length - first - last) + Plain[^last..];
        }
    }

    /// <summary>A value as it was read; it can't be opened before it has its key (<see cref="With"/>).</summary>
    public static Restricted Read(byte[] stored) => new(stored, null, null);

    /// <summary>The same value with the means to open it.</summary>
    public Restricted With(Func<byte[], string> open) => new(Stored!, open, _plain);

    /// <summary>The same value as it will lie in the database.</summary>
    public Restricted SealedAs(byte[] stored) => new(stored, _ => Plain, Plain);

    public bool Equals(Restricted? other) => other is not null && Plain == other.Plain;

    public override bool Equals(object? obj) => Equals(obj as Restricted);

    public override int GetHashCode() => Plain.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => "***";
}
