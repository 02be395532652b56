using System.Diagnostics;
using System.Globalization;

namespace Zhijian.Testing;

/// <summary>Folders of a test run. They carry the run's process number, so that the next run can clear away what a killed one left behind.</summary>
internal static class TestFolder
{
    private const string Prefix = "zhijian-test-";

    public static string New(string kind) => Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-{kind}-").FullName;

    /// <summary>Removes the folders of runs that are no more.</summary>
    public static void RemoveForsaken()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var number = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var run) && !Lives(run))
            {
                try
                {
                    Directory.Delete(folder, recursive: true);
                }
                catch (DirectoryNotFoundException)
                {
                    // Another run that has just begun removes it too.
                }
            }
        }
    }

    private static bool Lives(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
