// dotnet run -c Release --project benchmarks/ModelBuild.Benchmarks -- noop|branch|cold|status|plan|hash-file|hash-folder|unchanged|remote|csv|linear|boosted-trees|agreement|predict|all [--runs N]; see docs/benchmarks.md.
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
root.Add(Command("branch", "A build in which nothing is to be trained or judged, after a commit of documentation. Needs git.", BranchBenchmark.Run));
root.Add(Command("cold", "The first training, with nothing in any cache.", ColdBenchmark.Run));
root.Add(Command("status", "The answer of `modelbuild status` that nothing changed.", StatusBenchmark.Run));
root.Add(Command("plan", "Planning a pipeline of 1,000 stages of which none has to run.", (place, rounds) => PlanBenchmark.Run(place, rounds, 1000)));
var remote = new Command("remote", "An object of 1 GiB from nginx on loopback, against curl. Needs both.");
remote.SetAction(parsed => RemoteBenchmark.Run(parsed.GetValue(runs)) ? 0 : 1);
root.Add(remote);
var linear = new Command("linear", "Logistic regression, against scikit-learn. Needs Python with it.");
linear.SetAction(parsed => LinearBenchmark.Run(parsed.GetValue(runs)) ? 0 : 1);
root.Add(linear);
var trees = new Command("boosted-trees", "Training boosted trees on 1,000,000 rows of 28 features, against scikit-learn and XGBoost in /usr/bin/python3, where they are installed.");
trees.SetAction(parsed => OnData(data => TreesBenchmark.Run(data, parsed.GetValue(runs))) ? 0 : 1);
root.Add(trees);
root.Add(Agreement());
root.Add(DataCommand("predict", "Predicting 1,000,000 rows, against scikit-learn in /usr/bin/python3, where it is installed.", (data, rounds) => PredictBenchmark.Run(data, rounds, 1_000_000)));
root.Add(DataCommand("hash-file", "The digest of a file of 2 GiB.", (data, rounds) => HashFileBenchmark.Run(data, rounds, 2048)));
root.Add(DataCommand("hash-folder", "The digest of a folder of 100,000 files of 10 KiB.", (data, rounds) => HashFolderBenchmark.Run(data, rounds, 100_000)));
root.Add(DataCommand("unchanged", "Seeing that none of 1,000,000 files changed.", (data, rounds) => UnchangedBenchmark.Run(data, rounds, 1000, 1000)));
root.Add(Once());
root.Add(Csv());
root.Add(CsvOnce());
root.Add(Command("all", "All of them, those of data with less of it.", (place, rounds) =>
    NoOpBenchmark.Run(place, rounds) & BranchBenchmark.Run(place, rounds) & ColdBenchmark.Run(place, rounds) & StatusBenchmark.Run(place, rounds) & PlanBenchmark.Run(place, rounds, 50)
    & OnData(data => HashFileBenchmark.Run(data, rounds, 256))
    & OnData(data => HashFolderBenchmark.Run(data, rounds, 10_000))
    & OnData(data => UnchangedBenchmark.Run(data, rounds, 50, 400))
    & OnData(data => CsvBenchmark.Run(data, rounds, 20))
    & LinearBenchmark.Run(rounds)
    & OnData(data => TreesBenchmark.RunSmall(data, rounds))
    & OnData(data => PredictBenchmark.Run(data, rounds, 50_000))));
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

Command DataCommand(string name, string description, Func<DataFolder, int, bool> benchmark)
{
    var command = new Command(name, description);
    command.SetAction(parsed => OnData(data => benchmark(data, parsed.GetValue(runs))) ? 0 : 1);
    return command;
}

bool OnData(Func<DataFolder, bool> benchmark)
{
    using var data = new DataFolder();
    return benchmark(data);
}

Command Csv()
{
    var megabytes = new Option<int>("--megabytes") { Description = "The size of the file.", DefaultValueFactory = _ => 500 };
    var command = new Command("csv", "A CSV file of 500 MB to a table, against pandas.read_csv.") { megabytes };
    command.SetAction(parsed => OnData(data => CsvBenchmark.Run(data, parsed.GetValue(runs), parsed.GetValue(megabytes))) ? 0 : 1);
    return command;
}

static Command Agreement()
{
    var quick = new Option<bool>("--quick") { Description = "Fewer splits and smaller tables." };
    var command = new Command("agreement", "How well boosted-trees and linear learn, against scikit-learn and XGBoost in /usr/bin/python3, where they are installed.") { quick };
    command.SetAction(parsed => AgreementBenchmark.Run(parsed.GetValue(quick), Console.WriteLine) ?? true ? 0 : 1);
    return command;
}

// What `csv` starts to measure a process that does nothing else.
static Command CsvOnce()
{
    var file = new Argument<string>("file");
    var folder = new Argument<string>("folder");
    var command = new Command("csv-once") { file, folder };
    command.Hidden = true;
    command.SetAction(parsed => CsvBenchmark.Once(parsed.GetRequiredValue(file), parsed.GetRequiredValue(folder)));
    return command;
}

// What `unchanged` starts to measure a process that does nothing else.
static Command Once()
{
    var folder = new Argument<string>("folder");
    var index = new Argument<string>("index");
    var command = new Command("unchanged-once") { folder, index };
    command.Hidden = true;
    command.SetAction(parsed => UnchangedBenchmark.Once(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(index)));
    return command;
}
