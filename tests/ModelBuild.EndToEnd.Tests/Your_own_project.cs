using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>The README's steps, read from the README.</summary>
public partial class Your_own_project(PackedPackage package) : EndToEndTest(package)
{
    [Fact]
    public async Task Trains_a_model_by_the_steps_of_the_README()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(PackedPackage.Repository, "README.md"), TestContext.Current.CancellationToken);
        var section = readme[readme.IndexOf("## Your own project", StringComparison.Ordinal)..];
        var blocks = Block().Matches(section).Select(block => (Language: block.Groups[1].Value, Text: block.Groups[2].Value)).Skip(2).Take(3).ToArray();
        blocks.Select(block => block.Language).ShouldBe(["sh", "yaml", "sh"]); // after those that make the packages, which these tests did
        var steps = blocks[0].Text.Split(["&&", "\n"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        steps.ShouldContain("cd Churn");
        var project = Empty("Churn");

        foreach (var step in steps.Where(step => step != "cd Churn"))
        {
            step.ShouldStartWith("dotnet ");
            // The first step makes the folder that the second one changes to; here the folder is there already.
            (await project.DotnetAsync([.. step.Split(' ').Skip(1).Select(part => part == "Churn" ? "." : part)])).ShouldSucceed();
        }
        project.Write("churn.model.yaml", blocks[1].Text);
        project.Write("data/churn.csv", Customers());
        blocks[2].Text.Trim().ShouldBe("dotnet build -t:TrainModel");

        var build = await project.DotnetAsync("build", "-t:TrainModel");

        build.ShouldSucceed();
        build.Text.ShouldContain("churn: auc 0.", Case.Sensitive, build.Why);
        File.Exists(Path.Combine(project.Models, "churn", "model.json")).ShouldBeTrue();
        build.Warnings.ShouldBeEmpty(build.Why);
        (await PredictAsync(project)).ShouldMatch(@"^(yes|no) \(0\.\d\d\)\n$");
    }

    /// <summary>With the program of docs/tabular.md.</summary>
    static async Task<string> PredictAsync(UserProject churn)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(PackedPackage.Repository, "docs", "tabular.md"), TestContext.Current.CancellationToken);
        var app = churn.At("App");
        app.Write("App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
              <ItemGroup><PackageReference Include="ModelBuild" Version="0.1.0" /></ItemGroup>
            </Project>
            """);
        app.Write("Program.cs", Block().Matches(page).Single(block => block.Groups[1].Value == "csharp").Groups[2].Value
            .Replace("bin/Debug/net10.0/models", churn.Models, StringComparison.Ordinal));
        var run = await app.DotnetAsync("run");
        run.ShouldSucceed();
        return run.Text;
    }

    /// <summary>Who has had many complaints for their months leaves; with some exceptions.</summary>
    static string Customers()
    {
        var csv = new StringBuilder("plan,months,complaints,churned\n");
        for (var i = 0; i < 200; i++)
        {
            var (months, complaints) = (1 + i * 7 % 60, i * 11 % 9);
            var leaves = (complaints * 8 > months) ^ (i % 17 == 0);
            csv.Append(CultureInfo.InvariantCulture, $"{(i % 3 == 0 ? "basic" : "full")},{months},{complaints},{(leaves ? "yes" : "no")}\n");
        }
        return csv.ToString();
    }

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
