namespace ModelBuild.Benchmarks;

/// <summary>What it costs to ask whether a build would have anything to do, in starts of a hello-world.</summary>
static class StatusBenchmark
{
    const double Limit = 3;

    public static bool Run(Workplace place, int rounds)
    {
        var hello = Sample.Milliseconds("dotnet exec hello.dll");
        var status = Sample.Milliseconds("dotnet exec dotnet-modelbuild.dll status");
        var helloCpu = Sample.Milliseconds("the first's processor time");
        var statusCpu = Sample.Milliseconds("the second's processor time");
        var ratio = new Sample("ratio of a round", "x", 3);

        place.Train();
        place.Train();
        place.Status();
        for (var round = 0; round < rounds; round++)
        {
            var without = place.Hello();
            var with = place.Status();
            hello.Add(without.Wall);
            status.Add(with.Wall);
            helloCpu.Add(without.Cpu);
            statusCpu.Add(with.Cpu);
            ratio.Add(with.Wall / without.Wall);
        }
        Sample.PrintHeader("status", rounds);
        foreach (var sample in new[] { hello, status, helloCpu, statusCpu, ratio })
            sample.Print();
        return ratio.Judge(Limit);
    }
}
