using System.Text.Json;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Tasks.Tests;

/// <summary>What the test adapter is told. ModelBuild.TestAdapter.Tests has the other side.</summary>
public sealed class Describing_tests : IDisposable
{
    readonly TaskProject project = new();

    string File => project.In("bin/p.modeltests.json");

    public void Dispose() => project.Dispose();

    [Fact]
    public void Says_how_the_models_are_trained_and_starts_nothing()
    {
        Describe(("RemoteCache", "https://cache.example"), ("RemoteCacheSecretVariable", "PATH"), ("RemoteCacheMode", "read")).ShouldBeTrue();

        using var description = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        description.RootElement.GetProperty("version").GetInt32().ShouldBe(1);
        description.RootElement.GetProperty("dotnet").GetString().ShouldBe("/bin/sh");
        description.RootElement.GetProperty("engine").GetString().ShouldBe(project.In("engine/dotnet-modelbuild.dll")); // which is not there
        var request = EngineRequest.FromJson(description.RootElement.GetProperty("request").GetRawText());
        request.Goal.ShouldBe(EngineGoal.Train);
        request.Project.Definitions.ShouldHaveSingleItem().ShouldBe(new("m", project.In("m.model.yaml")));
        request.Models.ShouldBeEmpty();
        request.Remote!.SecretVariable.ShouldBe("PATH");
    }

    [Fact]
    public void Says_no_value_of_a_variable()
    {
        var name = "MODELBUILD__nobody__" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(name, "a value");
        try
        {
            Describe().ShouldBeTrue();
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        System.IO.File.ReadAllText(File).ShouldNotContain("a value");
        System.IO.File.ReadAllText(File).ShouldNotContain(name);
    }

    [Fact]
    public void Writes_only_what_differs()
    {
        Describe().ShouldBeTrue();
        var before = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        System.IO.File.SetLastWriteTimeUtc(File, before);

        Describe().ShouldBeTrue();
        System.IO.File.GetLastWriteTimeUtc(File).ShouldBe(before);

        Describe(("ModelEnvironment", "staging")).ShouldBeTrue();
        System.IO.File.GetLastWriteTimeUtc(File).ShouldNotBe(before);
    }

    [Fact]
    public void Refuses_what_training_would_refuse()
    {
        Describe(("RemoteCache", "https://cache.example"), ("RemoteCacheMode", "sometimes")).ShouldBeFalse();

        project.Error.Code.ShouldStartWith("MB60");
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    bool Describe(params (string Name, string Value)[] settings)
    {
        using var task = project.Describe("m.model.yaml");
        foreach (var (name, value) in settings)
            task.Project.SetMetadata(name, value);
        return task.Execute();
    }
}
