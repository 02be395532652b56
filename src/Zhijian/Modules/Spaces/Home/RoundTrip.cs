using Dapper;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Spaces.Home;

/// <summary>Gathers the questions of a page and sends them as one.</summary>
internal sealed class RoundTrip(Fence fence)
{
    private readonly List<NumberedSql> _questions = [];
    private readonly List<Func<SqlMapper.GridReader, Task>> _readers = [];
    private readonly List<Func<CancellationToken, Task>> _then = [];

    /// <summary>Adds a question; its rows stand in the returned list once the trip is done.</summary>
    public List<T> Ask<T>(HomeQuestion<T>? question)
    {
        List<T> answer = [];
        if (question is not null)
        {
            Ask(question.Sql, async sets => answer.AddRange(await question.Read(sets)));
            if (question.Then is { } then)
            {
                _then.Add(async cancel =>
                {
                    var more = await then([.. answer], fence, cancel);
                    answer.Clear();
                    answer.AddRange(more);
                });
            }
        }
        return answer;
    }

    public void Ask(string sql, Func<SqlMapper.GridReader, Task> read)
    {
        _questions.Add(NumberedSql.Of(sql));
        _readers.Add(read);
    }

    public async Task Go(NamedValues values, CancellationToken cancel)
    {
        if (_readers.Count == 0)
        {
            return;
        }
        using (var sets = await fence.SetsOfHotPage(_questions, values, cancel))
        {
            foreach (var read in _readers)
            {
                await read(sets);
            }
        }
        foreach (var then in _then)
        {
            await then(cancel);
        }
    }
}
