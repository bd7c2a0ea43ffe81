using System.CommandLine;
using ModelBuild.Tool;

var engine = new Command("engine", "Serve one build: a request as a line of JSON on standard input, events as lines of JSON on standard output. End-of-file on standard input stops it.");
engine.SetAction((_, cancellation) => EngineCommand.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), cancellation));

return await new RootCommand("ModelBuild's engine. A build starts it; to train, run: dotnet build -t:TrainModel") { engine }
    .Parse(args)
    .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
