// dotnet run -c Release --project benchmarks/ModelBuild.Benchmarks -- noop|cold|all|remote [--runs N]; see docs/benchmarks.md.
using System.CommandLine;
using ModelBuild.Benchmarks;

var runs = new Option<int>("--runs")
{
    Description = "How many rounds of each benchmark.",
    DefaultValueFactory = _ => 15,
    Recursive = true,
};
runs.Validators.Add(result =>
{
    if (result.GetValue(runs) < 1)
        result.AddError("--runs takes a number of at least 1.");
});

var root = new RootCommand("Measures what ModelBuild adds to a build. The exit code is 1 when a limit is exceeded.") { runs };
root.Add(Command("noop", "A build in which nothing is to be trained.", NoOpBenchmark.Run));
root.Add(Command("cold", "The first training, with nothing in any cache.", ColdBenchmark.Run));
var remote = new Command("remote", "An object of 1 GiB from nginx on loopback, against curl. Needs both.");
remote.SetAction(parsed => RemoteBenchmark.Run(parsed.GetValue(runs)) ? 0 : 1);
root.Add(remote);
root.Add(Command("all", "Both of these.", (place, rounds) => NoOpBenchmark.Run(place, rounds) & ColdBenchmark.Run(place, rounds)));
return root.Parse(args).Invoke();

Command Command(string name, string description, Func<Workplace, int, bool> benchmark)
{
    var command = new Command(name, description);
    command.SetAction(parsed =>
    {
        using var place = Workplace.Create();
        return benchmark(place, parsed.GetValue(runs)) ? 0 : 1;
    });
    return command;
}
