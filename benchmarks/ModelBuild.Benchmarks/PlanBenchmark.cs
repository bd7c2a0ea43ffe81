using System.Globalization;
using System.Text;

namespace ModelBuild.Benchmarks;

/// <summary>
/// What it costs to plan a pipeline of many stages of which none has to run. Each round edits a comment of the definition, so that
/// the record of the last plan does not count and all of it is planned; what the same build costs without models is subtracted.
/// </summary>
static class PlanBenchmark
{
    const double Limit = 300; // ms for 1,000 stages

    public static bool Run(Workplace place, int rounds, int stages)
    {
        var project = place.Project("Many", Files(stages));
        var plain = Sample.Milliseconds("processor time of dotnet build --no-restore");
        var planned = Sample.Milliseconds("… -t:TrainModel, all planned");
        var recorded = Sample.Milliseconds("… -t:TrainModel, by the record of that");
        var planning = Sample.Milliseconds("planning");
        var byRecord = Sample.Milliseconds("without it");

        project.Build("-t:TrainModel");
        project.Build("-t:TrainModel");
        for (var round = 0; round < rounds; round++)
        {
            var without = project.Build().Cpu;
            File.WriteAllText(project.PathOf("many.model.yaml"), Definition($"# {round.ToString(CultureInfo.InvariantCulture)}\n"));
            var all = project.Build("-t:TrainModel");
            if (all.Output.Contains(" ran in ", StringComparison.Ordinal))
                throw new InvalidOperationException("A comment in a definition ran a stage.\n" + all.Output);
            var again = project.Build("-t:TrainModel").Cpu;
            plain.Add(without);
            planned.Add(all.Cpu);
            recorded.Add(again);
            planning.Add(all.Cpu - without);
            byRecord.Add(again - without);
        }
        Sample.PrintHeader($"plan, {stages} stages", rounds);
        foreach (var sample in new[] { plain, planned, recorded, planning, byRecord })
            sample.Print();
        return planning.Judge(Limit);
    }

    static Dictionary<string, string> Files(int stages) => new()
    {
        ["Many.csproj"] = """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="ModelBuild" Version="0.1.0" /></ItemGroup>
            </Project>
            """,
        ["many.model.yaml"] = Definition(""),
        ["data.txt"] = "1",
        ["Many.cs"] = Source(stages),
    };

    static string Definition(string comment) => comment + "pipeline: many\ndata: data.txt\n";

    /// <summary>A tree of stages, each with options of its own in none of which anything is set, and a model at the end.</summary>
    static string Source(int stages)
    {
        var source = new StringBuilder("""
            using System.IO;
            using ModelBuild;

            public sealed record Number(string Text) : IArtifact<Number>
            {
                public void Write(string folder) => File.WriteAllText(Path.Combine(folder, "number.txt"), Text);

                public static Number Read(string folder) => new(File.ReadAllText(Path.Combine(folder, "number.txt")));
            }

            public sealed record StepOptions { public int By { get; init; } = 1; }

            [Pipeline("many")]
            public static class Many
            {
                [Stage]
                public static Number S0(DataSource data) => new(File.ReadAllText(data.Path));

            """);
        for (var stage = 1; stage < stages; stage++)
            source.AppendLine(CultureInfo.InvariantCulture, $"    [Stage] public static Number {(stage == stages - 1 ? "Train" : $"S{stage}")}(Number s{(stage - 1) / 2}, StepOptions options) => new(s{(stage - 1) / 2}.Text + options.By + \"{stage}\");");
        return source.Append('}').ToString();
    }
}
