using Zhijian.Modules.Indicators;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Storage;

namespace Zhijian.Testing;

/// <summary>Indicators of the workshop as drafts and published, for tests that need some to be there.</summary>
internal static class IndicatorSamples
{
    /// <summary>So many drafts, and as many that are published.</summary>
    public static (List<Guid> Drafts, List<Guid> Published) Add(ZhijianDb db, Organisation of, DateTimeOffset now, int each)
    {
        List<Guid> drafts = [], published = [];
        for (var i = 0; i < each * 2; i++)
        {
            var kept = new KeptIndicator
            {
                Path = of.Path, OrganisationId = of.Id, OrganisationName = of.Name, NameZh = $"每支部记录{i}", NameEn = $"Records for each branch {i}",
                    MeaningZh = "平均每个支部的记录", Formula = "round(branchMeetings / branches, 1)",
                Decimals = 1, CountOf = "branches", AtLeast = 1, Most = 50, Author = "分析员", CreatedBy = Guid.NewGuid(), CreatedAt = now,
            };
            db.Add(kept);
            (i < each ? drafts : published).Add(kept.Id);
            if (i >= each)
            {
                kept.Publish(now, out var edition);
                db.Add(edition);
            }
        }
        return (drafts, published);
    }
}
