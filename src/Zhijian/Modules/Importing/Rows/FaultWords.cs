using Zhijian.Modules.Importing.Staging;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Rows;

/// <summary>How faults and changes are said.</summary>
internal static class FaultWords
{
    /// <summary>入党日期：不是一个日期（12 行）.</summary>
    public static string Count(Words words, KindOfRows kind, FaultCount fault)
    {
        var (element, code) = fault.Fault.Split(':', 2) is [var before, var after] ? (before, after) : ("", fault.Fault);
        return words["import.fault-rows", kind.Label(words, element), Short(words, code), fault.Rows];
    }

    /// <summary>What is wrong, without the value: refusals that name one have a shorter text for lists.</summary>
    public static string Short(Words words, string code) => words[$"import.fault.{code}"];

    /// <summary>去掉空格、日期写法.</summary>
    public static string Done(Words words, Cleaning.Transformations done) =>
        string.Join(words["import.comma"], Enum.GetValues<Cleaning.Transformations>().Where(t => t != Cleaning.Transformations.None && done.HasFlag(t)).Select(t => words.Name(t)));
}
