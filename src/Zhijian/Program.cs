using Zhijian;
using Zhijian.Platform.Hosting;

var settings = Settings.FromEnvironment();
return await CommandLine.Run(args, ProgramParts.Commands(settings), ProgramParts.MoreCommands(settings));

/// <summary>The program's entry, named so that tests can start it.</summary>
public partial class Program;
