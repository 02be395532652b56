using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Show;

/// <summary>A line of the trail as a sentence.</summary>
internal static class TrailText
{
    public static string Of(Words words, ReviewStep step, ReviewCase of)
    {
        var layer = step.FromLayerKind is { } kind ? words[$"review.layer.{Words.Kebab(kind.ToString())}"] : "";
        var sentence = words[$"review.step.{Words.Kebab(step.Move.ToString())}", step.ByName, layer, step.Submission, step.ToLayer];
        if (step.Move == ReviewMove.Escalate)
        {
            sentence = words[step.ToMemberId is null ? "review.step.escalate-nobody" : "review.step.escalate", "", layer];
        }
        if (step.InPlaceOf is not null)
        {
            sentence += words["review.in-place"];
        }
        return of.Stands(step) ? sentence : sentence + words["review.taken-back"];
    }

    public static string? Tone(ReviewCase of, ReviewStep step) => step.Move switch
    {
        _ when !of.Stands(step) => null,
        ReviewMove.Accept => "ok",
        ReviewMove.ReturnToAuthor or ReviewMove.ReturnToLayer => "back",
        _ => null,
    };
}
