using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Afterwards;

/// <summary>
/// How a question did in all papers together: sums only, asked by a named part of the program that acts for nobody, and told only where enough people answered.
/// The rows themselves are seen by nobody but those who answered.
/// </summary>
internal sealed class ItemStatisticsQuery(Fence fence)
{
    public async Task<ItemSums> Of(Guid question, int edition, CancellationToken cancel)
    {
        var sums = await fence.RowAs<SumsRow>(SystemActors.Figures,
            """
            select count(distinct a.member_id)::int as Answered, count(*) filter (where a.meant is null)::int as Blank, coalesce(avg(a.share), 0) as Mean,
              corr(a.share, (t.earned - a.share * q.mark) / nullif(t.points - q.mark, 0)) as Agreement
            from paper_answer a join paper_attempt t on t.id = a.attempt_id
            cross join lateral (select (d ->> 'mark')::numeric as mark from json_array_elements(t.questions::json) with ordinality e(d, place) where e.place = a.place) q
            where a.question_id = @question and a.number = @edition and a.share is not null
            """, new { question, edition }, cancel);
        if (sums is null || sums.Answered < ItemSums.Fewest)
        {
            return new ItemSums(sums?.Answered ?? 0, 0, 0, null, new Dictionary<int, int>());
        }
        var chosen = await fence.RowsAs<ChosenRow>(SystemActors.Figures,
            """
            select c.place::int as Place, count(*)::int as Count from paper_answer a
            cross join lateral json_array_elements_text(case when a.meant::json ->> '$kind' = 'choices' then a.meant::json -> 'places' else '[]'::json end) c(place)
            where a.question_id = @question and a.number = @edition and a.share is not null and a.meant is not null group by c.place
            """, new { question, edition }, cancel);
        return new ItemSums(sums.Answered, sums.Blank, sums.Mean, sums.Agreement, chosen.ToDictionary(c => c.Place, c => c.Count));
    }

    private sealed class SumsRow
    {
        public int Answered { get; set; }

        public int Blank { get; set; }

        public decimal Mean { get; set; }

        public double? Agreement { get; set; }
    }

    private sealed class ChosenRow
    {
        public int Place { get; set; }

        public int Count { get; set; }
    }
}
