using Zhijian.Modules.Organisations;
using Zhijian.Modules.Resolutions;
using Zhijian.Platform.Storage;

namespace Zhijian.Testing;

/// <summary>Questions put to a committee in each state, for tests that need some to be there.</summary>
internal sealed class ResolutionSamples
{
    public List<Guid> Open { get; } = [];

    public List<Guid> ToDrop { get; } = [];

    public List<Guid> ToResolve { get; } = [];

    /// <summary>With a task that is not done.</summary>
    public List<Guid> Resolved { get; } = [];

    /// <summary>With nothing left to do.</summary>
    public List<Guid> ToClose { get; } = [];

    public List<Guid> Closed { get; } = [];

    public static ResolutionSamples Add(ZhijianDb db, Organisation of, DateTimeOffset now, Guid owner, int each)
    {
        var made = new ResolutionSamples();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var (list, state) in new[] { (made.Open, PutQuestionState.Open), (made.ToDrop, PutQuestionState.Open),
            (made.ToResolve, PutQuestionState.Open), (made.Resolved, PutQuestionState.Resolved), (made.ToClose, PutQuestionState.Resolved),
            (made.Closed, PutQuestionState.Closed) })
        {
            for (var i = 0; i < each; i++)
            {
                var question = new PutQuestion
                {
                    Path = of.Path, OrganisationId = of.Id, OrganisationName = of.Name, Title = $"活动室怎么用{list.Count}", Material = "## 现状\n\n每周空着两天。",
                        Options = ["轮流使用", "预约使用"], DecideOn = today.AddDays(10), Author = "提出的人", CreatedBy = Guid.NewGuid(), CreatedAt = now,
                    State = state, Resolution = state == PutQuestionState.Open ? null : "预约使用，月底公布办法。", Chosen = state == PutQuestionState.Open ? null
                        : 1, ResolvedOn = state == PutQuestionState.Open ? null : today,
                    CarriedOut = state == PutQuestionState.Closed ? true : null, Outcome = state == PutQuestionState.Closed ? "办法已公布。" : null,
                };
                db.AddRange(question, new Contribution { QuestionId = question.Id, Path = of.Path, Words = "赞成预约。", Author = "发言的人",
                    CreatedBy = Guid.NewGuid(), CreatedAt = now });
                list.Add(question.Id);
                if (list == made.Resolved)
                {
                    db.AddRange(Enumerable.Range(0, 3).Select(n => new ResolutionTask { QuestionId = question.Id, Path = of.Path, Text = $"写使用办法{n}",
                        OwnerMemberId = owner, OwnerName = "办事的人", DueOn = today.AddDays(20) }));
                }
            }
        }
        return made;
    }
}
