using Dapper;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Web;

/// <summary>
/// Puts things to do on a person's home page. Any module may have one; the home page shows them ordered by due time and never learns what they are about.
/// </summary>
public interface ITaskSource
{
    /// <summary>What to ask for this actor in the space they work in now; null where there is nothing to ask.</summary>
    HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now);
}

/// <summary>Puts the next activities into the calendar column of a home page.</summary>
public interface IUpcomingSource
{
    /// <summary>The next activities of the open space's organisation, or in the member space those the person is expected at; soonest first, at most <paramref name="most"/>.</summary>
    HomeQuestion<HomeUpcoming>? Upcoming(Actor actor, DateTimeOffset now, int most);
}

/// <summary>Puts what the open space submitted, with its bars of the review chain, on a home page.</summary>
public interface ISubmissionSource
{
    /// <summary>What was submitted and is not yet filed, latest first, at most <paramref name="most"/>.</summary>
    HomeQuestion<HomeSubmission>? Submissions(Actor actor, DateTimeOffset now, int most);
}

/// <summary>Puts what waits for the open space's decision, with how long it has waited, on the home of a general branch or committee.</summary>
public interface IQueueSource
{
    /// <summary>What waits, oldest first, at most <paramref name="most"/>.</summary>
    HomeQuestion<HomeQueued>? Queue(Actor actor, DateTimeOffset now, int most);
}

/// <summary>Puts what a member took part in on their own home page: no comparison with others, no time online.</summary>
public interface IAttendedSource
{
    /// <summary>What the person attended, latest first, at most <paramref name="most"/>.</summary>
    HomeQuestion<HomeAttended>? Attended(Actor actor, DateTimeOffset now, int most);
}

/// <summary>Puts the newest that organisations tell on a home page.</summary>
public interface INewsSource
{
    /// <summary>What this person may read, newest first, at most <paramref name="most"/>.</summary>
    HomeQuestion<HomeNews>? News(Actor actor, DateTimeOffset now, int most);
}

/// <summary>
/// One question of a home page. The page sends the questions of all modules in a single round trip, so a source states its SQL and how to read it
/// instead of asking itself. The text may hold several statements (each ends with a semicolon) and may use
/// <c>@now</c> (timestamptz), <c>@today</c> (date), <c>@account</c>, <c>@member</c>, <c>@organisation</c> (uuid, null in the member space) and
/// <c>@path</c> (text of the open space's organisation, else of the home branch). Fixed numbers go into the text.
/// </summary>
/// <param name="Sql">What to ask; runs behind the fence as the viewer.</param>
/// <param name="Read">Reads exactly as many result sets as the text has statements that answer rows.</param>
public sealed record HomeQuestion<T>(string Sql, Func<SqlMapper.GridReader, Task<IReadOnlyList<T>>> Read)
{
    /// <summary>A second step inside the same transaction, only where the first can't show everything (rows behind a pass). Costs a round trip.</summary>
    public Func<IReadOnlyList<T>, Fence, CancellationToken, Task<IReadOnlyList<T>>>? Then { get; init; }
}

/// <summary>
/// A text by key with the values that fill it. Values may be numbers, strings that people typed, and <see cref="DateOnly"/>, <see cref="DateTimeOffset"/>,
/// <see cref="Enum"/> or another <see cref="HomeText"/>: those are written in the reader's language.
/// </summary>
public sealed record HomeText(string Key, params object[] Values);

/// <summary>One thing to do: what, how long it takes, by when, and where it is done.</summary>
/// <param name="Text">What to do, verb first: 补写 10 月党小组会纪要.</param>
/// <param name="Minutes">About how long it takes.</param>
/// <param name="DueAt">By when; null where nothing is late without it.</param>
/// <param name="Href">The page on which it is done.</param>
/// <param name="Action">Label of the button, verb first.</param>
/// <param name="Tone">is-late, is-back, is-wait or empty; overdue is found by the page itself.</param>
/// <param name="Icon">Name of a Tabler outline icon.</param>
public sealed record HomeTask(HomeText Text, int Minutes, DateTimeOffset? DueAt, string Href, HomeText Action, string Tone, string Icon)
{
    /// <summary>What is already filled in, or who said what.</summary>
    public HomeText? Detail { get; init; }
}

/// <summary>One of the next activities.</summary>
/// <param name="Answer">In the member space: what the person answered so far (text key), null where no answer is awaited.</param>
public sealed record HomeUpcoming(Guid Id, DateTimeOffset StartsAt, string Title, string? Place, string Href, HomeText? State = null, HomeText? Answer = null)
{
    /// <summary>Buttons of the member home (answer, leave, check-in): where each leads and whether it posts.</summary>
    public IReadOnlyList<HomeButton> Buttons { get; init; } = [];
}

/// <summary>A button beside an upcoming activity.</summary>
/// <param name="Posts">True: a form without fields posts to the address; false: a link.</param>
public sealed record HomeButton(HomeText Label, string Href, bool Posts, bool IsPrimary, string? Icon = null);

/// <summary>A submitted record: its title, where its review stands, and a bar for each layer (ok, now, back or empty).</summary>
public sealed record HomeSubmission(Guid Id, string Title, HomeText State, IReadOnlyList<string> Bars, DateTimeOffset At, string Href);

/// <summary>A record that waits for a decision of this space.</summary>
public sealed record HomeQueued(Guid Id, string Title, string OrganisationName, HomeText State, IReadOnlyList<string> Bars, DateTimeOffset WaitsSince, string Href);

/// <summary>An activity the member attended.</summary>
public sealed record HomeAttended(Guid Id, DateOnly On, string Title, string Href, HomeText State);

/// <summary>Something that an organisation tells.</summary>
public sealed record HomeNews(string Title, string Language, string OrganisationName, DateTimeOffset At, string Href);
