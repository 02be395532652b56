using System.Xml.Linq;

namespace Zhijian.Modules.Questions.Formats;

/// <summary>Writes Moodle XML, which has words for all that is kept; a question at a time, so that a file of any length can be streamed.</summary>
internal static class MoodleXmlWriter
{
    public const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n";
    public const string Foot = "</quiz>\n";

    public static string Category(CategoryNote category) => Written(new XElement("question", new XAttribute("type", "category"),
        new XElement("category", Words(CategoryPath.Write(category.Path))),
        category.Note.IsEmpty ? null : Text("info", category.Note),
        category.Code is null ? null : new XElement("idnumber", category.Code)));

    public static string Write(Question q)
    {
        var question = new XElement("question", new XAttribute("type", TypeOf(q.Body)),
            new XElement("name", Words(q.Name)),
            Text("questiontext", q.Text),
            Text("generalfeedback", q.Explanation),
            new XElement("defaultgrade", ExactNumber.Write(q.Mark)),
            new XElement("penalty", ExactNumber.Write(q.Penalty)),
            new XElement("hidden", q.IsHidden ? "1" : "0"),
            new XElement("idnumber", q.Code));
        question.Add(Body(q.Body));
        foreach (var hint in q.Hints)
        {
            question.Add(Text("hint", hint.Text, hint.ShowsNumberCorrect ? new XElement("shownumcorrect") : null, hint.ClearsWrong ? new XElement("clearwrong") : null, hint.Options is null ? null : new XElement("options", hint.Options)));
        }
        if (q.Tags.Count > 0)
        {
            question.Add(new XElement("tags", q.Tags.Select(t => new XElement("tag", Words(t)))));
        }
        return Written(question);
    }

    private static string TypeOf(QuestionBody body) => body switch
    {
        ChoiceBody => "multichoice", TrueFalseBody => "truefalse", ShortAnswerBody => "shortanswer", NumericalBody => "numerical", MatchingBody => "matching",
        OrderingBody => "ordering", ClozeBody => "cloze", EssayBody => "essay", _ => "description",
    };

    private static IEnumerable<object?> Body(QuestionBody body) => body switch
    {
        ChoiceBody b =>
        [
            Truth("single", b.IsSingle), Truth("shuffleanswers", b.Shuffles), new XElement("answernumbering", MoodleXmlWords.Of(b.Numbering)), new XElement("showstandardinstruction", b.ShowsInstruction ? "1" : "0"),
            Combined(b.Combined), b.Choices.Select(c => Answer(c.Text, c.Fraction, c.Feedback)),
        ],
        TrueFalseBody b => [Answer(new FormattedText("true"), b.IsTrue ? 100 : 0, b.WhenTrue), Answer(new FormattedText("false"), b.IsTrue ? 0 : 100, b.WhenFalse)],
        ShortAnswerBody b => [new XElement("usecase", b.CaseMatters ? "1" : "0"), b.Answers.Select(a => Answer(new FormattedText(a.Text), a.Fraction, a.Feedback))],
        NumericalBody b =>
        [
            b.Answers.Select(a => Answer(new FormattedText(a.Value is { } v ? ExactNumber.Write(v) : "*"), a.Fraction, a.Feedback, new XElement("tolerance", ExactNumber.Write(a.Tolerance)))),
            b.Units.Count == 0 ? null : new XElement("units", b.Units.Select(u => new XElement("unit", new XElement("multiplier", ExactNumber.Write(u.Multiplier)), new XElement("unit_name", u.Name)))),
            new XElement("unitgradingtype", b.UnitGrading), new XElement("unitpenalty", ExactNumber.Write(b.UnitPenalty)), new XElement("showunits", b.UnitShown), new XElement("unitsleft", b.UnitsStandLeft ? "1" : "0"),
        ],
        MatchingBody b => [Truth("shuffleanswers", b.Shuffles), Combined(b.Combined), b.Pairs.Select(p => Text("subquestion", p.Prompt, new XElement("answer", Words(p.Answer))))],
        OrderingBody b =>
        [
            new XElement("layouttype", b.IsHorizontal ? "HORIZONTAL" : "VERTICAL"), new XElement("selecttype", b.Selection.ToString().ToUpperInvariant()), new XElement("selectcount", b.Shown),
            new XElement("gradingtype", OrderingWords.Of(b.Grading)), new XElement("showgrading", b.ShowsGrading ? "SHOW" : "HIDE"), new XElement("numberingstyle", b.Numbering), Combined(b.Combined),
            b.Items.Select((item, i) => Answer(item, i + 1, null)),
        ],
        EssayBody b =>
        [
            new XElement("responseformat", b.ResponseFormat), new XElement("responserequired", b.IsRequired ? "1" : "0"), new XElement("responsefieldlines", b.Lines),
            new XElement("minwordlimit", b.FewestWords), new XElement("maxwordlimit", b.MostWords), new XElement("attachments", b.Attachments), new XElement("attachmentsrequired", b.AttachmentsRequired),
            new XElement("maxbytes", b.MostBytes), new XElement("filetypeslist", b.FileTypes), Text("graderinfo", b.ForMarkers), Text("responsetemplate", b.Template),
        ],
        _ => [],
    };

    private static XElement Answer(FormattedText text, decimal fraction, FormattedText? feedback, params object?[] further)
    {
        var answer = Text("answer", text, [feedback is null ? null : Text("feedback", feedback), .. further]);
        answer.SetAttributeValue("fraction", ExactNumber.Write(fraction));
        return answer;
    }

    private static object?[] Combined(CombinedFeedback combined) => combined.IsEmpty ? []
        : [Text("correctfeedback", combined.Correct), Text("partiallycorrectfeedback", combined.Partly), Text("incorrectfeedback", combined.Incorrect), combined.ShowsNumberCorrect ? new XElement("shownumcorrect") : null];

    private static XElement Text(string name, FormattedText text, params object?[] further) => new(name, new XAttribute("format", FormatWords.InXml(text.Format)), Words(text.Text),
        text.Files.Select(f => new XElement("file", new XAttribute("name", f.Name), new XAttribute("path", f.Path), new XAttribute("encoding", "base64"), f.Content)), further);

    private static XElement Words(string text) => new("text", text);

    private static XElement Truth(string name, bool value) => new(name, value ? "true" : "false");

    private static string Written(XElement question) => question.ToString().ReplaceLineEndings("\n") + "\n";
}
