using System.Text.Json;
using System.Text.RegularExpressions;
using Zhijian.Architecture;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>Every part that others wrote is listed with its version and the hash of its content, and nothing else is taken.</summary>
public sealed partial class PartsTests
{
    [Fact]
    public void Every_package_of_every_project_is_pinned_by_version_and_hash()
    {
        var projects = Files.Committed.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).ToList();
        var unpinned = projects.Where(p => Files.Text(p).Contains("PackageReference", StringComparison.Ordinal)).SelectMany(Unpinned)
            .Concat(Files.Committed.Where(f => f.EndsWith("package.json", StringComparison.Ordinal)).SelectMany(UnpinnedByNode)).ToList();

        Assert.NotEmpty(projects);
        Console.WriteLine($"figure parts-not-pinned {unpinned.Count} 0 {(unpinned.Count == 0 ? "met" : "short")}");
        Breaches.None(unpinned);
    }

    private static IEnumerable<string> Unpinned(string project)
    {
        if (Floating().IsMatch(Files.Text(project)))
        {
            yield return $"{project} names a version of its own or a range";
        }
        var listed = $"{Path.GetDirectoryName(project)}/packages.lock.json";
        if (!Files.Committed.Contains(listed))
        {
            yield return $"{project} has no list of what it takes";
            yield break;
        }
        foreach (var framework in JsonDocument.Parse(Files.Text(listed)).RootElement.GetProperty("dependencies").EnumerateObject())
        {
            foreach (var part in framework.Value.EnumerateObject().Where(p => p.Value.GetProperty("type").GetString() != "Project" && (!p.Value.TryGetProperty("contentHash", out var hash) || hash.GetString()!.Length < 44)))
            {
                yield return $"{listed}: {part.Name} has no hash";
            }
        }
    }

    private static IEnumerable<string> UnpinnedByNode(string package)
    {
        var listed = $"{Path.GetDirectoryName(package)}/package-lock.json".TrimStart('/');
        if (!Files.Committed.Contains(listed))
        {
            return Files.Text(package).Contains("ependencies", StringComparison.Ordinal) ? [$"{package} has no list of what it takes"] : [];
        }
        return JsonDocument.Parse(Files.Text(listed)).RootElement.GetProperty("packages").EnumerateObject()
            .Where(p => p.Name.Length > 0 && !p.Value.TryGetProperty("integrity", out _) && !p.Value.TryGetProperty("link", out _) && !(p.Value.TryGetProperty("inBundle", out var inside) && inside.GetBoolean())).Select(p => $"{listed}: {p.Name} has no hash");
    }

    [GeneratedRegex("""PackageReference[^>]*Version="|Version="[^"]*[*\[(]""")]
    private static partial Regex Floating();
}
