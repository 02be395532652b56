using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Requests;

/// <summary>Requests in a reader's language.</summary>
internal static class RequestWords
{
    public static string Title(Words words, PersonRequest request) =>
        request.Field is { } field ? words["privacy.title-correct", words["people.field." + Words.Kebab(field)]] : words.Name(request.Kind);

    /// <summary>By when it should be answered, or that this day has passed, or when it was.</summary>
    public static string Due(Words words, PersonRequest request) => request switch
    {
        { AnsweredAt: { } answered } => words["privacy.answered-on", words.Day(answered)],
        { OverdueSince: not null } => words["privacy.due-passed", words.Day(request.DueOn)],
        { State: RequestState.Waiting } => words["privacy.due-on", words.Day(request.DueOn)],
        _ => words.Name(request.State),
    };
}
