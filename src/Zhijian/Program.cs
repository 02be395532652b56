using Zhijian;
using Zhijian.Platform.Hosting;

return await CommandLine.Run(args, ProgramParts.Commands(Settings.FromEnvironment()), []);

/// <summary>The program's entry, named so that tests can start it.</summary>
public partial class Program;
