using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;

namespace Zhijian.Platform.Storage;

/// <summary>
/// A text of SQL whose named places are numbered and whose statements stand apart, as PostgreSQL takes them. Read once for each text and kept:
/// a home page asks twenty statements, and reading them anew for every visitor cost as much as answering two of them.
/// </summary>
internal sealed class NumberedSql
{
    private static readonly ConditionalWeakTable<string, NumberedSql> ByReference = [];
    private static readonly ConcurrentDictionary<string, NumberedSql> ByText = [];
    private static int _last;

    /// <summary>As many at the same time; then all are forgotten and read anew.</summary>
    private const int Most = 2000;

    private NumberedSql(string sql)
    {
        Number = Interlocked.Increment(ref _last);
        Statements = Read(sql);
    }

    /// <summary>Another number for each text, the same for the same text while the program runs.</summary>
    public int Number { get; }

    public IReadOnlyList<NumberedStatement> Statements { get; }

    /// <summary>Texts are constants, or put together from a few constant parts: a value that varies never stands in one, or others would be forgotten for it. Constants are found without looking at their letters.</summary>
    public static NumberedSql Of(string sql)
    {
        if (ByReference.TryGetValue(sql, out var known) || ByText.TryGetValue(sql, out known))
        {
            return known;
        }
        if (ByText.Count >= Most)
        {
            ByText.Clear();
            ByReference.Clear();
        }
        known = ByText.GetOrAdd(sql, text => new NumberedSql(text));
        ByReference.AddOrUpdate(sql, known);
        return known;
    }

    private static List<NumberedStatement> Read(string sql)
    {
        List<NumberedStatement> statements = [];
        var text = new StringBuilder(sql.Length);
        List<string> names = [];
        void End()
        {
            if (text.ToString().Trim() is { Length: > 0 } statement)
            {
                statements.Add(new NumberedStatement(statement, [.. names]));
            }
            text.Clear();
            names.Clear();
        }
        for (var at = 0; at < sql.Length;)
        {
            var whole = Whole(sql, at);
            if (whole > 0)
            {
                text.Append(sql, at, whole);
                at += whole;
            }
            else if (sql[at] == ';')
            {
                End();
                at++;
            }
            else if (sql[at] == '@' && NameAfter(sql, at) is { Length: > 0 } name)
            {
                if (!names.Contains(name))
                {
                    names.Add(name);
                }
                text.Append('$').Append(names.IndexOf(name) + 1);
                at += 1 + name.Length;
            }
            else
            {
                text.Append(sql[at++]);
            }
        }
        End();
        return statements;
    }

    /// <summary>How long what begins here and is never looked into is: a string, a quoted name, a comment; 0 for anything else.</summary>
    private static int Whole(string sql, int at) => sql[at] switch
    {
        '\'' or '"' => Until(sql, at, sql[at].ToString(), 1),
        '-' when sql.AsSpan(at).StartsWith("--") => Until(sql, at, "\n", 2),
        '/' when sql.AsSpan(at).StartsWith("/*") => Until(sql, at, "*/", 2),
        '$' when sql.AsSpan(at).StartsWith("$$") => Until(sql, at, "$$", 2),
        _ => 0,
    };

    private static int Until(string sql, int at, string end, int skip)
    {
        var found = sql.IndexOf(end, at + skip, StringComparison.Ordinal);
        return (found < 0 ? sql.Length : found + end.Length) - at;
    }

    /// <summary>The name behind the sign, unless it belongs to an operator such as <c>&lt;@</c>.</summary>
    private static string NameAfter(string sql, int at)
    {
        if (at > 0 && "<@?!~&|".Contains(sql[at - 1], StringComparison.Ordinal))
        {
            return "";
        }
        var end = at + 1;
        while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
        {
            end++;
        }
        return sql[(at + 1)..end];
    }
}

/// <summary>One statement, and the names of its places: the first is $1.</summary>
internal sealed record NumberedStatement(string Text, IReadOnlyList<string> Names);
