using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Yearly;
using Zhijian.Platform.Storage;

namespace Zhijian.Testing;

/// <summary>Frozen years of some organisations, for tests that need some to be there.</summary>
internal static class YearlySamples
{
    /// <summary>Tables of last year for organisations of one line of the tree, the first of which froze; and a trial of this year. Answers with both
    /// freezings' tables in the order of the organisations.</summary>
    public static (List<Guid> Frozen, List<Guid> Trial) Add(ZhijianDb db, IReadOnlyList<Organisation> line, YearlyRules rules, DateTimeOffset now)
    {
        List<Guid> Freeze(int year, DateOnly day, bool isTrial)
        {
            var freezing = Guid.CreateVersion7();
            return [.. line.Select((organisation, i) =>
            {
                var sheet = new YearlySheet
                {
                    FreezingId = freezing, OrganisationId = organisation.Id, Path = organisation.Path, PathThen = organisation.Path,
                    ParentPathThen = YearlyCounting.ParentPath(organisation.Path), Name = organisation.Name, Kind = organisation.Kind, Year = year, AsOf = day, IsTrial = isTrial,
                    Edition = 1, FrozenAtOrganisationId = line[0].Id, FrozenAt = line[0].Name, CreatedAt = now, CreatedBy = Guid.NewGuid(), Author = "组织部", Pack = "yearly@1",
                    Lines = [.. rules.Lines.Select((rule, at) => new YearlyLine(rule.Name, 40 - (i * 10) + at, 10, 30 - (i * 10) + at, true,
                        rule.Name == YearlyRules.Members ? [new YearlyPartCount(YearlyPart.CameIn, 12)] : []))],
                };
                db.Add(sheet);
                return sheet.Id;
            })];
        }
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return (Freeze(today.Year - 1, new DateOnly(today.Year - 1, 12, 31), false), Freeze(today.Year, today.AddDays(-1), true));
    }
}
