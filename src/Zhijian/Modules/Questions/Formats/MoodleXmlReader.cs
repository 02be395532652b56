using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Zhijian.Modules.Questions.Formats;

/// <summary>
/// Reads Moodle XML (docs.moodle.org, "Moodle XML format"). Document types and outside parts are prohibited and the size is limited. An element or word for which there is
/// no place here is told with its line, and the question that has it is left out whole.
/// </summary>
internal sealed class MoodleXmlReader
{
    /// <summary>Characters of one file.</summary>
    public const int LargestFile = 32 * 1024 * 1024;

    private readonly List<CategoryNote> _categories = [];
    private readonly List<ReadQuestion> _questions = [];
    private readonly List<Unkept> _unkept = [];
    private IReadOnlyList<string> _category = [];

    public static QuestionFile Read(TextReader text)
    {
        var reader = new MoodleXmlReader();
        reader.ReadAll(text);
        return new QuestionFile { Categories = reader._categories, Questions = reader._questions, Unkept = reader._unkept };
    }

    private void ReadAll(TextReader text)
    {
        XDocument document;
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, MaxCharactersInDocument = LargestFile };
            using var xml = XmlReader.Create(text, settings);
            document = XDocument.Load(xml, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace);
        }
        catch (XmlException broken)
        {
            _unkept.Add(new Unkept(Math.Max(broken.LineNumber, 1), null, WhyNotKept.BrokenXml));
            return;
        }
        if (document.Root is not { Name.LocalName: "quiz" } quiz)
        {
            _unkept.Add(new Unkept(1, null, WhyNotKept.NotAQuiz, document.Root?.Name.LocalName));
            return;
        }
        foreach (var element in quiz.Elements())
        {
            var part = new MoodleXmlPart(element, null, _unkept);
            if (element.Name != "question")
            {
                part.Fault(WhyNotKept.UnknownPart, element.Name.LocalName);
            }
            else if (part.Attribute("type") == "category")
            {
                TakeCategory(part);
            }
            else
            {
                var before = _unkept.Count;
                if (ReadQuestion(part) is { } question && _unkept.Count == before)
                {
                    _questions.Add(new ReadQuestion(part.Line, question));
                }
            }
        }
    }

    private void TakeCategory(MoodleXmlPart part)
    {
        var before = _unkept.Count;
        var path = CategoryPath.Read(part.Words("category") ?? "");
        var note = new CategoryNote(path) { Note = part.Text("info", TextFormat.Moodle), Code = part.Plain("idnumber") };
        part.Finish();
        if (path.Count == 0)
        {
            part.Fault(WhyNotKept.BadCategory);
        }
        if (_unkept.Count == before)
        {
            _category = path;
            var known = _categories.FindIndex(c => c.Path.SequenceEqual(path));
            if (known < 0)
            {
                _categories.Add(note);
            }
            else if (!note.Note.IsEmpty || note.Code is not null)
            {
                _categories[known] = note;
            }
        }
    }

    private Question? ReadQuestion(MoodleXmlPart part)
    {
        var name = part.Words("name");
        part.Name = string.IsNullOrWhiteSpace(name) ? null : name;
        var type = part.Attribute("type") ?? "";
        var text = part.Text("questiontext", TextFormat.Html);
        var body = Body(part, type, text);
        if (body is null)
        {
            part.Fault(WhyNotKept.UnknownKind, type);
            return null;
        }
        if (text.Text.Length == 0)
        {
            part.Fault(WhyNotKept.NoText);
        }
        var usualMark = body.Kind switch { QuestionKind.Description => 0, QuestionKind.Cloze => ClozeText.Gaps(text).Sum(g => g.Weight), _ => 1m };
        var question = new Question
        {
            Name = Question.NameOf(name, text), Text = text, Explanation = part.Text("generalfeedback", text.Format), Category = _category, Body = body,
            Code = part.Plain("idnumber"), Mark = part.Number("defaultgrade") ?? usualMark, Penalty = part.Number("penalty") ?? Question.UsualPenaltyOf(body.Kind), IsHidden = part.Truth("hidden") ?? false,
            Hints = [.. part.Many("hint").Select(h => HintOf(h, text.Format))], Tags = Tags(part),
        };
        part.Finish();
        return question;
    }

    private static QuestionBody? Body(MoodleXmlPart part, string type, FormattedText text) => type switch
    {
        "multichoice" => Choices(part, text.Format),
        "truefalse" => TrueFalse(part, text.Format),
        "shortanswer" => ShortAnswers(part, text.Format),
        "numerical" => Numerical(part, text.Format),
        "matching" => Matching(part, text.Format),
        "ordering" => Ordering(part, text.Format),
        "cloze" => Cloze(part, text),
        "essay" => Essay(part, text.Format),
        "description" => new DescriptionBody(),
        _ => null,
    };

    private static ChoiceBody Choices(MoodleXmlPart part, TextFormat format)
    {
        List<Choice> choices = [];
        foreach (var answer in part.Many("answer"))
        {
            choices.Add(new Choice(answer.OwnText(format), answer.Fraction(), answer.Text("feedback", format)));
            if (choices[^1].Text.IsEmpty)
            {
                answer.Fault(WhyNotKept.EmptyAnswer);
            }
            answer.Finish();
        }
        Enough(part, choices.Count, 1);
        return new ChoiceBody(part.Truth("single") ?? true, choices)
        {
            Shuffles = part.Truth("shuffleanswers") ?? true, Numbering = Numbering(part), ShowsInstruction = part.Truth("showstandardinstruction") ?? false, Combined = Combined(part, format),
        };
    }

    private static AnswerNumbering Numbering(MoodleXmlPart part)
    {
        var word = part.Plain("answernumbering");
        var numbering = MoodleXmlWords.Numbering(word ?? "abc");
        if (numbering is null)
        {
            part.Fault(WhyNotKept.UnknownValue, word);
        }
        return numbering ?? AnswerNumbering.Abc;
    }

    private static TrueFalseBody TrueFalse(MoodleXmlPart part, TextFormat format)
    {
        var (isTrue, whenTrue, whenFalse, seen) = (false, FormattedText.None, FormattedText.None, new List<(string Word, decimal Fraction)>());
        foreach (var answer in part.Many("answer"))
        {
            var (word, fraction, feedback) = (answer.OwnText(format).Text.ToLowerInvariant(), answer.Fraction(), answer.Text("feedback", format));
            seen.Add((word, fraction));
            (whenTrue, whenFalse) = word == "true" ? (feedback, whenFalse) : (whenTrue, feedback);
            isTrue |= word == "true" && fraction == 100;
            answer.Finish();
        }
        // One of the two is right and the other is not: anything else is another kind of question.
        if (seen.Count != 2 || !seen.Select(s => s.Word).Order(StringComparer.Ordinal).SequenceEqual(["false", "true"]) || !seen.Select(s => s.Fraction).Order().SequenceEqual([0, 100]))
        {
            part.Fault(WhyNotKept.UnknownValue, "answer");
        }
        return new TrueFalseBody(isTrue, whenTrue, whenFalse);
    }

    private static ShortAnswerBody ShortAnswers(MoodleXmlPart part, TextFormat format)
    {
        List<ShortAnswer> answers = [];
        foreach (var answer in part.Many("answer"))
        {
            var text = answer.OwnText(format);
            answers.Add(new ShortAnswer(text.Text, answer.Fraction(), answer.Text("feedback", format)));
            if (text.Text.Length == 0)
            {
                answer.Fault(WhyNotKept.EmptyAnswer);
            }
            if (text.Files.Count > 0)
            {
                answer.Fault(WhyNotKept.UnknownPart, "file");
            }
            answer.Finish();
        }
        Enough(part, answers.Count, 1);
        return new ShortAnswerBody(part.Truth("usecase") ?? false, answers);
    }

    private static NumericalBody Numerical(MoodleXmlPart part, TextFormat format)
    {
        List<NumericalAnswer> answers = [];
        foreach (var answer in part.Many("answer"))
        {
            var (text, tolerance) = (answer.OwnText(format).Text, answer.Number("tolerance") ?? 0);
            var value = text == "*" ? null : ExactNumber.Read(text);
            if ((value is null && text != "*") || tolerance < 0)
            {
                answer.Fault(WhyNotKept.BadNumber, text);
            }
            answers.Add(new NumericalAnswer(value, tolerance, answer.Fraction(), answer.Text("feedback", format)));
            answer.Finish();
        }
        Enough(part, answers.Count, 1);
        List<NumericalUnit> units = [];
        foreach (var unit in part.Many("units").SelectMany(u => u.Many("unit", thenFinish: true)))
        {
            units.Add(new NumericalUnit(unit.Plain("unit_name") ?? "", unit.Number("multiplier") ?? 1));
            if (units[^1].Name.Length == 0 || units[^1].Multiplier == 0)
            {
                unit.Fault(WhyNotKept.UnknownValue, "unit");
            }
            unit.Finish();
        }
        return new NumericalBody(answers)
        {
            Units = units, UnitGrading = part.Whole("unitgradingtype", 2) ?? 0, UnitPenalty = part.Number("unitpenalty") ?? 0.1m, UnitShown = part.Whole("showunits", 3) ?? (units.Count > 0 ? 0 : 3),
            UnitsStandLeft = part.Truth("unitsleft") ?? false,
        };
    }

    private static MatchingBody Matching(MoodleXmlPart part, TextFormat format)
    {
        List<MatchingPair> pairs = [];
        foreach (var pair in part.Many("subquestion"))
        {
            pairs.Add(new MatchingPair(pair.OwnText(format), pair.Words("answer") ?? ""));
            if (pairs[^1].Answer.Length == 0)
            {
                pair.Fault(WhyNotKept.EmptyAnswer);
            }
            pair.Finish();
        }
        Enough(part, pairs.Count(p => !p.Prompt.IsEmpty), 1);
        return new MatchingBody(pairs) { Shuffles = part.Truth("shuffleanswers") ?? true, Combined = Combined(part, format) };
    }

    private static OrderingBody Ordering(MoodleXmlPart part, TextFormat format)
    {
        List<FormattedText> items = [];
        foreach (var answer in part.Many("answer"))
        {
            items.Add(answer.OwnText(format));
            if (items[^1].IsEmpty)
            {
                answer.Fault(WhyNotKept.EmptyAnswer);
            }
            // The place of an item; they stand in it.
            answer.Ignore("fraction");
            if (!answer.Text("feedback", format).IsEmpty)
            {
                answer.Fault(WhyNotKept.UnknownPart, "feedback");
            }
            answer.Finish();
        }
        Enough(part, items.Count, 2);
        var (selection, grading, numbering) = (part.Plain("selecttype") ?? "ALL", part.Plain("gradingtype") ?? "ABSOLUTE_POSITION", part.Plain("numberingstyle") ?? "none");
        var (selected, graded) = (MoodleXmlWords.Selection(selection), OrderingWords.Grading(grading));
        if (selected is null || graded is null || numbering is not ("none" or "123" or "abc" or "ABCD" or "iii" or "IIII"))
        {
            part.Fault(WhyNotKept.UnknownValue, $"{selection} {grading} {numbering}");
        }
        return new OrderingBody(items)
        {
            IsHorizontal = part.Plain("layouttype") is "HORIZONTAL" or "1", Selection = selected ?? OrderingSelection.All, Shown = part.Whole("selectcount", 1000) ?? 0,
            Grading = graded ?? OrderingGrading.AbsolutePosition, ShowsGrading = part.Plain("showgrading") is not ("HIDE" or "0"), Numbering = numbering, Combined = Combined(part, format),
        };
    }

    private static ClozeBody Cloze(MoodleXmlPart part, FormattedText text)
    {
        var (pieces, fault) = ClozeText.Read(text);
        if (fault is { } broken)
        {
            part.Fault(WhyNotKept.BadGap, broken.Gap, part.LineOf("questiontext") + text.Text.AsSpan(0, broken.At).Count('\n'));
        }
        else if (!pieces.OfType<ClozeGap>().Any())
        {
            part.Fault(WhyNotKept.TooFewAnswers);
        }
        return new ClozeBody();
    }

    private static EssayBody Essay(MoodleXmlPart part, TextFormat format)
    {
        // Moodle writes an empty answer for essays.
        foreach (var answer in part.Many("answer"))
        {
            if (!answer.OwnText(format).IsEmpty || !answer.Text("feedback", format).IsEmpty)
            {
                answer.Fault(WhyNotKept.UnknownPart, "answer");
            }
            answer.Ignore("fraction");
            answer.Finish();
        }
        return new EssayBody
        {
            ResponseFormat = part.Plain("responseformat") ?? "editor", IsRequired = part.Truth("responserequired") ?? true, Lines = part.Whole("responsefieldlines", 1000) ?? 15,
            FewestWords = part.Whole("minwordlimit", 1_000_000), MostWords = part.Whole("maxwordlimit", 1_000_000), Attachments = part.Whole("attachments", 100, -1) ?? 0,
            AttachmentsRequired = part.Whole("attachmentsrequired", 100) ?? 0, MostBytes = part.Whole("maxbytes", int.MaxValue) ?? 0, FileTypes = part.Plain("filetypeslist") ?? "",
            ForMarkers = part.Text("graderinfo", TextFormat.Html), Template = part.Text("responsetemplate", TextFormat.Html),
        };
    }

    private static CombinedFeedback Combined(MoodleXmlPart part, TextFormat format)
    {
        var combined = new CombinedFeedback(part.Text("correctfeedback", format), part.Text("partiallycorrectfeedback", format), part.Text("incorrectfeedback", format), part.Flag("shownumcorrect"));
        return combined.IsEmpty ? CombinedFeedback.None : combined;
    }

    private static Hint HintOf(MoodleXmlPart part, TextFormat format)
    {
        var hint = new Hint(part.OwnText(format), part.Flag("shownumcorrect"), part.Flag("clearwrong"), part.Plain("options"));
        part.Finish();
        return hint;
    }

    private static List<string> Tags(MoodleXmlPart part) =>
        [.. part.Many("tags").SelectMany(t => t.Many("tag", thenFinish: true)).Select(t => t.OwnText(TextFormat.Plain).Text).Where(t => t.Length > 0).Distinct(StringComparer.Ordinal)];

    private static void Enough(MoodleXmlPart part, int count, int fewest)
    {
        if (count < fewest)
        {
            part.Fault(WhyNotKept.TooFewAnswers);
        }
    }
}

