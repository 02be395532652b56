using System.Globalization;

namespace Zhijian.Modules.Indicators.Formulas;

/// <summary>
/// Reads a formula from left to right, one method for each strength of binding: comparison, sum, product, sign, single part. What is wrong first is what is reported;
/// the methods answer null from there on.
/// </summary>
internal sealed class FormulaReader(string text, IReadOnlyDictionary<string, FormulaUnit> measures)
{
    private const decimal Largest = 1_000_000_000;
    private static readonly string[] Comparisons = ["<=", ">=", "<>", "<", ">", "="];
    private readonly List<string> _used = [];
    private FormulaFault? _fault;
    private int _at;
    private int _deep;
    private int _parts;

    public (Formula? Formula, FormulaFault? Fault) Read()
    {
        if (text.Length > Formula.MostCharacters)
        {
            return (null, new FormulaFault(Formula.MostCharacters, "too-long", Formula.MostCharacters));
        }
        SkipSpace();
        if (_at == text.Length)
        {
            return (null, new FormulaFault(0, "empty"));
        }
        var node = Comparison();
        if (node is not null && _at < text.Length)
        {
            Wrong(_at, "unexpected", text[_at]);
        }
        if (node is { IsQuestion: true })
        {
            Wrong(node.At, "answer-is-question");
        }
        return _fault is null && node is not null ? (new Formula(text, node, _used), null) : (null, _fault);
    }

    private FormulaNode? Comparison()
    {
        if (Sum() is not { } left)
        {
            return null;
        }
        var at = _at;
        if (Comparisons.FirstOrDefault(Took) is not { } sign)
        {
            return left;
        }
        if (!Count(at) || Sum() is not { } right)
        {
            return null;
        }
        return AreNumbers(left, right) && AreAlike(at, left, right) ? new CompareNode(at, sign, left, right) : null;
    }

    private FormulaNode? Sum() => Chain(Product, '+', '-');

    private FormulaNode? Product() => Chain(Signed, '*', '/');

    private FormulaNode? Chain(Func<FormulaNode?> part, char one, char other)
    {
        var left = part();
        while (left is not null && _at < text.Length && (text[_at] == one || text[_at] == other))
        {
            var (at, sign) = (_at, text[_at]);
            Took(sign.ToString());
            if (!Count(at) || part() is not { } right || !AreNumbers(left, right) || (sign is '+' or '-' && !AreAlike(at, left, right)))
            {
                return null;
            }
            left = new SumNode(at, sign, left, right, sign switch { '*' => left.Unit.Times(right.Unit), '/' => left.Unit.Per(right.Unit), _ => left.Unit });
        }
        return left;
    }

    private FormulaNode? Signed()
    {
        var at = _at;
        if (!Took("-"))
        {
            return Single();
        }
        return Deeper(at, Signed) is not { } of ? null : of.IsQuestion ? Wrong(of.At, "number-wanted") : new MinusNode(at, of);
    }

    private FormulaNode? Single()
    {
        var at = _at;
        if (at == text.Length)
        {
            return Wrong(at, "unfinished");
        }
        if (!Count(at))
        {
            return null;
        }
        if (Took("("))
        {
            var inner = Deeper(at, Comparison);
            return inner is null || Closed(at) ? inner : null;
        }
        return char.IsAsciiDigit(text[at]) ? Number(at) : IsLetter(text[at]) ? Named(at) : Wrong(at, IsKnown(text[at]) ? "unexpected" : "unknown-character", text[at]);
    }

