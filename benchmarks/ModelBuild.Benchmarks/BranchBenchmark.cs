namespace ModelBuild.Benchmarks;

/// <summary>
/// What it costs that a branch was documented: the model has a gate against its champion of the lock file at the merge base, HEAD is another commit
/// each time, and nothing is to be trained or judged. A build with TrainModel against the same build without it.
/// </summary>
static class BranchBenchmark
{
    const double Limit = 1.10;

    public static bool Run(Workplace place, int rounds)
    {
        var build = Sample.Milliseconds("dotnet build --no-restore");
        var train = Sample.Milliseconds("… -t:TrainModel, after a commit of documentation");
        var ratio = new Sample("ratio of a round", "x", 3);
        var project = place.Branch();
        for (var round = 0; round < rounds; round++)
        {
            Workplace.Document(project, round);
            project.Build(); // the SDK compiles the commit's id into the assembly, which is neither's cost
            var without = project.Build();
            var with = project.Build("-t:TrainModel");
            if (!with.Output.Contains("all stages up to date", StringComparison.Ordinal))
                throw new InvalidOperationException($"The build was to do nothing:\n{with.Output}");
            build.Add(without.Wall);
            train.Add(with.Wall);
            ratio.Add(with.Wall / without.Wall);
        }
        Sample.PrintHeader("no-op on a branch", rounds);
        foreach (var sample in new[] { build, train, ratio })
            sample.Print();
        return ratio.Judge(Limit);
    }
}