/// <summary>Words of Moodle's XML.</summary>
internal static class MoodleXmlWords
{
    public static AnswerNumbering? Numbering(string word) => word switch
    {
        "abc" => AnswerNumbering.Abc, "ABCD" => AnswerNumbering.UpperAbc, "123" => AnswerNumbering.Numbers, "iii" => AnswerNumbering.Roman, "IIII" => AnswerNumbering.UpperRoman, "none" => AnswerNumbering.None,
        // As Moodle 1.9 wrote it.
        "ABC" => AnswerNumbering.UpperAbc,
        _ => null,
    };

    public static string Of(AnswerNumbering numbering) => numbering switch
    {
        AnswerNumbering.UpperAbc => "ABCD", AnswerNumbering.Numbers => "123", AnswerNumbering.Roman => "iii", AnswerNumbering.UpperRoman => "IIII", AnswerNumbering.None => "none", _ => "abc",
    };

    public static OrderingSelection? Selection(string word) => word switch { "ALL" or "0" => OrderingSelection.All, "RANDOM" or "1" => OrderingSelection.Random, "CONTIGUOUS" or "2" => OrderingSelection.Contiguous, _ => null };
}

/// <summary>An element that is read part by part; what is left at the end has no place here and is told.</summary>
internal sealed class MoodleXmlPart(XElement element, string? name, List<Unkept> unkept)
{
    private const int LargestEmbedded = 8 * 1024 * 1024;

