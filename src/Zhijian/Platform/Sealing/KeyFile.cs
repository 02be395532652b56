using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Sealing;

/// <summary>
/// The file with the keys that stand outside the database: master keys, which wrap the data keys of persons, by number, and the key of the look-up index.
/// <c>sealing-keys</c> in the data folder, readable by the program's own account alone; or the file that <c>ZHIJIAN_SEALING_KEYS</c> names;
/// or the systemd credential <c>zhijian-sealing-keys</c>. It is in no backup: without it nobody opens what is sealed.
/// </summary>
public sealed class KeyFile
{
    public const string Name = "sealing-keys";
    private const string Credential = "zhijian-sealing-keys";
    private const string IndexLine = "index";
    private static readonly TimeSpan LooksAgain = TimeSpan.FromSeconds(1);
    private readonly Lock _one = new();
    private Keys? _keys;
    private long _looked;
    private DateTime _written;

    private KeyFile(string path, bool isOurs) => (Path, IsOurs) = (path, isOurs);

    public string Path { get; }

    /// <summary>Whether the program may write it; one that comes from outside is changed there.</summary>
    public bool IsOurs { get; }

    public bool Exists => File.Exists(Path);

    /// <summary>The file after these settings.</summary>
    public static KeyFile Of(DataFolder folder, Func<string, string?> variable)
    {
        if (variable("CREDENTIALS_DIRECTORY") is { Length: > 0 } credentials && System.IO.Path.Combine(credentials, Credential) is var given && File.Exists(given))
        {
            return new KeyFile(given, isOurs: false);
        }
        return variable("ZHIJIAN_SEALING_KEYS") is { Length: > 0 } named ? new KeyFile(System.IO.Path.GetFullPath(named), isOurs: true) : new KeyFile(System.IO.Path.Combine(folder.Path, Name), isOurs: true);
    }

    /// <summary>The keys; made where there is no file yet. What another process changes in the file holds here after a second.</summary>
    /// <exception cref="SealingException">Others may read the file, or it can't be read.</exception>
    public Keys Open()
    {
        lock (_one)
        {
            if (_keys is { } known && (Stopwatch.GetElapsedTime(_looked) < LooksAgain || !HasChanged()))
            {
                return known;
            }
            return _keys = Exists ? Read() : Make();
        }
    }

    private bool HasChanged()
    {
        _looked = Stopwatch.GetTimestamp();
        // A file that is gone for a moment does not take away what is known.
        return Exists && File.GetLastWriteTimeUtc(Path) != _written;
    }

    /// <summary>A further master key, which wraps from now on; former ones still open what they wrapped.</summary>
    public Keys AddMaster()
    {
        lock (_one)
        {
            var keys = Open();
            return Write(keys with { Masters = keys.Masters.Append(new MasterKey(keys.Newest.Number + 1, NewKey())).ToList() });
        }
    }

    /// <summary>Forgets all master keys but the newest. Whatever they wrapped stays closed for ever.</summary>
    public Keys KeepNewest()
    {
        lock (_one)
        {
            var keys = Open();
            return Write(keys with { Masters = [keys.Newest] });
        }
    }

    private static byte[] NewKey() => RandomNumberGenerator.GetBytes(Envelope.KeyLength);

    private Keys Make() => Write(new Keys([new MasterKey(1, NewKey())], NewKey()));

    private Keys Write(Keys keys)
    {
        if (!IsOurs)
        {
            throw new SealingException($"The keys in {Path} come from outside and are changed there. 密钥来自外部，请在其来源处修改。");
        }
        IEnumerable<string> lines =
        [
            "# Zhijian 指尖: keys of sealed data. Keep a copy in a safe, apart from backups. 密封数据的密钥，请在备份之外另行妥善保管。",
            .. keys.Masters.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Number} {Convert.ToBase64String(m.Key)}")),
            $"{IndexLine} {Convert.ToBase64String(keys.Index)}",
        ];
        WholeFile.Write(Path, string.Join('\n', lines) + "\n", UnixFileMode.UserRead);
        _written = File.GetLastWriteTimeUtc(Path);
        return _keys = keys;
    }

    private Keys Read()
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)) != 0)
        {
            throw new SealingException($"Others on this machine may read the keys of sealed data. Type: chmod 400 {Path}   本机其他用户可读取密封密钥，请执行上述命令。");
        }
        (_written, _looked) = (File.GetLastWriteTimeUtc(Path), Stopwatch.GetTimestamp());
        List<MasterKey> masters = [];
        byte[]? index = null;
        foreach (var line in File.ReadLines(Path).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var parts = line.Split(' ');
            var key = new byte[Envelope.KeyLength];
            if (parts.Length != 2 || !Convert.TryFromBase64String(parts[1], key, out var length) || length != Envelope.KeyLength)
            {
                throw Unreadable();
            }
            if (parts[0] == IndexLine)
            {
                index = key;
            }
            else if (int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                masters.Add(new MasterKey(number, key));
            }
            else
            {
                throw Unreadable();
            }
        }
        return masters.Count > 0 && index is not null ? new Keys(masters, index) : throw Unreadable();
    }

    private SealingException Unreadable() => new($"{Path} does not hold the keys of sealed data. Put the file back from your safe; nothing was changed. 密钥文件内容不完整，请从保管处恢复；数据未改动。");
}

/// <summary>A key that wraps data keys.</summary>
public sealed record MasterKey(int Number, byte[] Key)
{
    public override string ToString() => $"master key {Number}";
}

/// <summary>The keys of the key file.</summary>
public sealed record Keys(IReadOnlyList<MasterKey> Masters, byte[] Index)
{
    public MasterKey Newest => Masters.MaxBy(m => m.Number)!;

    public MasterKey? Numbered(int number) => Masters.FirstOrDefault(m => m.Number == number);

    /// <summary>By which the database knows whose keys sealed it; the index key never changes.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Index).AsSpan(0, 8));

    public override string ToString() => $"keys {Fingerprint}";
}