    private FormulaNode? Number(int at)
    {
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
        {
            _at++;
        }
        if (!decimal.TryParse(text.AsSpan(at, _at - at), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > Largest)
        {
            return Wrong(at, "number", Largest);
        }
        SkipSpace();
        if (!Took("["))
        {
            return new NumberNode(at, number, FormulaUnit.None);
        }
        var (from, name) = (_at, Word());
        if (!FormulaUnit.ByName.TryGetValue(name, out var unit))
        {
            return Wrong(from, "unknown-unit", name, string.Join(" ", FormulaUnit.ByName.Keys));
        }
        return Took("]") ? new NumberNode(at, number, unit) : Wrong(_at, _at == text.Length ? "unfinished" : "unexpected", At(_at));
    }

    private FormulaNode? Named(int at)
    {
        var name = Word();
        if (Took("("))
        {
            return FormulaFunction.ByName.TryGetValue(name, out var function) ? Call(at, function) : Wrong(at, "unknown-function", name, string.Join(" ", FormulaFunction.ByName.Keys));
        }
        if (!measures.TryGetValue(name, out var unit))
        {
            return Wrong(at, "unknown-name", name);
        }
        if (!_used.Contains(name))
        {
            _used.Add(name);
        }
        return new MeasureNode(at, name, unit);
    }

    private FormulaNode? Call(int at, FormulaFunction function)
    {
        List<FormulaNode> given = [];
        do
        {
            if (Deeper(at, Comparison) is not { } part)
            {
                return null;
            }
            given.Add(part);
        }
        while (Took(","));
        if (!Closed(at))
        {
            return null;
        }
        if (given.Count < function.Least || given.Count > function.Most)
        {
            return Wrong(at, "how-many", function.Name, function.Least, function.Most, given.Count);
        }
        // Only the first part of "if" is a question; everything else is calculated with.
        if (given.Skip(function.Name == "if" ? 1 : 0).FirstOrDefault(g => g.IsQuestion) is { } question)
        {
            return Wrong(question.At, "number-wanted");
        }
        var (unit, fault) = function.UnitOf(given);
        return fault is null ? new CallNode(at, function, given, unit) : Wrong(fault);
    }

    private bool Closed(int from)
    {
        if (Took(")"))
        {
            return true;
        }
        Wrong(_at == text.Length ? from : _at, _at == text.Length ? "unfinished" : "unexpected", At(_at));
        return false;
    }

    private FormulaNode? Deeper(int at, Func<FormulaNode?> read)
    {
        if (++_deep > Formula.MostDeep)
        {
            return Wrong(at, "too-deep", Formula.MostDeep);
        }
        var node = read();
        _deep--;
        return node;
    }

    private bool Count(int at)
    {
        if (++_parts <= Formula.MostParts)
        {
            return true;
        }
        Wrong(at, "too-many-parts", Formula.MostParts);
        return false;
    }

    private bool AreNumbers(params ReadOnlySpan<FormulaNode> parts)
    {
        foreach (var part in parts)
        {
            if (part.IsQuestion)
            {
                Wrong(part.At, "number-wanted");
                return false;
            }
        }
        return true;
    }

    private bool AreAlike(int at, FormulaNode left, FormulaNode right)
    {
        if (left.Unit == right.Unit)
        {
            return true;
        }
        Wrong(at, "units-differ", left.Unit, right.Unit);
        return false;
    }

    private string Word()
    {
        var from = _at;
        while (_at < text.Length && (IsLetter(text[_at]) || char.IsAsciiDigit(text[_at])))
        {
            _at++;
        }
        var word = text[from.._at];
        SkipSpace();
        return word;
    }

    private bool Took(string sign)
    {
        if (!text.AsSpan(_at).StartsWith(sign, StringComparison.Ordinal))
        {
            return false;
        }
        _at += sign.Length;
        SkipSpace();
        return true;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private string At(int at) => at < text.Length ? text[at].ToString() : "";

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsKnown(char c) => "+-*/<>=(),[].".Contains(c, StringComparison.Ordinal);

    private FormulaNode? Wrong(int at, string code, params object?[] values) => Wrong(new FormulaFault(at, code, values));

    private FormulaNode? Wrong(FormulaFault fault)
    {
        _fault ??= fault;
        return null;
    }
}
