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
        var blocks = Block().Matches(section).Select(block => (Language: block.Groups[1].Value, Text: block.Groups[2].Value)).Take(3).ToArray();
        blocks.Select(block => block.Language).ShouldBe(["sh", "yaml", "sh"]);
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