    private readonly HashSet<XObject> _taken = [];

    /// <summary>The question's.</summary>
    public string? Name { get; set; } = name;

    public int Line => LineOf(element);

    public int LineOf(string child) => element.Element(child) is { } found ? LineOf(found.Element("text") ?? found) : Line;

    public void Fault(WhyNotKept why, string? detail = null, int? line = null) => unkept.Add(new Unkept(line ?? Line, Name, why, detail));

    public string? Attribute(string attribute)
    {
        if (element.Attribute(attribute) is not { } found)
        {
            return null;
        }
        _taken.Add(found);
        return found.Value;
    }

    public void Ignore(string attribute) => Attribute(attribute);

    public IEnumerable<MoodleXmlPart> Many(string child, bool thenFinish = false)
    {
        List<MoodleXmlPart> parts = [];
        foreach (var found in element.Elements(child))
        {
            _taken.Add(found);
            parts.Add(new MoodleXmlPart(found, Name, unkept));
        }
        if (thenFinish)
        {
            Finish();
        }
        return parts;
    }

    /// <summary>The text of a child in its own <c>text</c> element, with the files beside it.</summary>
    public FormattedText Text(string child, TextFormat usual)
    {
        if (One(child) is not { } part)
        {
            return FormattedText.None;
        }
        var text = part.OwnText(usual);
        part.Finish();
        return text;
    }

