using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Points.Own;

/// <summary>How a posting is said.</summary>
internal static class PointsWords
{
    extension(Words words)
    {
        /// <summary>The formula with its values.</summary>
        public string Formula(OwnLine line) => words[line.Points == line.PerDeed ? "points.formula-whole" : line.Points == 0 ? "points.formula-none" : "points.formula-part", line.PerDeed, line.YearlyCap, line.Points];

        /// <summary>Who posted it: a person by name, a part of the program by what it does.</summary>
        public string PostedBy(string name) => SystemActors.Names.Contains(name) ? words[$"system-actor.{name}"] : name;
    }
}
