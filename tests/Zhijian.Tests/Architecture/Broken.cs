// Small fixtures that break every rule between folders, so that each test was seen to fail.
#pragma warning disable CA1812, SA1402, SA1403, IDE0060, CA1823, CA1505
using Zhijian.Platform;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Broken.Modules.Low
{
    internal sealed class LowModule : IModule
    {
        public IReadOnlyList<Type> Needs => [typeof(High.HighModule)];
    }

    internal sealed class LowThing
    {
        public bool IsOpen(TimeProvider clock) => clock.GetUtcNow() > DateTimeOffset.UtcNow;
    }

    internal static class LowRefusals
    {
        public static readonly Refusal One = new("low.one");
        public static readonly Refusal Again = new("low.one");
    }
}

namespace Zhijian.Broken.Modules.Low.Workshop
{
    internal sealed class Tool;
}

namespace Zhijian.Broken.Modules.High
{
    internal sealed class HighModule : IModule
    {
        public IReadOnlyList<Type> Needs => [typeof(Low.LowModule)];
    }

    internal sealed class HighTexts
    {
        public string Key => "refusal.there-is-no-such-sentence";
    }

    internal sealed class HighQuery
    {
        public string Sql => "update low_table set name = ''";

        public object Reach() => new Low.Workshop.Tool();

        public object Other() => new Aside.AsideThing();

        public Refusal Ad() => new("high.made-up");

        public Task Save(ZhijianDb db) => db.SaveChangesAsync();

        public SystemActor Widen() => new("anybody", "1.");

        public object Connect() => new Npgsql.NpgsqlConnection("");
    }
}

namespace Zhijian.Broken.Modules.Aside
{
    internal sealed class AsideThing;
}

namespace Zhijian.Broken.Platform
{
    internal sealed class Lookup
    {
        public object Reach() => new Modules.Low.LowThing();
    }
}
