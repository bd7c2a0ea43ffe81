namespace ModelBuild.EndToEnd.Tests;

/// <summary>A user's project with a pipeline of its own, whose training stage can be told to misbehave.</summary>
static class WordsProject
{
    public static void Write(UserProject project)
    {
        project.Write("Words.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="ModelBuild" Version="0.1.0" /></ItemGroup>
            </Project>
            """);
        project.Write("words.model.yaml", """
            pipeline: words
            data: data/words.txt
            train:
              minimum: 2
              behaviour: good
            gates:
              - { metric: words, min: 1 }
            """);
        project.Write("data/words.txt", "to be or not to be\n");
        project.Write("WordList.cs", """
            using ModelBuild;

            namespace Words;

            public sealed record WordList(IReadOnlyList<string> Words) : IArtifact<WordList>
            {
                const string Name = "words.txt";

                public void Write(string folder) => File.WriteAllLines(Path.Combine(folder, Name), Words);

                public static WordList Read(string folder) => new(File.ReadAllLines(Path.Combine(folder, Name)));
            }
            """);
        project.Write("WordsPipeline.cs", """
            using ModelBuild;

            namespace Words;

            public enum Behaviour { Good, Throws, Refuses, Exits0, Exits7, Endless }

            public sealed record TrainOptions
            {
                public int Minimum { get; init; } = 1;
                public Behaviour Behaviour { get; init; }
            }

            [Pipeline("words")]
            public static class WordsPipeline
            {
                [Stage]
                public static WordList Load(DataSource data) => new(File.ReadAllText(data.Path).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

                [Stage]
                public static WordList Train(WordList load, DataSource data, TrainOptions options)
                {
                    Misbehave(options);
                    return new([.. load.Words.GroupBy(word => word).Where(word => word.Count() >= options.Minimum).Select(word => word.Key).Order(StringComparer.Ordinal)]);
                }

                [Stage]
                public static Evaluation Evaluate(WordList train) => new() { Rows = train.Words.Count, Metrics = [new("words", train.Words.Count)] };

                static void Misbehave(TrainOptions options)
                {
                    switch (options.Behaviour)
                    {
                        case Behaviour.Throws:
                            throw new InvalidDataException("these words cannot be counted");
                        case Behaviour.Refuses:
                            throw new StageException(new StageError("'or' is not a word") { Code = "WORD7", Input = "data", Line = 1, Column = 7 });
                        case Behaviour.Exits0:
                            Environment.Exit(0);
                            break;
                        case Behaviour.Exits7:
                            Environment.Exit(7);
                            break;
                        case Behaviour.Endless:
                            File.WriteAllText(Path.Combine(Path.GetTempPath(), "running"), "");
                            while (true)
                                Thread.Yield();
                    }
                }
            }
            """);
    }

    public static void Behave(this UserProject project, string behaviour) => project.EditDefinition("behaviour: good", $"behaviour: {behaviour}");

    /// <summary>Whether a stage without an end has begun to work; it says so in its temporary folder, since it can write nowhere else.</summary>
    public static bool IsEndless(this UserProject project)
    {
        var work = Path.Combine(project.Cache, "work");
        return Directory.Exists(work) && Directory.GetDirectories(work).Any(place => File.Exists(Path.Combine(place, "stage", "tmp", "running")));
    }
}
