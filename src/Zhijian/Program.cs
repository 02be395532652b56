return 0;

/// <summary>The program's entry, named so that tests can start it.</summary>
public partial class Program;
