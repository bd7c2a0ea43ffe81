using System.CommandLine;
using ModelBuild.Tool;

const int WrongUsage = 2;

// A build waits for this; getting the command line's parser ready would take as long as starting the process.
if (args is ["engine"])
    return EngineCommand.Run();

var engine = new Command("engine", "Serve one build: a request as a line of JSON on standard input, events as lines of JSON on standard output. End-of-file on standard input stops it.");
engine.SetAction(_ => EngineCommand.Run());

var parsed = new RootCommand("ModelBuild's engine and tool. A build starts the engine; to train, run: dotnet build -t:TrainModel") { engine, VerifyCommand.Create(Environment.GetEnvironmentVariable) }
    .Parse(args);
var code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
return parsed.Errors.Count > 0 ? WrongUsage : code;
