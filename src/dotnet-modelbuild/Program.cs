using System.CommandLine;
using ModelBuild.Tool;

// Somebody waits for these; getting the command line's parser ready would take as long as starting the process.
if (args is ["engine"])
    return EngineCommand.Run();
if (args is ["status"])
    return StatusCommand.Run(".", configuration: null);

var engine = new Command("engine", "Serve one build: a request as a line of JSON on standard input, events as lines of JSON on standard output. End-of-file on standard input stops it.");
engine.SetAction(_ => EngineCommand.Run());

var parsed = new RootCommand("ModelBuild's engine and tool. A build starts the engine; to train, run: dotnet build -t:TrainModel")
{
    WhyCommand.Create(), SchemaCommand.Create(), StatusCommand.Create(), CacheCommand.Create(CacheFolder.Option), GcCommand.Create(CacheFolder.Option), DoctorCommand.Create(CacheFolder.Option), VerifyCommand.Create(Environment.GetEnvironmentVariable), PredictCommand.Create(Environment.GetEnvironmentVariable), GatesCommand.Create(Environment.GetEnvironmentVariable), engine,
}.Parse(args);
var code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
return parsed.Errors.Count > 0 ? ExitCode.WrongUsage : code;
