namespace ModelBuild.EndToEnd.Tests;

/// <summary>
/// A project whose stages reach code of every kind: its own, a referenced project's, a package's of which there are two versions, an
/// override, a constant, a default. Restored and trained once, to be copied (<see cref="EndToEndTest.CopyOf"/>).
/// </summary>
public sealed class VersesProject(PackedPackage package) : IAsyncLifetime
{
    public const string Name = "Verses";

    readonly UserProject template = package.Template(Name);

    public async ValueTask InitializeAsync()
    {
        Write(template);
        var weights = template.At("Weights");
        await PackAsync(weights, "1.0.0");
        UserProject.Edit(weights.In("Weight.cs"), "word.Length", "word.Length * 10");
        await Task.WhenAll(PackAsync(weights, "2.0.0"), TrainAsync());
    }

    public ValueTask DisposeAsync()
    {
        Folders.Delete(template.Home);
        return ValueTask.CompletedTask;
    }

    static async Task PackAsync(UserProject weights, string version) =>
        (await weights.DotnetAsync("pack", "-p:Version=" + version, "-o", Path.Combine(weights.Home, "feed"))).ShouldSucceed();

    async Task TrainAsync()
    {
        (await template.DotnetAsync("restore")).ShouldSucceed();
        (await template.TrainAsync()).ShouldSucceed();
        template.ForgetRuns();
    }

    static void Write(UserProject project)
    {
        project.Write("../nuget.config", """
            <configuration>
              <packageSources><add key="own" value="feed" /></packageSources>
            </configuration>
            """);
        project.Write("../.gitignore", "bin/\nobj/\n.modelbuild/\ncache/\nlogs/\n");
        project.Write("../Weights/Weights.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><PackageId>Verses.Weights</PackageId></PropertyGroup>
            </Project>
            """);
        project.Write("../Weights/Weight.cs", """
            namespace Weights;

            public static class Weight
            {
                public static int Of(string word) => word.Length;
            }
            """);
        project.Write("../Language/Language.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
            </Project>
            """);
        project.Write("../Language/Spelling.cs", """
            namespace Language;

            public static class Spelling
            {
                public const int Shortest = 3;

                public static string Normal(string word) => Lower(word);

                public static string Loud(string word) => word.ToUpperInvariant();

                static string Lower(string word) => word.ToLowerInvariant();
            }
            """);
        project.Write("Verses.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ModelBuild" Version="0.1.0" />
                <PackageReference Include="Verses.Weights" Version="1.0.0" />
                <ProjectReference Include="../Language/Language.csproj" />
              </ItemGroup>
            </Project>
            """);
        project.Write("poems/a.txt", "Roses are red,\n");
        project.Write("poems/b.txt", "violets are blue.\n");
        project.Write("verses.model.yaml", """
            pipeline: verses
            poems: poems
            read: { access: { variables: [SKIPPED] } }
            gates:
              - { metric: lines, min: 1 }
            """);
        project.Write("Lines.cs", """
            using ModelBuild;

            namespace Verses;

            public sealed record Lines(IReadOnlyList<string> Values) : IArtifact<Lines>
            {
                const string Name = "lines.txt";

                public void Write(string folder) => File.WriteAllLines(Path.Combine(folder, Name), Values);

                public static Lines Read(string folder) => new(File.ReadAllLines(Path.Combine(folder, Name)));
            }
            """);
        project.Write("Cleaning.cs", """
            namespace Verses;

            static partial class Cleaning
            {
                public static IEnumerable<string> Clean(IEnumerable<string> words)
                {
                    foreach (var word in words)
                        yield return Strip(word);
                }

                static string Strip(string word) => word.Trim('.');
            }
            """);
        // What the compiler names by order, file or path: closures, state machines, local functions, anonymous and file-local types, arrays.
        project.Write("Scorers.cs", """
            using System.Text.RegularExpressions;
            using Weights;

            namespace Verses;

            abstract class Scorer
            {
                public string Score(string word) => $"{Points(word)} {word}";

                protected virtual int Points(string word) => Weight.Of(word);
            }

            sealed class VowelScorer : Scorer
            {
                protected override int Points(string word) => base.Points(word) + word.Count("aeiou".Contains) - Silence.In(word);
            }

            file static class Silence
            {
                public static int In(string word) => Patterns.Silent().Count(word);
            }

            static partial class Patterns
            {
                [GeneratedRegex("(?<=u)e$")]
                public static partial Regex Silent();
            }
            """);
        project.Write("VersesPipeline.cs", """
            using Language;
            using ModelBuild;

            namespace Verses;

            public sealed record TrainOptions
            {
                public int Most { get; init; } = 4;
            }

            [Pipeline("verses")]
            public static partial class VersesPipeline
            {
                [Stage]
                public static Lines Read(DataSource poems)
                {
                    var words = Directory.GetFiles(poems.Path).Order(StringComparer.Ordinal).SelectMany(File.ReadLines).SelectMany(line => line.Split(' '));
                    return new([.. words.Where(word => word != Environment.GetEnvironmentVariable("SKIPPED"))]);
                }

                [Stage]
                public static Lines Clean(Lines read) => new([.. Cleaning.Clean(read.Values).Select(Spelling.Normal)]);

                [Stage]
                public static async Task<Lines> Score(Lines clean)
                {
                    Scorer scorer = new VowelScorer();
                    IReadOnlyList<string> unscored = ["a", "an", "the", "and", "or", "but", "of"];
                    await Task.Yield();
                    return new([.. clean.Values.Where(IsScored).Select(word => new { Word = word, Line = scorer.Score(word) }).Select(scored => scored.Line)]);

                    bool IsScored(string word) => !unscored.Contains(word);
                }

                [Stage]
                public static Lines Train(Lines score, TrainOptions options)
                {
                    var candidates = score.Values.Where(line => line.Length >= 2 + Spelling.Shortest);
                    return new([.. candidates.Order(StringComparer.Ordinal).Take(options.Most)]);
                }

                [Stage]
                public static Evaluation Evaluate(Lines train) => new() { Rows = train.Values.Count, Metrics = [new("lines", train.Values.Count)] };
            }
            """);
    }
}