    public FormattedText OwnText(TextFormat usual)
    {
        var word = Attribute("format");
        var format = word is null ? usual : FormatWords.OfXml(word);
        if (format is null)
        {
            Fault(WhyNotKept.UnknownValue, word);
        }
        List<EmbeddedFile> files = [];
        foreach (var file in Many("file"))
        {
            files.Add(file.File());
        }
        return FormattedText.Of(Plain("text"), format ?? usual, files);
    }

    /// <summary>The words of a child that has no way of writing.</summary>
    public string? Words(string child)
    {
        if (One(child) is not { } part)
        {
            return null;
        }
        var words = part.Plain("text");
        part.Finish();
        return words;
    }

    /// <summary>What a child says in itself, without white space at its ends; null where nothing.</summary>
    public string? Plain(string child)
    {
        if (One(child) is not { } part)
        {
            return null;
        }
        return part.OwnWords();
    }

    public bool Flag(string child) => element.Element(child) is not null && (Truth(child) ?? true);

    public bool? Truth(string child)
    {
        var word = Plain(child);
        if (word is null or "1" or "true" or "0" or "false")
        {
            return word is null ? null : word is "1" or "true";
        }
        Fault(WhyNotKept.UnknownValue, $"{child} {word}");
        return null;
    }

    public decimal? Number(string child)
    {
        var word = Plain(child);
        var number = ExactNumber.Read(word);
        if (word is not null && number is null)
        {
            Fault(WhyNotKept.BadNumber, word);
        }
        return number;
    }

