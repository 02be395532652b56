namespace Zhijian.Platform.Storage;

/// <summary>A lock between programs that the system releases by itself when its holder is killed.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly int WouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Waits until nobody else holds the file.</summary>
    public static async Task<FileStream> WaitAlone(string file, CancellationToken cancel)
    {
        while (true)
        {
            if (TryAlone(file) is { } held)
            {
                return held;
            }

            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>The file for oneself; nothing if somebody else holds it.</summary>
    public static FileStream? TryAlone(string file) => Try(file, FileAccess.ReadWrite, FileShare.None);

    /// <summary>The file together with others who share it; nothing if somebody has it alone.</summary>
    public static FileStream? TryShared(string file) => Try(file, FileAccess.Read, FileShare.Read);

    private static FileStream? Try(string file, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, access, share);
        }
        catch (IOException taken) when (taken.HResult == WouldBlock)
        {
            return null;
        }
    }
}
