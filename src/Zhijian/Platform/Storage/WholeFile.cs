namespace Zhijian.Platform.Storage;

/// <summary>Writes a file beside its place and then puts it there, so that a power cut leaves the former content or the new one, never half of either.</summary>
internal static class WholeFile
{
    /// <summary>Readable and writable by the program's own account alone.</summary>
    public const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="mode">Who may use the file; from its first byte on.</param>
    public static void Write(string path, string text, UnixFileMode? mode = null)
    {
        var draft = path + ".new";
        // What a killed program left.
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (mode is { } allowed && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = allowed;
        }
        using (var file = new FileStream(draft, options))
        using (var writer = new StreamWriter(file))
        {
            writer.Write(text);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
    }
}
