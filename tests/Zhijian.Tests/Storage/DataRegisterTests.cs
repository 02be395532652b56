using Zhijian.Platform.Privacy;
using Zhijian.Testing;

namespace Zhijian.Storage;

/// <summary>Nothing is kept that the register does not name, with its class, its purpose and its term.</summary>
public sealed class DataRegisterTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Every_column_stands_in_the_register_once_and_what_is_restricted_is_sealed()
    {
        var catalog = await Catalog.Read(world.Database.OwnerConnection);
        var gaps = Gaps(catalog, DataRegister.Tables).ToList();
        Console.WriteLine($"figure classified-columns {DataRegister.Tables.Values.Sum(t => t.Columns.Count)}");
        Breaches.None(gaps);
    }

    [Fact]
    public async Task A_column_that_nobody_classified_is_seen()
    {
        var catalog = await Catalog.Read(world.Database.OwnerConnection);
        var member = DataRegister.Tables["member"];
        var wrong = new Dictionary<string, DataTable>(DataRegister.Tables)
        {
            ["member"] = member with { Columns = [.. member.Columns.Where(c => c.Name is not ("name" or "grade")), new DataColumn("grade", DataClass.S2, true, null, null), new DataColumn("gone", DataClass.S1, false, null, null)] },
        };
        wrong.Remove("message");
        var found = string.Join('\n', Gaps(catalog, wrong));
        foreach (var expected in new[] { "member.name has no class", "member.grade is restricted and not sealed", "member.gone is not there", "message is not in the register" })
        {
            Assert.Contains(expected, found, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Gaps(Catalog catalog, IReadOnlyDictionary<string, DataTable> register)
    {
        foreach (var table in catalog.Columns.GroupBy(c => c.Table))
        {
            if (!register.TryGetValue(table.Key, out var known))
            {
                yield return $"{table.Key} is not in the register";
                continue;
            }
            if (known.Purpose.Zh == "" || known.Purpose.En == "" || known.Kept.Zh == "" || known.Kept.En == "" || (known.Columns.Any(c => c.Class != DataClass.S0) && known.Basis is null))
            {
                yield return $"{table.Key} has no purpose, term or ground";
            }
            foreach (var column in table)
            {
                var entries = known.Columns.Where(c => c.Name == column.Name).ToList();
                if (entries.Count != 1)
                {
                    yield return entries.Count == 0 ? $"{table.Key}.{column.Name} has no class" : $"{table.Key}.{column.Name} has several classes";
                }
                else if (entries[0].IsSealed && column.Type != "bytea")
                {
                    yield return $"{table.Key}.{column.Name} is restricted and not sealed";
                }
            }
            foreach (var gone in known.Columns.Where(c => table.All(t => t.Name != c.Name)))
            {
                yield return $"{table.Key}.{gone.Name} is not there";
            }
            foreach (var about in known.About.Where(a => table.All(t => t.Name != a || t.Type != "uuid")))
            {
                yield return $"{table.Key}.{about} names no member";
            }
            if (known.About.Count == 0 && known.Via is null && known.Columns.Any(c => c.Class != DataClass.S0 && table.Any(t => t.Name.EndsWith("member_id", StringComparison.Ordinal))))
            {
                yield return $"{table.Key} is about persons and says not whom";
            }
        }
        foreach (var table in register.Keys.Where(t => catalog.Columns.All(c => c.Table != t)))
        {
            yield return $"{table} is not there";
        }
    }
}
