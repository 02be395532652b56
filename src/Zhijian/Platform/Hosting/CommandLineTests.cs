using System.CommandLine;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Hosting;

public sealed class CommandLineTests
{
    private readonly List<object> asked = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true, "--empty")]
    [InlineData(false, "serve")]
    [InlineData(true, "serve", "--empty")]
    public async Task Serving_is_what_happens_without_a_command(bool empty, params string[] arguments)
    {
        Assert.Equal(0, await Run(arguments));
        Assert.Equal([new ServeOptions(empty)], asked);
    }

    [Fact]
    public async Task A_large_demonstration_takes_its_size_from_the_options()
    {
        await Run("demo", "--organisations", "5000", "--members", "100000", "--months", "24");
        var size = Assert.IsType<DemoOptions>(Assert.Single(asked));
        Assert.Equal((5000, 100_000, 24), (size.Organisations, size.Members, size.Months));
    }

    [Fact]
    public async Task The_usual_demonstration_has_no_size_and_always_the_same_seed()
    {
        await Run("demo");
        await Run("demo");
        Assert.Equal(asked[0], asked[1]);
        Assert.Null(Assert.IsType<DemoOptions>(asked[0]).Organisations);
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("rebuild")]
    [InlineData("check")]
    public async Task A_plain_command_runs_what_its_name_says(string name)
    {
        await Run(name);
        Assert.Equal([name], asked);
    }

    [Fact]
    public async Task A_token_is_made_for_the_account_that_was_named()
    {
        await Run("token", "create", "--account", "secretary");
        Assert.Equal(["token secretary"], asked);
    }

    [Theory]
    [InlineData("token", "create")]
    [InlineData("demo", "--members", "3")]
    [InlineData("demo", "--months", "many")]
    [InlineData("nonsense")]
    public async Task A_mistyped_command_is_refused_and_nothing_runs(params string[] arguments)
    {
        Assert.NotEqual(0, await Run(arguments));
        Assert.Empty(asked);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("serve", "--help")]
    [InlineData("demo", "--help")]
    [InlineData("migrate", "--help")]
    [InlineData("token", "--help")]
    [InlineData("token", "create", "--help")]
    [InlineData("rebuild", "--help")]
    [InlineData("check", "--help")]
    public async Task Help_explains_a_command_instead_of_running_it(params string[] arguments)
    {
        var said = new StringWriter();
        var root = CommandLine.Build(Commands(), []);
        Assert.Equal(0, await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = said }, TestContext.Current.CancellationToken));
        Assert.Empty(asked);
        Assert.Contains(ConsoleTexts.Say("command." + string.Join('.', arguments.SkipLast(1).DefaultIfEmpty("program"))).Split('\n')[0], said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_may_add_its_own_command()
    {
        var added = new Command("archive");
        added.SetAction((_, _) => Note("archive"));
        Assert.Equal(0, await CommandLine.Run(["archive"], Commands(), [added], TestContext.Current.CancellationToken));
        Assert.Equal(["archive"], asked);
    }

    [Fact]
    public async Task A_missing_database_is_an_exit_code_and_not_a_crash()
    {
        var failing = Commands() with { Check = _ => throw new PostgresUnavailableException("missing") };
        Assert.Equal(1, await CommandLine.Run(["check"], failing, [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Both_languages_say_the_same_things()
    {
        Assert.Equal(ConsoleTexts.Load("zh-CN").Keys.Order(), ConsoleTexts.Load("en").Keys.Order());
    }

    [Theory]
    [InlineData("zh_CN.UTF-8", null, "zh-CN")]
    [InlineData("zh_CN.UTF-8", "C.UTF-8", "en")]
    [InlineData(null, null, "en")]
    public void The_console_speaks_the_terminals_language(string? lang, string? all, string expected)
    {
        Assert.Equal(expected, ConsoleTexts.Language(name => name == "LANG" ? lang : name == "LC_ALL" ? all : null));
    }

    [Fact]
    public void Settings_come_from_the_environment_and_have_defaults()
    {
        var usual = Settings.From(_ => null);
        Assert.Equal(Path.GetFullPath("data"), usual.DataFolder);
        Assert.Equal("http://127.0.0.1:8080", usual.Urls);
        Assert.Null(usual.OutsideConnection);

        var moved = Settings.From(name => name switch { "ZHIJIAN_DATA" => "/srv/x", "ZHIJIAN_URLS" => "http://*:80", "ConnectionStrings__Zhijian" => "Host=h", _ => " " });
        Assert.Equal(("/srv/x", "http://*:80", "Host=h", null), (moved.DataFolder, moved.Urls, moved.OutsideConnection, moved.OutsideOwnerConnection));
    }

    private Task<int> Run(params string[] arguments) =>
        CommandLine.Build(Commands(), []).Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = TextWriter.Null, Error = TextWriter.Null }, TestContext.Current.CancellationToken);

    private ProgramCommands Commands() => new()
    {
        Serve = (options, _) => Note(options),
        Demo = (options, _) => Note(options),
        Migrate = _ => Note("migrate"),
        CreateToken = (account, _) => Note($"token {account}"),
        Rebuild = _ => Note("rebuild"),
        Check = _ => Note("check"),
    };

    private Task<int> Note(object what)
    {
        asked.Add(what);
        return Task.FromResult(0);
    }
}
