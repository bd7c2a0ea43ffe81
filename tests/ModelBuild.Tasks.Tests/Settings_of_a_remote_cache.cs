namespace ModelBuild.Tasks.Tests;

public sealed class Settings_of_a_remote_cache : IDisposable
{
    readonly TaskProject project = new();

    public void Dispose() => project.Dispose();

    RunStages Task(params (string Name, string Value)[] settings)
    {
        var task = project.Task("Train", "m.model.yaml");
        foreach (var (name, value) in settings)
            task.Project.SetMetadata(name, value);
        return task;
    }

    [Fact]
    public void Are_handed_to_the_engine_without_any_secret()
    {
        project.Engine("read -r request; echo \"$request\" > request.json");

        TaskProject.Run(Task(("RemoteCache", " ../shared "), ("RemoteCacheMode", "read"), ("RemoteCacheSecretVariable", "PATH"), ("RemoteCacheTokenVariable", "HOME"),
            ("RemoteCacheTrustedKeys", "keys.pem"), ("SigningKeyFile", "own.pem"), ("SigningKeyPasswordVariable", "PASSWORD"))).ShouldBeTrue();

        var text = File.ReadAllText(project.In("engine/request.json"));
        Core.Protocol.EngineRequest.FromJson(text).Remote.ShouldBe(new()
        {
            Place = Path.GetFullPath("../shared", project.Folder),
            IsReadOnly = true,
            SecretVariable = "PATH",
            TokenVariable = "HOME",
            TrustedKeys = project.In("keys.pem"),
            Key = new(project.In("own.pem"), "PASSWORD"),
        });
        text.ShouldNotContain(Environment.GetEnvironmentVariable("PATH")!);
    }

    [Fact]
    public void Are_none_unless_they_name_a_place()
    {
        project.Engine("read -r request; echo \"$request\" > request.json");

        TaskProject.Run(Task(("RemoteCacheMode", "read"), ("RemoteCacheSecretVariable", "SECRET"))).ShouldBeTrue();

        Core.Protocol.EngineRequest.FromJson(File.ReadAllText(project.In("engine/request.json"))).Remote.ShouldBeNull();
    }

    [Fact]
    public void That_are_wrong_are_one_error_before_the_engine_is_started()
    {
        TaskProject.Run(Task(("RemoteCache", "http://cache.example"), ("RemoteCacheSecretVariable", "SECRET"))).ShouldBeFalse();

        (project.Error.Code, project.Error.File).ShouldBe(("MB6012", project.In("p.csproj")));
        project.Said.Node.ShouldBeEmpty();
    }

    [Fact]
    public void May_allow_a_server_without_TLS()
    {
        project.Engine("read -r request");

        TaskProject.Run(Task(("RemoteCache", "http://cache.example"), ("RemoteCacheSecretVariable", "SECRET"), ("RemoteCacheAllowInsecureConnections", "True"))).ShouldBeTrue();
    }
}
