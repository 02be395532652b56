using System.Text;
using Zhijian.Modules.Questions.Bringing;
using Zhijian.Modules.Questions.Formats;
using Zhijian.Modules.Questions.Showing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Bank;

/// <summary>The buttons on a question's page, and the bank as a file that other programs read.</summary>
internal static class BankRoutes
{
    /// <summary>Most questions in one file.</summary>
    public const int MostInFile = 5000;

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/questions/{id:guid}/revise", Revise).Allow(QuestionActs.Write).ExcludeFromDescription();
        routes.MapGet("/questions/{id:guid}/pictures/{picture}", Picture).Allow(QuestionActs.See).ExcludeFromDescription();
        routes.MapGet("/questions/file", Download).Allow(QuestionActs.See).ExcludeFromDescription();
    }

    /// <summary>Where those who write and review a question find its pictures.</summary>
    public static string PicturesOf(Guid question) => $"/questions/{question}/pictures";

    private static async Task<IResult> Picture(Guid id, string picture, BankQuery bank, Actor actor, CancellationToken cancel) =>
        QuestionPictures.Answer((await bank.Of(id, actor, cancel))?.Content ?? (await bank.InUse(id, cancel))?.Content, picture);

    private static async Task<IResult> Revise(Guid id, HttpContext context, WriteQuestionAction write, Actor actor, CancellationToken cancel) =>
        (await write.Revise(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/questions/{id}");

    private static async Task<IResult> Download(string? format, string? search, string? kind, string? difficulty, string? state, string? category, BankQuery bank, Actor actor, InstitutionTime time, Words words, CancellationToken cancel)
    {
        if (!Enum.TryParse<QuestionFormat>(format, out var wanted) || !Enum.IsDefined(wanted))
        {
            return QuestionRefusals.UnknownFormat.ToProblem();
        }
        var questions = await bank.Whole(BankFilter.Read(search, kind, difficulty, state, category), MostInFile, cancel);
        var (text, _) = FileOf(wanted, questions);
        string Named(string name) => TakersMark.InName(name, actor, time.Today, words);
        return wanted switch
        {
            QuestionFormat.Csv => Results.File([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)], "text/csv; charset=utf-8", Named("bank.csv")),
            QuestionFormat.MoodleXml => Results.File(Encoding.UTF8.GetBytes(text), "application/xml; charset=utf-8", Named("bank.xml")),
            _ => Results.File(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", Named("bank.gift")),
        };
    }

    /// <summary>What can be said in the format, and what can't, by name.</summary>
    public static (string Text, IReadOnlyList<Unkept> Unkept) FileOf(QuestionFormat format, IReadOnlyList<BankQuestion> questions)
    {
        var text = new StringBuilder(format switch { QuestionFormat.Csv => CsvQuestions.Head, QuestionFormat.MoodleXml => MoodleXmlWriter.Head, _ => "" });
        List<Unkept> unkept = [];
        IReadOnlyList<string> category = [];
        // Those of no category come first: a category holds for all that follow.
        foreach (var question in questions.OrderBy(q => q.Category.Length > 0))
        {
            var whole = question.Content with { Tags = [.. question.Content.Tags, .. BroughtReading.TagsFor(question.Difficulty, question.Source)] };
            var (written, why) = format switch
            {
                QuestionFormat.Csv => CsvQuestions.Write(question.Content, question.Difficulty, question.Source),
                QuestionFormat.MoodleXml => (MoodleXmlWriter.Write(whole), null),
                _ => GiftWriter.Write(whole),
            };
            if (written is null)
            {
                unkept.Add(why!);
                continue;
            }
            if (format != QuestionFormat.Csv && !whole.Category.SequenceEqual(category))
            {
                category = whole.Category;
                text.Append(format == QuestionFormat.Gift ? GiftWriter.Category(new CategoryNote(category)) : MoodleXmlWriter.Category(new CategoryNote(category)));
            }
            text.Append(written);
        }
        return (text.Append(format == QuestionFormat.MoodleXml ? MoodleXmlWriter.Foot : "").ToString(), unkept);
    }
}
