using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

var data = Environment.GetEnvironmentVariable("ZHIJIAN_DATA") ?? Path.Combine(Directory.GetCurrentDirectory(), "data");
await using var server = await EmbeddedPostgres.Start(data, CancellationToken.None);
await new SchemaRunner(server.OwnerConnection, EmbeddedPostgres.AppRole).Run(CancellationToken.None);
var builder = WebApplication.CreateBuilder(args);
builder.AddZhijian(server.AppConnection, data);
var app = builder.Build();
app.UseZhijian();
await app.RunAsync();

/// <summary>The program's entry, named so that tests can start it.</summary>
public partial class Program;
