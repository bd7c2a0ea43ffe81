namespace ModelBuild.Benchmarks;

/// <summary>What a first training costs beside restore, compilation and the stages' own work, in starts of a hello-world.</summary>
static class ColdBenchmark
{
    const double Limit = 15;

    public static bool Run(Workplace place, int rounds)
    {
        var hello = Sample.Milliseconds("dotnet exec hello.dll");
        var build = Sample.Milliseconds("dotnet build --no-restore");
        var train = Sample.Milliseconds("… -t:TrainModel, nothing cached");
        var trainCpu = Sample.Milliseconds("its processor time");
        var work = Sample.Milliseconds("inside the stages' methods");
        var overhead = Sample.Milliseconds("everything else");
        var ratio = new Sample("everything else", "hello-worlds", 1);

        place.Build();
        for (var round = 0; round < rounds; round++)
        {
            // Three of them, around the rest: a short measurement is a noisy one.
            var starts = new List<double> { place.Hello().Wall };
            var without = place.Build().Wall;
            starts.Add(place.Hello().Wall);
            place.Forget();
            var with = place.Train();
            starts.Add(place.Hello().Wall);
            var inside = place.StageWork();

            var start = starts.Order().ElementAt(1);
            hello.Add(start);
            build.Add(without);
            train.Add(with.Wall);
            trainCpu.Add(with.Cpu);
            work.Add(inside);
            overhead.Add(with.Wall - without - inside);
            ratio.Add((with.Wall - without - inside) / start);
        }
        Sample.PrintHeader("cold", rounds);
        foreach (var sample in new[] { hello, build, train, trainCpu, work, overhead, ratio })
            sample.Print();
        return ratio.Judge(Limit);
    }
}
