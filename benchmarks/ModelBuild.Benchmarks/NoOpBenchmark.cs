namespace ModelBuild.Benchmarks;

/// <summary>What it costs to see that nothing is to be trained: a build with TrainModel against the same build without it.</summary>
static class NoOpBenchmark
{
    const double Limit = 1.10;

    public static bool Run(Workplace place, int rounds)
    {
        var build = Sample.Milliseconds("dotnet build --no-restore");
        var train = Sample.Milliseconds("dotnet build --no-restore -t:TrainModel");
        var buildCpu = Sample.Milliseconds("the first's processor time");
        var trainCpu = Sample.Milliseconds("the second's processor time");
        var ratio = new Sample("ratio of a round", "x", 3);

        place.Train();
        place.Build();
        place.Train();
        for (var round = 0; round < rounds; round++)
        {
            var without = place.Build();
            var with = place.Train();
            build.Add(without.Wall);
            train.Add(with.Wall);
            buildCpu.Add(without.Cpu);
            trainCpu.Add(with.Cpu);
            ratio.Add(with.Wall / without.Wall);
        }
        Sample.PrintHeader("no-op", rounds);
        foreach (var sample in new[] { build, train, buildCpu, trainCpu, ratio })
            sample.Print();
        return ratio.Judge(Limit);
    }
}
