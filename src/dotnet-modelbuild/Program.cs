using System.CommandLine;
using ModelBuild.Tool;

// A build waits for this; getting the command line's parser ready would take as long as starting the process.
if (args is ["engine"])
    return EngineCommand.Run();

var engine = new Command("engine", "Serve one build: a request as a line of JSON on standard input, events as lines of JSON on standard output. End-of-file on standard input stops it.");
engine.SetAction(_ => EngineCommand.Run());

return new RootCommand("ModelBuild's engine. A build starts it; to train, run: dotnet build -t:TrainModel") { engine }
    .Parse(args)
    .Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