    public int? Whole(string child, int most, int least = 0)
    {
        var word = Plain(child);
        if (word is null)
        {
            return null;
        }
        if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }
        Fault(WhyNotKept.UnknownValue, $"{child} {word}");
        return null;
    }

    public decimal Fraction()
    {
        var word = Attribute("fraction");
        if (word is null)
        {
            return 0;
        }
        if (ExactNumber.Read(word) is { } fraction and >= -100 and <= 100)
        {
            return fraction;
        }
        Fault(WhyNotKept.BadWeight, word);
        return 0;
    }

    /// <summary>Tells what nobody asked for. An element that says nothing is nothing.</summary>
    public void Finish()
    {
        foreach (var attribute in element.Attributes().Where(a => !_taken.Contains(a) && !a.IsNamespaceDeclaration && a.Name.Namespace == XNamespace.None))
        {
            Fault(WhyNotKept.UnknownPart, attribute.Name.LocalName);
        }
        foreach (var node in element.Nodes().Where(n => !_taken.Contains(n)))
        {
            if (node is XElement other && (other.HasElements || !string.IsNullOrWhiteSpace(other.Value)))
            {
                unkept.Add(new Unkept(LineOf(other), Name, WhyNotKept.UnknownPart, other.Name.LocalName));
            }
            else if (node is XText text && !string.IsNullOrWhiteSpace(text.Value))
            {
                Fault(WhyNotKept.MarkupInText, element.Name.LocalName);
            }
        }
    }

    private string? OwnWords()
    {
        if (element.HasElements)
        {
            Fault(WhyNotKept.MarkupInText, element.Elements().First().Name.LocalName);
            return null;
        }
        var words = element.Value.ReplaceLineEndings("\n").Trim();
        if (words.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
        {
            Fault(WhyNotKept.ControlCharacter);
        }
        return words.Length == 0 ? null : words;
    }

    private EmbeddedFile File()
    {
        var file = new EmbeddedFile(Attribute("name") ?? "", Attribute("path") ?? "/", string.Concat(element.Value.Where(c => !char.IsWhiteSpace(c))));
        var encoding = Attribute("encoding") ?? "base64";
        if (file.Name.Length == 0 || encoding != "base64" || file.Content.Length > LargestEmbedded || !Convert.TryFromBase64String(file.Content, new byte[(file.Content.Length * 3 / 4) + 3], out _))
        {
            Fault(WhyNotKept.BadFile, file.Name);
        }
        foreach (var text in element.Nodes().OfType<XText>())
        {
            _taken.Add(text);
        }
        Finish();
        return file;
    }

    private MoodleXmlPart? One(string child)
    {
        if (Many(child).ToList() is not { Count: > 0 } found)
        {
            return null;
        }
        if (found.Count > 1)
        {
            found[1].Fault(WhyNotKept.SaidTwice, child);
        }
        return found[0];
    }

    private static int LineOf(XObject node) => ((IXmlLineInfo)node).LineNumber;
}
